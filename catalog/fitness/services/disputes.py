"""An owner disputes what a function says; a steward waives it until a day, or lets it stand."""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.fitness.errors import (
    AlreadyDisputed,
    DisputeDayNotFit,
    DisputeOver,
    DisputeReasonMissing,
    FunctionUnknown,
    ResultNotDisputable,
)
from catalog.fitness.kept import FitnessResult
from catalog.fitness.policies import may_decide_dispute, may_dispute, may_end_dispute
from catalog.fitness.selectors import latest_fitness
from catalog.fitness.tasks import score_product
from catalog.fitness.telling import owners_of, stewards, tell_of_dispute, title_of
from catalog.models import DataProduct, FitnessDispute
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist

State = FitnessDispute.State
DISPUTABLE = ("warn", "fail")
REMIND_DAYS = 14


@transaction.atomic
def dispute_result(*, actor, product: DataProduct, function: str, reason: str, valid_until: date) -> FitnessDispute:
    """Say why an answer of a function should not count, and until when; stewards are told."""
    product = DataProduct.objects.select_for_update(of=("self",)).select_related("owner").get(pk=product.pk)
    insist(may_dispute(actor, product))
    if not reason.strip():
        raise DisputeReasonMissing()
    result = disputable(product, function)
    _insist_on_a_last_day(valid_until)
    held = FitnessDispute.objects.filter(product=product, function=function, state__in=State.open()).first()
    if held:
        raise AlreadyDisputed(state=held.get_state_display())
    dispute = FitnessDispute(
        product=product,
        function=function,
        reason=reason.strip(),
        outcome=result.outcome,
        valid_until=valid_until,
        disputed_by=actor,
    )
    try:
        with transaction.atomic():
            dispute.save(force_insert=True)
    except IntegrityError:
        raise AlreadyDisputed(state=State.DISPUTED.label) from None

    _record("dispute.opened", dispute, actor, reason=dispute.reason)
    words = _("%(product)s disputes its fitness: “%(function)s” should not count until %(day)s.")
    tell_of_dispute(dispute, stewards(), words, but=actor)
    return dispute


@transaction.atomic
def decide_dispute(
    *, actor, dispute: FitnessDispute, yes: bool, note: str = "", valid_until: date | None = None
) -> FitnessDispute:
    """Waive the answer, perhaps for a shorter time than was asked for, or let it stand with the reason."""
    dispute = _locked(dispute)
    if dispute.state != State.DISPUTED:
        raise DisputeOver(state=dispute.get_state_display())
    insist(may_decide_dispute(actor, dispute))
    if not yes and not note.strip():
        raise DisputeReasonMissing()
    until = min(valid_until or dispute.valid_until, dispute.valid_until)
    if yes and until < timezone.localdate():
        raise DisputeDayNotFit(earliest=timezone.localdate(), latest=dispute.valid_until)
    dispute.state = State.WAIVED if yes else State.REFUSED
    dispute.decided_by, dispute.decided_at, dispute.note = actor, timezone.now(), note.strip()
    dispute.valid_until = until if yes else dispute.valid_until
    dispute.save()

    _record("dispute.waived" if yes else "dispute.refused", dispute, actor, reason=dispute.note)
    words = (
        _("“%(function)s” does not count for %(product)s until %(day)s.")
        if yes
        else _("“%(function)s” stands for %(product)s: %(note)s")
    )
    tell_of_dispute(dispute, [dispute.disputed_by, *owners_of(dispute.product)], words, but=actor)
    nudge(score_product, dispute.product_id)
    return dispute


@transaction.atomic
def end_dispute(*, actor, dispute: FitnessDispute, reason: str) -> FitnessDispute:
    """End a waiver before its last day, or take a dispute back."""
    dispute = _locked(dispute)
    if dispute.state not in State.open():
        raise DisputeOver(state=dispute.get_state_display())
    insist(may_end_dispute(actor, dispute))
    if not reason.strip():
        raise DisputeReasonMissing()
    old, dispute.state = dispute.state, State.ENDED
    dispute.save(update_fields=["state", "updated_at"])

    _record("dispute.ended", dispute, actor, old=old, reason=reason.strip())
    told = owners_of(dispute.product) if old == State.WAIVED else stewards()
    tell_of_dispute(dispute, told, _("The dispute of %(product)s about “%(function)s” was ended."), but=actor)
    nudge(score_product, dispute.product_id)
    return dispute


def end_disputes_due(today: date | None = None) -> int:
    """End what is past its last day; safe to ask for twice, and by two at once. Answers how many."""
    today = today or timezone.localdate()
    due = FitnessDispute.objects.filter(state__in=State.open(), valid_until__lt=today).order_by("pk")
    return sum(_end(pk, today) for pk in due.values_list("pk", flat=True))


def remind_of_waivers(today: date | None = None) -> None:
    """Tell the team, once, that a waiver is over in two weeks."""
    today = today or timezone.localdate()
    near = FitnessDispute.objects.waived(today).filter(valid_until__lte=today + timedelta(days=REMIND_DAYS))
    for dispute in near.select_related("product"):
        # What was waived for two weeks or less need not be reminded of on the day it begins.
        if dispute.decided_at and timezone.localdate(dispute.decided_at) < today:
            words = _("“%(function)s” counts for %(product)s again after %(day)s, the last day of its waiver.")
            key = f"dispute:{dispute.pk}:ends:{dispute.valid_until}"
            tell_of_dispute(dispute, owners_of(dispute.product), words, key=key)


def disputable(product: DataProduct, function: str) -> FitnessResult:
    """What the function last said of the product, if it costs points.

    Raises FunctionUnknown or ResultNotDisputable.
    """
    fitness = latest_fitness(product)
    result = next((one for one in fitness.results if one.function == function), None) if fitness else None
    if result is None:
        raise FunctionUnknown(function=function)
    if result.outcome not in DISPUTABLE:
        facts = {"function": result.title, "outcome": result.get_outcome_display(), "product": product}
        raise ResultNotDisputable(**facts)
    return result


@transaction.atomic
def _end(pk: int, today: date) -> bool:
    """End one dispute, unless somebody else did."""
    dispute = FitnessDispute.objects.select_for_update(of=("self",)).select_related("product__owner").get(pk=pk)
    if dispute.state not in State.open() or dispute.valid_until >= today:
        return False
    old, dispute.state = dispute.state, State.ENDED
    dispute.save(update_fields=["state", "updated_at"])

    reason = _("Its last day was %(day)s.") % {"day": date_format(dispute.valid_until)}
    _record("dispute.ended", dispute, None, old=old, reason=reason)
    words = _("The waiver of %(product)s for “%(function)s” is over: it counts again.")
    if old == State.DISPUTED:
        words = _("Nobody decided the dispute of %(product)s about “%(function)s” until %(day)s; dispute it again.")
    tell_of_dispute(dispute, owners_of(dispute.product), words, key=f"dispute:{pk}:over")
    nudge(score_product, dispute.product_id)
    return True


def _locked(dispute: FitnessDispute) -> FitnessDispute:
    rows = FitnessDispute.objects.select_for_update(of=("self",)).select_related("product__owner", "disputed_by")
    return rows.get(pk=dispute.pk)


def _insist_on_a_last_day(valid_until: date) -> None:
    today = timezone.localdate()
    latest = today + timedelta(days=settings.EXCEPTION_LONGEST_DAYS)
    if not today <= valid_until <= latest:
        raise DisputeDayNotFit(earliest=today, latest=latest)


def _record(verb: str, dispute: FitnessDispute, actor, **facts) -> None:
    record(
        verb,
        dispute,
        actor=actor,
        product=dispute.product.slug,
        team=dispute.product.owner,
        name=dispute.product.name,
        function=title_of(dispute.function),
        until=dispute.valid_until,
        **facts,
    )
