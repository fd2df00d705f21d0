"""State what a task needs, change it, and forget it."""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from catalog.models import RequirementProfile
from catalog.requirements.errors import NeedsNothing, NeedsNotValid, ProfileNameTaken, TooManyProfiles
from catalog.requirements.needs import CLASSIFICATIONS, Needs
from catalog.requirements.policies import may_change_profile, may_keep_profile
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

MOST_PROFILES = 50  # of one person or team
MOST_WORDS = 30  # columns, licences or regions
LONGEST_WORD = 120


def keep_profile(
    *, actor: User, name: str, needs: Needs, task: str = "", team: Team | None = None
) -> RequirementProfile:
    """State what a task needs, for oneself or for a team."""
    insist(may_keep_profile(actor, team))
    insist_on_sense(needs)
    owner = {"team": team} if team else {"person": actor}
    if RequirementProfile.objects.filter(**owner).count() >= MOST_PROFILES:
        raise TooManyProfiles(most=MOST_PROFILES)
    profile = RequirementProfile(**owner, name=name, task=task, **_as_fields(needs))
    with transaction.atomic():
        _save(profile)
        record("requirement.kept", profile, actor=actor, **_whom(profile))
    return profile


def change_profile(
    *, actor: User, profile: RequirementProfile, name: str, needs: Needs, task: str = ""
) -> RequirementProfile:
    """State the needs anew; whose profile it is stays."""
    insist(may_change_profile(actor, profile))
    insist_on_sense(needs)
    profile.name, profile.task = name, task
    for field, value in _as_fields(needs).items():
        setattr(profile, field, value)
    with transaction.atomic():
        _save(profile)
        record("requirement.changed", profile, actor=actor, **_whom(profile))
    return profile


@transaction.atomic
def delete_profile(*, actor: User, profile: RequirementProfile) -> None:
    """Forget it; nothing else rests on it."""
    insist(may_change_profile(actor, profile))
    record("requirement.deleted", profile, actor=actor, **_whom(profile))
    profile.delete()


def insist_on_sense(needs: Needs) -> None:
    """Refuse needs by which nothing could be judged."""
    if needs.nothing:
        raise NeedsNothing()
    if reason := _nonsense(needs):
        raise NeedsNotValid(reason=reason)


def _nonsense(needs: Needs) -> str:
    for words in (needs.wanted, needs.licences, needs.regions):
        if len(words) > MOST_WORDS:
            return _("at most %(most)s names are judged") % {"most": MOST_WORDS}
        if any(not word.strip() or len(word) > LONGEST_WORD or "\x00" in word for word in words):
            return _("a name has between 1 and %(most)s characters") % {"most": LONGEST_WORD}
    if any(share is not None and not 1 <= share <= 100 for share in (needs.completeness, needs.fitness)):
        return _("a share lies between 1 and 100")
    if any(span is not None and span <= 0 for span in (needs.freshness, needs.history)):
        return _("a span of time is longer than nothing")
    if needs.classification and needs.classification not in CLASSIFICATIONS:
        return _("the classification is not known")
    return ""


def _save(profile: RequirementProfile) -> None:
    """Raises ProfileNameTaken where another has the name; the database decides, so that two at once cannot both."""
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError:
        raise ProfileNameTaken(name=profile.name) from None


def _as_fields(needs: Needs) -> dict:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(needs).items()}


def _whom(profile: RequirementProfile) -> dict:
    """Whom the event concerns: nobody else sees it."""
    return {"team": profile.team} if profile.team_id else {"person": profile.person}
