"""Name somebody who decides in one's place while one is away, and take that back."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications.services import tell
from marketplace.foundation.audit import record
from marketplace.foundation.policies import YES, Answer, insist, no
from requests.approvals.errors import NoStandIn
from requests.grants.windows import midnight
from requests.models import StandIn

LONGEST_DAYS = 366


def may_end_stand_in(user, stand_in: StandIn) -> Answer:
    """May this person take it back? Who is away may, who stands in, and stewards."""
    if stand_in.ended_at is not None or stand_in.ends_at <= timezone.now():
        return no(_("it is over"))
    if user.pk in (stand_in.person_id, stand_in.by_id) or user.is_steward:
        return YES
    return no(_("only the two of them, and stewards, end it"))


@transaction.atomic
def name_stand_in(*, actor: User, by: User, begins_on: date, ends_on: date, reason: str = "") -> StandIn:
    """Let somebody decide in one's place from the beginning of one day to the end of another.

    Raises NoStandIn.
    """
    zone = timezone.get_default_timezone()
    begins, ends = midnight(begins_on, zone), midnight(ends_on + timedelta(days=1), zone)
    if actor.pk == by.pk or actor.account_of_id or by.account_of_id or not by.is_active:
        raise NoStandIn(why=_("it has to be somebody else who can sign in"))
    if ends_on < begins_on or ends <= timezone.now() or (ends_on - begins_on).days > LONGEST_DAYS:
        raise NoStandIn(why=_("the last day comes after the first, is not over, and is at most a year away"))
    User.objects.select_for_update().get(pk=actor.pk)
    if StandIn.objects.filter(person=actor, ended_at=None, begins_at__lt=ends, ends_at__gt=begins).exists():
        raise NoStandIn(why=_("somebody stands in for you in that time already"))
    made = StandIn.objects.create(person=actor, by=by, begins_at=begins, ends_at=ends, reason=reason.strip())
    record("standin.named", made, actor=actor, person=actor, by=str(by), begins=begins_on, ends=ends_on)
    text = _("You stand in for %(person)s until %(day)s: what waits for them waits for you, too.")
    tell([by], text % {"person": actor, "day": ends_on}, link="/approvals/", but=actor)
    return made


@transaction.atomic
def end_stand_in(*, actor: User, stand_in: StandIn) -> StandIn:
    """Take it back before its last day."""
    stand_in = StandIn.objects.select_for_update().get(pk=stand_in.pk)
    insist(may_end_stand_in(actor, stand_in))
    stand_in.ended_at = timezone.now()
    stand_in.save(update_fields=["ended_at", "updated_at"])
    record("standin.ended", stand_in, actor=actor, person=stand_in.person, by=str(stand_in.by))
    return stand_in
