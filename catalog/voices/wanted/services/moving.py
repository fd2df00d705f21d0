"""What becomes of a wanted product. Each move is one conditional update: of two at once, one wins and one hears why."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from catalog.models import DataProduct, WantedProduct
from catalog.voices.errors import AnswerNotFit, WantedMoved
from catalog.voices.wanted import policies
from catalog.voices.wanted.telling import maintainers, say, wanters
from catalog.voices.words import one_line
from catalog.voices.writing import LONGEST_REASON, may_see
from catalog.voices.writing import why as needed
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

State = WantedProduct.State


@transaction.atomic
def pick_up(*, actor: User, wanted: WantedProduct, team: Team) -> WantedProduct:
    """Promise in the name of a team that it will be made. Raises WantedMoved."""
    wanted = _still(wanted, State.OPEN)
    _take(wanted, actor, team)
    return wanted


@transaction.atomic
def put_back(*, actor: User, wanted: WantedProduct, reason: str) -> WantedProduct:
    """Take the promise back; it is open for others again. Raises WantedMoved, WhyMissing."""
    wanted = _still(wanted, State.PICKED_UP)
    insist(policies.may_put_back(actor, wanted))
    reason, team = needed(reason), wanted.taken_by
    _move(wanted, actor, [State.PICKED_UP], State.OPEN, taken_by=None, product=None, reason="")

    record("wanted.returned", wanted, actor=actor, public=True, old=State.PICKED_UP, new=State.OPEN, reason=reason)
    words = _("%(team)s does not make it after all: %(title)s. Why: %(reason)s")
    say(wanted, words, wanters(wanted), actor=actor, team=team.name[:80], reason=reason[:160])
    return wanted


@transaction.atomic
def make(*, actor: User, wanted: WantedProduct, product: DataProduct) -> WantedProduct:
    """Say which draft of the team is meant to become it; whoever has not picked it up does so with that.

    Raises WantedMoved.
    """
    wanted = _still(wanted, *State.alive())
    if wanted.state == State.OPEN:
        _take(wanted, actor, product.owner)
    insist(policies.may_put_back(actor, wanted))
    _move(wanted, actor, [State.PICKED_UP], State.PICKED_UP, product=product)

    # Not public: nobody but the team sees what it is working on.
    record("wanted.begun", wanted, actor=actor, team=product.owner, product=product.slug, draft=str(product))
    return wanted


@transaction.atomic
def decline(*, actor: User, wanted: WantedProduct, reason: str) -> WantedProduct:
    """Say that it will not be made, and why. Raises WantedMoved, WhyMissing."""
    wanted = _still(wanted, *State.alive())
    insist(policies.may_decline(actor, wanted))
    reason, old = needed(reason), wanted.state
    _move(wanted, actor, [old], State.DECLINED, reason=reason, product=None)

    record("wanted.declined", wanted, actor=actor, public=True, old=old, new=State.DECLINED, reason=reason)
    say(wanted, _("It will not be made: %(title)s. Why: %(reason)s"), wanters(wanted), actor=actor, reason=reason[:200])
    return wanted


@transaction.atomic
def answer(*, actor: User, wanted: WantedProduct, product: DataProduct, note: str = "") -> WantedProduct:
    """Answer it with a product that everybody can find, and tell all who want it. Raises AnswerNotFit, WantedMoved."""
    wanted = _still(wanted, *State.alive())
    insist(policies.may_answer(actor, wanted))
    insist(may_see(actor, product))
    if product.status != DataProduct.Status.PUBLISHED:
        raise AnswerNotFit(product=str(product))
    old = wanted.state
    note = one_line(note)[:LONGEST_REASON]
    _move(wanted, actor, [old], State.ANSWERED, product=product, reason=note)

    facts = {"old": old, "new": State.ANSWERED, "product": product.slug, "with_product": product.name, "note": note}
    record("wanted.answered", wanted, actor=actor, public=True, **facts)
    words = _("There is an answer to “%(title)s”: %(product)s.")
    say(wanted, words, wanters(wanted), actor=actor, product=product.name[:100])
    return wanted


@transaction.atomic
def withdraw(*, actor: User, wanted: WantedProduct, reason: str = "") -> WantedProduct:
    """Need it no more. Raises WantedMoved."""
    wanted = _still(wanted, *State.alive())
    insist(policies.may_withdraw(actor, wanted))
    old, reason = wanted.state, one_line(reason)[:LONGEST_REASON]
    people = [*wanters(wanted), *(maintainers(wanted.taken_by_id) if wanted.taken_by_id else [])]
    _move(wanted, actor, [old], State.WITHDRAWN, reason=reason, product=None)

    record("wanted.withdrawn", wanted, actor=actor, public=True, old=old, new=State.WITHDRAWN, reason=reason)
    say(wanted, _("%(who)s does not need it any more: %(title)s"), _once(people), actor=actor)
    return wanted


@transaction.atomic
def reopen(*, actor: User, wanted: WantedProduct, reason: str) -> WantedProduct:
    """Ask again, because it was no answer or is needed after all. Raises WantedMoved, WhyMissing."""
    wanted = _still(wanted, State.ANSWERED, State.DECLINED, State.WITHDRAWN)
    insist(policies.may_reopen(actor, wanted))
    reason, old = needed(reason), wanted.state
    told = maintainers(wanted.taken_by_id) if wanted.taken_by_id else []
    told += maintainers(wanted.domain.team_id) if wanted.domain_id else []
    told += [wanted.moved_by] if wanted.moved_by and wanted.moved_by.is_active else []
    _move(wanted, actor, [old], State.OPEN, taken_by=None, product=None, reason="")

    record("wanted.reopened", wanted, actor=actor, public=True, old=old, new=State.OPEN, reason=reason)
    words = _("%(who)s still looks for it: %(title)s. Why: %(reason)s")
    say(wanted, words, _once(told), actor=actor, reason=reason[:160], action=True)
    return wanted


def _take(wanted: WantedProduct, actor: User, team: Team) -> None:
    insist(policies.may_pick_up(actor, wanted, team))
    _move(wanted, actor, [State.OPEN], State.PICKED_UP, taken_by=team)

    record("wanted.taken", wanted, actor=actor, public=True, old=State.OPEN, new=State.PICKED_UP, by=str(team))
    say(wanted, _("%(team)s has picked up what you want: %(title)s"), wanters(wanted), actor=actor, team=team.name[:80])


def _still(wanted: WantedProduct, *states: str) -> WantedProduct:
    """The row as it is now, held until the transaction ends. Raises WantedMoved where it is in another state."""
    WantedProduct.objects.select_for_update().get(pk=wanted.pk)
    wanted = WantedProduct.objects.for_display().select_related("domain__team", "moved_by").get(pk=wanted.pk)
    if wanted.state not in states:
        raise WantedMoved(wanted=wanted.title, state=str(wanted.get_state_display()))
    return wanted


def _move(wanted: WantedProduct, actor: User, before: Iterable[str], after: str, **facts) -> None:
    """Raises WantedMoved where somebody was faster."""
    now = timezone.now()
    facts |= {"state": after, "moved_at": now, "moved_by": actor}
    if not WantedProduct.objects.filter(pk=wanted.pk, state__in=before).update(**facts, updated_at=now):
        wanted.refresh_from_db(fields=["state"])
        raise WantedMoved(wanted=wanted.title, state=str(wanted.get_state_display()))
    for name, value in facts.items():
        setattr(wanted, name, value)


def _once(people: Iterable[User]) -> list[User]:
    return list({person.pk: person for person in people}.values())
