"""What the scheduler asks about publishing."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, tell
from catalog.models import DataProduct
from catalog.publishing.services import concerned_by, refresh, retire
from marketplace.foundation.audit import coming_from
from marketplace.foundation.errors import DomainError

log = structlog.get_logger(__name__)

# Days before the last one on which those who still read a product, and its owners, are reminded.
REMINDERS = (14, 1)
PERIODS = {"hourly": timedelta(hours=1), "daily": timedelta(days=1), "weekly": timedelta(weeks=1)}


@shared_task
def refresh_due() -> None:
    """Build anew every product whose last run is as long ago as it promises to be refreshed.

    The last run counts, not the last success: a product that cannot be built is tried once a period, not all the time.
    """
    now = timezone.now()
    for word, period in PERIODS.items():
        offered = DataProduct.objects.shown().filter(refresh=word).annotate(last_run=Max("runs__created_at"))
        for product in offered.filter(last_run__lte=now - period):
            try:
                refresh(actor=None, product=product)
            except DomainError as refusal:
                log.info("not built anew", product=product.slug, reason=str(refusal))


@shared_task
def end_due() -> None:
    """Retire every deprecated product whose last day is over, and remind of those that come close.

    One that is being built just now is retired by the next sweep.
    """
    today = timezone.localdate()
    ending = DataProduct.objects.filter(status=DataProduct.Status.DEPRECATED, ends_on__isnull=False)
    with coming_from("schedule"):
        for product in ending.filter(ends_on__lt=today):
            reason = _("Its last day was %(day)s.") % {"day": date_format(product.ends_on)}
            try:
                retire(actor=None, product=product, reason=reason)
            except DomainError as refusal:
                log.info("not retired", product=product.slug, reason=str(refusal))
    for product in ending.filter(ends_on__range=(today, today + timedelta(days=max(REMINDERS)))).select_related(
        "successor", "owner"
    ):
        _remind(product, (product.ends_on - today).days)


def _remind(product: DataProduct, days: int) -> None:
    """Once for each reminder that is due, however often this is asked."""
    due = min(number for number in REMINDERS if number >= days)
    facts = {"product": product, "day": date_format(product.ends_on), "successor": product.successor}
    if product.successor:
        words = _("The last day of %(product)s is %(day)s; its successor is %(successor)s.")
    else:
        words = _("The last day of %(product)s is %(day)s; all access to it ends then.")
    tell(
        [*concerned_by(product), *User.objects.filter(memberships__team=product.owner_id)],
        words % facts,
        link=product.get_absolute_url(),
        tone=Notification.Tone.ACTION,
        key=f"product:{product.pk}:ends:{product.ends_on}:{due}",
        kind=Kind.PRODUCT,
    )
