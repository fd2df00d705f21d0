"""What the scheduler asks about publishing."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.db.models import Max
from django.utils import timezone

from catalog.models import DataProduct
from catalog.publishing.services import refresh
from marketplace.foundation.errors import DomainError

log = structlog.get_logger(__name__)

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
