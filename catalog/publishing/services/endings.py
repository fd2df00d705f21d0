"""The end of a product's life: deprecated first, then retired, each with a reason."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import tell
from catalog.models import DataProduct, InputPort, OutputPort
from catalog.publishing.errors import AlreadyDeprecated, AlreadyPublishing, NoSuccessor, NotPublished, ReasonMissing
from catalog.publishing.hooks import AFTER_RETIRE, readers_of
from catalog.publishing.policies import may_publish
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist


@transaction.atomic
def deprecate(*, actor, product: DataProduct, reason: str, successor: DataProduct | None = None) -> DataProduct:
    """Tell everybody that a product will end; it can still be read, and its readers learn where to go."""
    product = DataProduct.objects.select_for_update().get(pk=product.pk)
    insist(may_publish(actor, product))
    _insist_on_reason(reason)
    if product.status == DataProduct.Status.DEPRECATED:
        raise AlreadyDeprecated(product=str(product))
    if product.status != DataProduct.Status.PUBLISHED:
        raise NotPublished(product=str(product))
    if successor and (successor.pk == product.pk or successor.status != DataProduct.Status.PUBLISHED):
        raise NoSuccessor(successor=str(successor), product=str(product))
    product.status, product.successor = DataProduct.Status.DEPRECATED, successor
    product.save(update_fields=["status", "successor", "updated_at"])

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
    )
    words = _("%(product)s is deprecated: %(reason)s") % {"product": product, "reason": reason}
    tell(_concerned(product), words, link=product.get_absolute_url(), tone=Notification.Tone.ACTION, but=actor)
    return product


@transaction.atomic
def retire(*, actor, product: DataProduct, reason: str) -> DataProduct:
    """End a product: its ports are offered no more, and standing access ends with it."""
    product = DataProduct.objects.select_for_update().get(pk=product.pk)
    insist(may_publish(actor, product))
    _insist_on_reason(reason)
    if product.status not in DataProduct.Status.shown():
        raise NotPublished(product=str(product))
    if product.runs.open().exists():
        raise AlreadyPublishing(product=str(product))
    concerned = _concerned(product)
    old = product.status
    product.status = DataProduct.Status.RETIRED
    product.save(update_fields=["status", "updated_at"])
    OutputPort.objects.filter(product=product).update(offered=False, updated_at=timezone.now())

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
    for end in AFTER_RETIRE:
        end(product, actor, reason)
    words = _("%(product)s is retired: %(reason)s") % {"product": product, "reason": reason}
    tell(concerned, words, link=product.get_absolute_url(), tone=Notification.Tone.TROUBLE, but=actor)
    return product


def _insist_on_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing()


def _concerned(product: DataProduct) -> list[User]:
    """Those who read the product, and the teams whose products are made from it."""
    reading = InputPort.objects.filter(upstream__product=product, version__state="published")
    teams = reading.values("version__product__owner")
    return [*readers_of(product), *User.objects.filter(memberships__team__in=teams).distinct()]
