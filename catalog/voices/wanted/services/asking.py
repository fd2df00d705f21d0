"""Ask for a product that nobody offers, and want what others asked for."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team, User
from catalog.models import Domain, WantedProduct, WantedVote
from catalog.voices.errors import TextNotFit
from catalog.voices.wanted.likeness import kept_words
from catalog.voices.wanted.policies import may_ask, may_vote
from catalog.voices.wanted.telling import maintainers, say
from catalog.voices.words import one_line, terms_of
from catalog.voices.writing import fit, keep_pace
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist, no

LONGEST_TITLE = 160
LONGEST_NEED = 4000
LONGEST_PURPOSE = 300
LONGEST_WHY = 500
MOST_VOTES_AN_HOUR = 60


@transaction.atomic
def ask(
    *,
    actor: User,
    title: str,
    need: str,
    purpose: str,
    terms: Iterable[str] = (),
    needed_by: date | None = None,
    team: Team | None = None,
    domain: Domain | None = None,
) -> WantedProduct:
    """Put a wish on the board, and tell the team of the domain it is meant for. Whoever asks is the first who wants it.

    Raises TextNotFit, TooMuchAtOnce.
    """
    insist(may_ask(actor))
    if team is not None and team.pk not in actor.team_ids:
        insist(no(_("you ask for yourself, or for a team you are in")))
    keep_pace(WantedProduct.objects.filter(asked_by=actor))
    title, purpose, terms = one_line(title), one_line(purpose), terms_of(terms)
    for text, field, longest in ((title, _("title"), LONGEST_TITLE), (purpose, _("purpose"), LONGEST_PURPOSE)):
        if not text or len(text) > longest:
            raise TextNotFit(field=field, longest=longest)
    wanted = WantedProduct.objects.create(
        title=title,
        need=fit(need, _("what it must answer"), longest=LONGEST_NEED),
        purpose=purpose,
        terms=terms,
        needed_by=needed_by,
        team=team,
        domain=domain,
        asked_by=actor,
        words=kept_words(title, *terms),
    )
    WantedVote.objects.create(wanted=wanted, person=actor)

    record("wanted.asked", wanted, actor=actor, public=True, purpose=purpose)
    if domain:
        words = _("%(who)s looks for something in %(domain)s that nobody offers: %(title)s")
        say(wanted, words, maintainers(domain.team_id), actor=actor, action=True, domain=domain.name[:60])
    return wanted


@transaction.atomic
def vote(*, actor: User, wanted: WantedProduct, why: str = "") -> WantedVote:
    """Want it, too. Who does already says anew why; nobody counts twice."""
    wanted = WantedProduct.objects.select_for_update().get(pk=wanted.pk)
    insist(may_vote(actor, wanted))
    why = one_line(why)
    if len(why) > LONGEST_WHY:
        raise TextNotFit(field=_("why"), longest=LONGEST_WHY)
    keep_pace(WantedVote.objects.filter(person=actor), most=MOST_VOTES_AN_HOUR)
    mine, new = WantedVote.objects.get_or_create(wanted=wanted, person=actor, defaults={"why": why})
    if not new and mine.why == why:
        return mine
    old, mine.why = mine.why, why
    if not new:
        mine.save(update_fields=["why", "updated_at"])

    record("wanted.voted", wanted, actor=actor, person=actor, old=None if new else old, new=why)
    if new:
        words = _("%(who)s wants this, too: %(title)s")
        key = f"wanted:{wanted.pk}:vote:{actor.pk}"
        say(wanted, words, [wanted.asked_by] if wanted.asked_by.is_active else [], actor=actor, key=key)
    return mine


@transaction.atomic
def take_back(*, actor: User, wanted: WantedProduct) -> None:
    """Want it no more. Saying it twice changes nothing."""
    wanted = WantedProduct.objects.select_for_update().get(pk=wanted.pk)
    insist(may_vote(actor, wanted))
    ended, _by_model = WantedVote.objects.filter(wanted=wanted, person=actor).delete()
    if ended:
        record("wanted.left", wanted, actor=actor, person=actor)
