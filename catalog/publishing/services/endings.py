"""The end of a product's life: deprecated first, then retired, each with a reason."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, tell
from catalog.following.announcing import tell_followers
from catalog.models import DataProduct, InputPort, OutputPort
from catalog.publishing.errors import (
    AlreadyDeprecated,
    AlreadyPublishing,
    EndTooSoon,
    NoSuccessor,
    NotDeprecated,
    NotPublished,
    ReasonMissing,
)
from catalog.publishing.hooks import AFTER_RETIRE, readers_of
from catalog.publishing.policies import may_publish
from catalog.search.index import refresh_facts
from catalog.transitions.services import end_for_product
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist


@transaction.atomic
def deprecate(
    *,
    actor,
    product: DataProduct,
    reason: str,
    successor: DataProduct | None = None,
    ends_on: date | None = None,
) -> DataProduct:
    """Tell everybody that a product will end; it can still be read, and its readers learn where to go, and until when.

    Whoever reads it keeps it for as long as a breaking change would leave them: an earlier last day is refused.
    """
    product = DataProduct.objects.select_for_update().get(pk=product.pk)
    insist(may_publish(actor, product))
    _insist_on_reason(reason)
    if product.status == DataProduct.Status.DEPRECATED:
        raise AlreadyDeprecated(product=str(product))
    if product.status != DataProduct.Status.PUBLISHED:
        raise NotPublished(product=str(product))
    if successor and (successor.pk == product.pk or successor.status != DataProduct.Status.PUBLISHED):
        raise NoSuccessor(successor=str(successor), product=str(product))
    concerned = concerned_by(product)
    earliest = earliest_end(concerned)
    if ends_on is not None and ends_on < earliest:
        raise EndTooSoon(product=str(product), earliest=earliest.isoformat())
    product.status, product.successor, product.ends_on = DataProduct.Status.DEPRECATED, successor, ends_on
    product.save(update_fields=["status", "successor", "ends_on", "updated_at"])
    refresh_facts([product.pk])

    record(
        "product.deprecated",
        product,
        actor=actor,
        product=product.slug,
        team=product.owner,
        public=True,
        old=DataProduct.Status.PUBLISHED,
        new=product.status,
        reason=reason,
        successor=successor,
        ends_on=ends_on.isoformat() if ends_on else None,
    )
    if ends_on:
        words = _("%(product)s is deprecated, its last day is %(day)s: %(reason)s")
    else:
        words = _("%(product)s is deprecated: %(reason)s")
    facts = {"product": product, "reason": reason, "day": date_format(ends_on) if ends_on else ""}
    tell(
        concerned,
        words % facts,
        link=product.get_absolute_url(),
        tone=Notification.Tone.ACTION,
        but=actor,
        kind=Kind.PRODUCT,
    )
    tell_followers(product, words % facts, but=actor, told=concerned)
    return product


@transaction.atomic
def revive(*, actor, product: DataProduct) -> DataProduct:
    """Take a deprecation back: the product stays, and takes orders again."""
    product = DataProduct.objects.select_for_update().get(pk=product.pk)
    insist(may_publish(actor, product))
    if product.status != DataProduct.Status.DEPRECATED:
        raise NotDeprecated(product=str(product))
    product.status, product.successor, product.ends_on = DataProduct.Status.PUBLISHED, None, None
    product.save(update_fields=["status", "successor", "ends_on", "updated_at"])
    refresh_facts([product.pk])

    record(
        "product.revived",
        product,
        actor=actor,
        product=product.slug,
        team=product.owner,
        public=True,
        old=DataProduct.Status.DEPRECATED,
        new=product.status,
    )
    words = _("%(product)s stays: its deprecation was taken back.") % {"product": product}
    concerned = concerned_by(product)
    tell(concerned, words, link=product.get_absolute_url(), but=actor, kind=Kind.PRODUCT)
    tell_followers(product, words, but=actor, told=concerned)
    return product


@transaction.atomic
def retire(*, actor, product: DataProduct, reason: str) -> DataProduct:
    """End a product: its ports are offered no more, and standing access ends with it; actor None is its last day."""
    product = DataProduct.objects.select_for_update().get(pk=product.pk)
    if actor is not None:
        insist(may_publish(actor, product))
    _insist_on_reason(reason)
    if product.status not in DataProduct.Status.shown():
        raise NotPublished(product=str(product))
    if product.runs.open().exists():
        raise AlreadyPublishing(product=str(product))
    concerned = concerned_by(product)
    old = product.status
    product.status = DataProduct.Status.RETIRED
    product.save(update_fields=["status", "updated_at"])
    OutputPort.objects.filter(product=product).update(offered=False, updated_at=timezone.now())
    refresh_facts([product.pk])

    record(
        "product.retired",
        product,
        actor=actor,
        product=product.slug,
        team=product.owner,
        public=True,
        old=old,
        new=product.status,
        reason=reason,
    )
    end_for_product(actor=actor, product=product)
    for end in AFTER_RETIRE:
        end(product, actor, reason)
    words = _("%(product)s is retired: %(reason)s") % {"product": product, "reason": reason}
    tell(
        concerned, words, link=product.get_absolute_url(), tone=Notification.Tone.TROUBLE, but=actor, kind=Kind.PRODUCT
    )
    tell_followers(product, words, but=actor, told=concerned)
    return product


def _insist_on_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing()


def earliest_end(concerned: list[User]) -> date:
    """The first day that a product may end on: with notice for those who read it, else today."""
    return timezone.localdate() + timedelta(days=settings.NOTICE_PERIOD_DAYS if concerned else 0)


def concerned_by(product: DataProduct) -> list[User]:
    """Those who read the product, and the teams whose products are made from it."""
    reading = InputPort.objects.filter(upstream__product=product, version__state="published")
    teams = reading.values("version__product__owner")
    return [*readers_of(product), *User.objects.filter(memberships__team__in=teams).distinct()]
