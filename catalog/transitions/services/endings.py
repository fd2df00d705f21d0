"""The end of an old version: at its time, early when nobody relies on it, or with its product."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.models import DataProduct, KeptPort, MigrationNotice, MigrationPeriod, OutputPort, ProductVersion, Snapshot
from catalog.transitions.concerned import still_reading
from catalog.transitions.errors import StillRead
from catalog.transitions.hooks import AFTER_VANISHING, after_moving
from catalog.transitions.locking import locked_period, with_parts
from catalog.transitions.policies import may_end
from catalog.transitions.selectors import for_display, kept_by_default, number_of
from catalog.transitions.telling import tell_ended, tell_owners_ended
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist


@transaction.atomic
def end_early(*, actor: User, period: MigrationPeriod) -> MigrationPeriod:
    """End the time of the old version because nobody relies on it any more.

    Raises MigrationEnded, StillRead.
    """
    product = DataProduct.objects.select_for_update().get(pk=period.product_id)
    period = locked_period(period.pk)
    insist(may_end(actor, period))
    reading = still_reading(period)
    waiting = period.notices.filter(moved_at=None).values_list("port", "consumer")
    if unmoved := {consumer for port, consumer in waiting if (port, consumer) in reading}:
        raise StillRead(number=period.before.number, product=str(product), readers=len(unmoved))
    _end(period, actor=actor, now=timezone.now())
    return period


def end_due(now: datetime | None = None) -> int:
    """End every period whose time is over; answers how many."""
    now = now or timezone.now()
    due = MigrationPeriod.objects.due(now).order_by("ends_at", "pk").values_list("pk", "product")
    return sum(_end_due(period, product, now) for period, product in list(due))


def end_for_product(*, actor: User | None, product: DataProduct) -> int:
    """End the periods of a product that retires, whoever still reads; answers how many. Call it in a transaction."""
    now = timezone.now()
    ids = list(product.migration_periods.open().order_by("pk").values_list("pk", flat=True))
    for pk in ids:
        _close(locked_period(pk), actor=actor, now=now)
    return len(ids)


@transaction.atomic
def _end_due(period_id: int, product_id: int, now: datetime) -> bool:
    """End one period, unless somebody else has just done so."""
    DataProduct.objects.select_for_update().get(pk=product_id)
    period = MigrationPeriod.objects.select_for_update().due(now).filter(pk=period_id).first()
    if period is None:
        return False
    _end(with_parts(period_id), actor=None, now=now)
    return True


def _end(period: MigrationPeriod, *, actor: User | None, now: datetime) -> None:
    """End a locked period: readers go on to what comes next, and ports that are gone lose theirs."""
    notices = list(for_display(MigrationNotice.objects.filter(period=period)))
    unmoved = [notice for notice in notices if notice.moved_at is None]
    _close(period, actor=actor, now=now)
    gone = _go_on(period, unmoved)
    owners = list(User.objects.filter(is_active=True, memberships__team=period.product.owner_id))
    tell_owners_ended(period, owners, moved=len(notices) - len(unmoved), told=len(notices))
    for port in gone:
        vanish(port, actor=actor, version=period.after)


def _go_on(period: MigrationPeriod, unmoved: Sequence[MigrationNotice]) -> list[OutputPort]:
    """Those who had not moved read the next version that is kept for them, or the one in force.

    Answers the ports that nobody can read any more.
    """
    ports = OutputPort.objects.filter(kept__period=period).select_related("policy", "contract", "product__owner")
    every = list(ports.order_by("pk"))
    following = kept_by_default([notice.consumer for notice in unmoved], every)
    reads = {}
    for port in every:
        mine = [notice for notice in unmoved if notice.port_id == port.pk]
        new = number_of(port, None) if port.offered else ""
        for notice in mine:
            kept = following.get((port.pk, notice.consumer_id))
            if number := number_of(port, kept) if kept else new:
                reads[notice.pk] = number
        after_moving(port, [notice.consumer for notice in mine if notice.pk in reads])
    tell_ended(period, unmoved, reads=reads)
    still = KeptPort.objects.filter(period__in=period.product.migration_periods.open()).values_list("port", flat=True)
    kept_on = set(still)
    return [port for port in every if not port.offered and port.pk not in kept_on]


def vanish(port: OutputPort, *, actor: User | None, version: ProductVersion) -> None:
    """End all access to a port that nobody can read any more: the published version does not have it."""
    reason = _("Version %(number)s does not have it any more.") % {"number": version.number}
    for end in AFTER_VANISHING:
        end(port, actor, reason)


def _close(period: MigrationPeriod, *, actor: User | None, now: datetime) -> None:
    period.state, period.ended_at = MigrationPeriod.State.ENDED, now
    period.save(update_fields=["state", "ended_at", "updated_at"])
    release(period.kept_ports.values_list("snapshot", flat=True), now=now)

    record(
        "migration.ended",
        period,
        actor=actor,
        product=period.product.slug,
        team=period.product.owner,
        public=True,
        old=period.before.number,
        new=period.after.number,
    )


def release(snapshots: Iterable[int], *, now: datetime) -> None:
    """Readers have left these snapshots, unless a port or another open period still shows them."""
    kept = KeptPort.objects.filter(period__in=MigrationPeriod.objects.open()).values("snapshot")
    shown = OutputPort.objects.offered().values("snapshot")
    left = Snapshot.objects.filter(pk__in=list(snapshots), superseded_at=None)
    left.exclude(pk__in=kept).exclude(pk__in=shown).update(superseded_at=now)
