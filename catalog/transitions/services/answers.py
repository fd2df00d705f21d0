"""What a consumer says to a migration notice: I know, and: I read the new version from now on."""

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from catalog.models import MigrationNotice
from catalog.transitions.hooks import after_moving
from catalog.transitions.locking import locked_notice
from catalog.transitions.policies import may_answer, may_move
from catalog.transitions.selectors import for_display
from catalog.transitions.telling import tell_owners_all_moved
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist


@transaction.atomic
def acknowledge(*, actor: User, notice: MigrationNotice) -> MigrationNotice:
    """Say that one has read what breaks. Saying it twice changes nothing.

    Raises MigrationEnded.
    """
    notice = locked_notice(notice)
    insist(may_answer(actor, notice))
    _acknowledge(actor, [notice])
    return notice


@transaction.atomic
def move(*, actor: User, notice: MigrationNotice) -> MigrationNotice:
    """Read the new version from now on; what is older than the one that is left behind is left, too.

    Saying it twice changes nothing. Raises MigrationEnded.
    """
    notice = locked_notice(notice)
    insist(may_answer(actor, notice))
    if notice.moved_at is None:
        insist(may_move(actor, notice))
        _move(actor, notice)
    return notice


@transaction.atomic
def adapted(*, actor: User, notice: MigrationNotice) -> MigrationNotice:
    """The product through which alone a team read the old version has been published for the new one."""
    notice = locked_notice(notice)
    if notice.moved_at is None:
        _move(actor, notice)
    return notice


def _acknowledge(actor: User, notices: Sequence[MigrationNotice]) -> None:
    """Each is written down once, whoever of a team is first."""
    now = timezone.now()
    for notice in notices:
        unread = MigrationNotice.objects.filter(pk=notice.pk, acknowledged_at=None)
        if unread.update(acknowledged_at=now, acknowledged_by=actor, updated_at=now):
            notice.acknowledged_at, notice.acknowledged_by = now, actor
            _record("migration.acknowledged", notice, actor=actor)


def _move(actor: User, notice: MigrationNotice) -> None:
    now = timezone.now()
    mine = MigrationNotice.objects.waiting().filter(consumer=notice.consumer_id, port=notice.port_id)
    left = list(for_display(mine.filter(period__lte=notice.period_id).order_by("period")))
    _acknowledge(actor, left)
    MigrationNotice.objects.filter(pk__in=[one.pk for one in left]).update(moved_at=now, updated_at=now)
    notice.refresh_from_db(fields=["acknowledged_at", "acknowledged_by", "moved_at"])

    _record("migration.moved", notice, actor=actor)
    after_moving(notice.port, [one.consumer for one in left])
    for period in {one.period_id: one.period for one in left}.values():
        if not period.notices.filter(moved_at=None).exists():
            owners = list(User.objects.filter(is_active=True, memberships__team=period.product.owner_id))
            tell_owners_all_moved(
                period, owners, link=reverse("catalog:product-transitions", args=[period.product.slug])
            )


def _record(verb: str, notice: MigrationNotice, *, actor: User | None) -> None:
    period, consumer = notice.period, notice.consumer
    record(
        verb,
        notice,
        actor=actor,
        product=period.product.slug,
        person=consumer.person,
        team=consumer.team,
        old=period.before.number,
        new=period.after.number,
    )
