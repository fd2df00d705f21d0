"""Leave not to keep a policy for a while: asked for by a team, decided by a steward, over on its last day."""

from datetime import date, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.governance.errors import (
    AlreadyAsked,
    DayTooEarly,
    ExceptionOver,
    ExceptionTooLong,
    PolicyNotInForce,
    WhyMissing,
)
from catalog.governance.policies import may_ask_exception, may_decide_exception, may_end_exception
from catalog.governance.tasks import judge_product
from catalog.governance.telling import owners_of, policy_name, stewards, tell_of_exception
from catalog.models import DataProduct, GovernancePolicy, PolicyException
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge
from marketplace.foundation.policies import insist

State = PolicyException.State
REMIND_DAYS = 14


@transaction.atomic
def ask_exception(*, actor, product: DataProduct, policy_slug: str, reason: str, valid_until: date) -> PolicyException:
    """Ask that a product need not keep a policy until a day; stewards are told."""
    product = DataProduct.objects.select_for_update(of=("self",)).select_related("owner").get(pk=product.pk)
    insist(may_ask_exception(actor, product))
    if not reason.strip():
        raise WhyMissing()
    if not GovernancePolicy.objects.in_force().filter(slug=policy_slug).exists():
        raise PolicyNotInForce(policy=policy_slug)
    _insist_on_a_last_day(valid_until)
    held = PolicyException.objects.filter(policy_slug=policy_slug, product=product, state__in=State.open()).first()
    if held:
        raise AlreadyAsked(state=held.get_state_display())
    exception = PolicyException(
        policy_slug=policy_slug, product=product, reason=reason.strip(), valid_until=valid_until, requested_by=actor
    )
    try:
        with transaction.atomic():
            exception.save(force_insert=True)
    except IntegrityError:
        raise AlreadyAsked(state=State.REQUESTED.label) from None

    _record("exception.requested", exception, actor, reason=exception.reason)
    words = _("An exception is asked for: %(product)s would not keep “%(policy)s” until %(day)s.")
    tell_of_exception(exception, stewards(), words, but=actor)
    return exception


@transaction.atomic
def decide_exception(
    *, actor, exception: PolicyException, yes: bool, note: str = "", valid_until: date | None = None
) -> PolicyException:
    """Grant an exception, perhaps for a shorter time than was asked for, or refuse it with the reason."""
    exception = _locked(exception)
    if exception.state != State.REQUESTED:
        raise ExceptionOver(state=exception.get_state_display())
    insist(may_decide_exception(actor, exception))
    if not yes and not note.strip():
        raise WhyMissing()
    until = min(valid_until or exception.valid_until, exception.valid_until)
    if yes and until < timezone.localdate():
        raise DayTooEarly(earliest=timezone.localdate())
    exception.state = State.GRANTED if yes else State.REFUSED
    exception.decided_by, exception.decided_at, exception.note = actor, timezone.now(), note.strip()
    exception.valid_until = until if yes else exception.valid_until
    exception.save()

    _record("exception.granted" if yes else "exception.refused", exception, actor, reason=exception.note)
    if yes:
        words = _("%(product)s need not keep “%(policy)s” until %(day)s.")
    else:
        words = _("%(product)s has to keep “%(policy)s”: %(note)s")
    tell_of_exception(exception, [exception.requested_by, *owners_of(exception.product)], words, but=actor)
    nudge(judge_product, exception.product_id)
    return exception


@transaction.atomic
def end_exception(*, actor, exception: PolicyException, reason: str) -> PolicyException:
    """End an exception before its last day, or take a request back."""
    exception = _locked(exception)
    if exception.state not in State.open():
        raise ExceptionOver(state=exception.get_state_display())
    insist(may_end_exception(actor, exception))
    if not reason.strip():
        raise WhyMissing()
    old, exception.state = exception.state, State.ENDED
    exception.save(update_fields=["state", "updated_at"])

    _record("exception.ended", exception, actor, old=old, reason=reason.strip())
    told = owners_of(exception.product) if old == State.GRANTED else stewards()
    tell_of_exception(exception, told, _("The exception of %(product)s from “%(policy)s” was ended."), but=actor)
    nudge(judge_product, exception.product_id)
    return exception


def end_exceptions_due(today: date | None = None) -> int:
    """End what is past its last day; safe to ask for twice, and by two at once. Answers how many."""
    today = today or timezone.localdate()
    due = PolicyException.objects.filter(state__in=State.open(), valid_until__lt=today).order_by("pk")
    return sum(_end(pk, today) for pk in due.values_list("pk", flat=True))


def remind_of_exceptions(today: date | None = None) -> None:
    """Tell the team, once, that an exception is over in two weeks."""
    today = today or timezone.localdate()
    near = PolicyException.objects.in_force(today).filter(valid_until__lte=today + timedelta(days=REMIND_DAYS))
    # What was granted for two weeks or less need not be reminded of on the day it begins.
    for exception in near.select_related("product"):
        if exception.decided_at and timezone.localdate(exception.decided_at) < today:
            words = _("%(product)s has to keep “%(policy)s” again after %(day)s, the last day of its exception.")
            key = f"exception:{exception.pk}:ends:{exception.valid_until}"
            tell_of_exception(exception, owners_of(exception.product), words, key=key)


@transaction.atomic
def _end(pk: int, today: date) -> bool:
    """End one exception, unless somebody else did."""
    exception = PolicyException.objects.select_for_update(of=("self",)).select_related("product__owner").get(pk=pk)
    if exception.state not in State.open() or exception.valid_until >= today:
        return False
    old, exception.state = exception.state, State.ENDED
    exception.save(update_fields=["state", "updated_at"])

    reason = _("Its last day was %(day)s.") % {"day": date_format(exception.valid_until)}
    _record("exception.ended", exception, None, old=old, reason=reason)
    words = _("The exception of %(product)s from “%(policy)s” is over: it has to keep it again.")
    if old == State.REQUESTED:
        words = _("Nobody decided whether %(product)s may do without “%(policy)s” until %(day)s; ask again.")
    tell_of_exception(exception, owners_of(exception.product), words, key=f"exception:{pk}:over")
    nudge(judge_product, exception.product_id)
    return True


def _locked(exception: PolicyException) -> PolicyException:
    rows = PolicyException.objects.select_for_update(of=("self",)).select_related("product__owner", "requested_by")
    return rows.get(pk=exception.pk)


def _insist_on_a_last_day(valid_until: date) -> None:
    today = timezone.localdate()
    latest = today + timedelta(days=settings.EXCEPTION_LONGEST_DAYS)
    if valid_until < today:
        raise DayTooEarly(earliest=today)
    if valid_until > latest:
        raise ExceptionTooLong(longest=settings.EXCEPTION_LONGEST_DAYS, latest=latest)


def _record(verb: str, exception: PolicyException, actor, **facts) -> None:
    record(
        verb,
        exception,
        actor=actor,
        product=exception.product.slug,
        team=exception.product.owner,
        name=exception.product.name,
        policy=policy_name(exception.policy_slug),
        until=exception.valid_until,
        **facts,
    )
