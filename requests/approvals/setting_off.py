"""New requests are sent on their way together, so that an order of many lines costs hardly more than one of one."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.notifications.services import tell_each
from marketplace.foundation.audit import at_once, record
from requests.approvals import wording
from requests.approvals.asking import prepare, told, watchers_of
from requests.approvals.chain import Route
from requests.approvals.pool import find_pools
from requests.grants.exceptions import open_exception
from requests.grants.selectors import whom_it_concerns
from requests.grants.services import open_grants
from requests.models import AccessRequest, ApprovalStage

State = AccessRequest.State
Way = tuple[AccessRequest, Route]


@transaction.atomic(savepoint=False)
def set_off(ways: Sequence[Way]) -> None:
    """Send the new requests of one order on their way: approved or denied by rule at once, else to the first stage.

    What a rule decides is decided by the marketplace itself, with nobody's rights. Raises GrantOverlaps.
    """
    with at_once():
        _approve([way for way in ways if way[1].outcome == "approve"])
        _deny([way for way in ways if way[1].outcome == "deny"])
        _ask([way for way in ways if way[1].outcome not in ("approve", "deny")])


def _approve(ways: Sequence[Way]) -> None:
    if not ways:
        return
    for request, route in ways:
        reason = route.reason or _("The rule “%(rule)s” allows it.") % {"rule": route.rule}
        _settle(request, State.APPROVED, reason)
    _save(ways, State.APPROVED)
    if access := [(request, request.days) for request, _route in ways if not request.adds_to_id]:
        open_grants(actor=None, wanted=access, by_rule=True)
    for request in (request for request, _route in ways if request.adds_to_id):
        open_exception(actor=None, request=request, days=request.days)
    people = whom_it_concerns(ways[0][0])
    tell_each([wording.approved(request, people, actor=None) for request, _route in ways])


def _deny(ways: Sequence[Way]) -> None:
    if not ways:
        return
    people, messages = whom_it_concerns(ways[0][0]), []
    for request, route in ways:
        reason = route.reason or _("The rule “%(rule)s” forbids it.") % {"rule": route.rule}
        _settle(request, State.DENIED, reason)
        messages.append(wording.denied(request, people, actor=None, reason=reason))
    _save(ways, State.DENIED)
    tell_each(messages)


def _ask(ways: Sequence[Way]) -> None:
    """Open the first stage of each, and keep the others for later; where nobody is there to ask, say so loudly."""
    if not ways:
        return
    now = timezone.now()
    first, ahead = [], []
    order = ways[0][0].order
    wanted = {(route.stages[0].role, request.port.product) for request, route in ways}
    pools = find_pools(wanted, orderer=order.ordered_by, consumer=order.consumer)
    for request, route in ways:
        pool = pools[route.stages[0].role, request.port.product_id]
        stages = [
            ApprovalStage(request=request, position=position, role=stage.role, needs=str(stage.needs))
            for position, stage in enumerate(route.stages, start=1)
        ]
        stages[0].state, stages[0].opened_at = ApprovalStage.State.OPEN, now
        prepare(stages[0], pool)
        first.append((stages[0], pool[0]))
        ahead += stages[1:]
    ApprovalStage.objects.bulk_create([*(stage for stage, _people in first), *ahead])
    asked = ApprovalStage.pool.through
    asked.objects.bulk_create(
        asked(approvalstage_id=stage.pk, user_id=person.pk) for stage, people in first for person in people
    )
    _say_who_was_asked(first)


def _say_who_was_asked(first: Sequence[tuple[ApprovalStage, list]]) -> None:
    missing = {stage.pk for stage, people in first if stage.needed > len(people)}
    watchers = watchers_of() if missing else []
    messages = []
    for stage, people in first:
        messages += told(stage, people, missing=stage.pk in missing, watchers=watchers)
    tell_each(messages)


def _settle(request: AccessRequest, state: str, reason: str) -> None:
    request.state, request.decided_at = state, timezone.now()
    _record(f"request.{state}", request, request, reason=reason, old=State.WAITING, new=state)


def _save(ways: Sequence[Way], state: str) -> None:
    now = timezone.now()
    decided = AccessRequest.objects.filter(pk__in=[request.pk for request, _route in ways])
    decided.update(state=state, decided_at=now, updated_at=now)


def _record(verb: str, obj, request: AccessRequest, **facts) -> None:
    consumer, product = request.consumer, request.port.product.slug
    record(verb, obj, actor=None, product=product, person=consumer.person, team=consumer.team, **facts)
