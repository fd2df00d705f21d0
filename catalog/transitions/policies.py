"""Who may answer a migration notice, and who may end a migration period before its time."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import MigrationNotice, MigrationPeriod
from marketplace.foundation.policies import YES, Answer, no


def may_answer(user, notice: MigrationNotice) -> Answer:
    """May this person say that they know? The consumer does, or anybody in the team that is told."""
    consumer = notice.consumer
    if user.is_active and consumer.is_spoken_for_by(user):
        return YES
    return no(_("only those who were told answer it"))


def may_move(user, notice: MigrationNotice) -> Answer:
    """May this person have the new version read from now on? There must be one."""
    if not (answer := may_answer(user, notice)):
        return answer
    if notice.moved_at:
        return no(_("the new version is read already"))
    if not _lasts(notice.period):
        return no(_("the old version can be read no more"))
    if not notice.port.offered:
        return no(_("the new version has no such port; give the access back when you need it no more"))
    return YES


def may_end(user, period: MigrationPeriod) -> Answer:
    """May this person end the time of the old version early, if nobody relies on it any more?"""
    if period.state != MigrationPeriod.State.OPEN:
        return no(_("it has ended"))
    if user.is_active and period.product.owner_id in user.maintained_team_ids:
        return YES
    return no(_("only maintainers of the owning team end it"))


def _lasts(period: MigrationPeriod) -> bool:
    return period.state == MigrationPeriod.State.OPEN and period.ends_at > timezone.now()
