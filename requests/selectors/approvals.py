"""What somebody who decides must know, for as many decisions as a page shows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet, Window
from django.db.models.functions import RowNumber

from catalog.warehouses.narrowing import Narrowing, both, from_json
from requests.approvals.selectors import for_display
from requests.grants.narrowing import narrowing_of
from requests.models import AccessRequest, ApprovalStage, Decision, Grant
from requests.selectors.advice import advice_of
from requests.selectors.readable import Eyes, Readable

_WITH = ("pool", "decisions__by", "decisions__voice_of", "questions__asked_by", "questions__answered_by")
SHOWN = 5  # of past decisions on a port, and of grants a consumer holds


@dataclass(frozen=True)
class Case:
    """One decision with everything around it."""

    stage: ApprovalStage
    readable: Readable
    stages: Sequence[ApprovalStage]  # of the whole request, in order
    held: Sequence[Grant]  # what the consumer reads already
    past: Sequence[Decision]  # what was decided about this port before
    days: int  # the most that can be given
    advice: Sequence[str] = ()  # what the records say


def reachable(user) -> QuerySet[ApprovalStage]:
    """Every decision that this person may look at, with what a page shows of it."""
    return with_parts(ApprovalStage.objects.visible_to(user))


def decided(user) -> QuerySet[ApprovalStage]:
    """Decisions that this person was asked for and that are over, the newest first."""
    over = [ApprovalStage.State.APPROVED, ApprovalStage.State.DENIED, ApprovalStage.State.SKIPPED]
    asked = ApprovalStage.objects.filter(pool=user, state__in=over, opened_at__isnull=False)
    return with_parts(asked).order_by("-closed_at", "-pk")


def with_parts(stages: QuerySet[ApprovalStage]) -> QuerySet[ApprovalStage]:
    """Stages with what `cases_of` needs at hand."""
    return for_display(stages).select_related("request__port__policy", "request__port__contract")


def cases_of(stages: Sequence[ApprovalStage]) -> list[Case]:
    """Each of these stages with everything around it, in a fixed number of queries for however many."""
    requests = [stage.request for stage in stages]
    eyes = Eyes((request.consumer, request.port) for request in requests)
    chains, past, advice = _chains(requests), _past(requests), advice_of(requests)
    held = _held({request.consumer_id for request in requests})
    return [
        Case(
            stage=stage,
            readable=eyes.see(
                stage.request.consumer, stage.request.port, _narrowed(stage.request, chains[stage.request_id])
            ),
            stages=chains[stage.request_id],
            held=[grant for grant in held[stage.request.consumer_id] if grant.pk != stage.request.renews_id][:SHOWN],
            past=[one for one in past[stage.request.port_id] if one.stage.request_id != stage.request_id][:SHOWN],
            days=_days(stage.request, chains[stage.request_id]),
            advice=advice[stage.request_id],
        )
        for stage in stages
    ]


def _days(request: AccessRequest, chain: Sequence[ApprovalStage]) -> int:
    """The shortest time anybody named, like `approvals.services.shortest_so_far`, without a query each."""
    said = [one.days for stage in chain for one in stage.decisions.all() if one.days]
    return min([request.days, *said])


def _narrowed(request: AccessRequest, chain: Sequence[ApprovalStage]) -> Narrowing:
    """What was left out so far, like `grants.narrowing.narrowed_so_far`, without a query each.

    A wish to see columns plain is about the access that it adds to.
    """
    if request.adds_to_id:
        return narrowing_of(getattr(request.adds_to, "grant", None))
    together = narrowing_of(request.renews)
    for said in (one for stage in chain for one in stage.decisions.all() if one.yes and one.only):
        together = both(together, from_json(said.only))
    return together


def _chains(requests: Sequence[AccessRequest]) -> dict[int, list[ApprovalStage]]:
    chains = defaultdict(list)
    stages = ApprovalStage.objects.filter(request__in=[request.pk for request in requests])
    for stage in stages.prefetch_related(*_WITH).order_by("request", "position"):
        chains[stage.request_id].append(stage)
    return chains


def _past(requests: Sequence[AccessRequest]) -> dict[int, list[Decision]]:
    """The last decisions on each port: a few more than shown, as those on the request itself are left out."""
    newest = Window(RowNumber(), partition_by=F("stage__request__port"), order_by=F("at").desc())
    decisions = Decision.objects.filter(stage__request__port__in={request.port_id for request in requests})
    past = defaultdict(list)
    shown = decisions.annotate(rank=newest).filter(rank__lte=SHOWN + 2).order_by("-at")
    for decision in shown.select_related("by", "stage__request__consumer__person", "stage__request__consumer__team"):
        past[decision.stage.request.port_id].append(decision)
    return past


def _held(consumers: set[int]) -> dict[int, list[Grant]]:
    """What each consumer reads already, what lasts longest first."""
    longest = Window(RowNumber(), partition_by=F("consumer"), order_by=F("valid_until").desc())
    grants = Grant.objects.standing().filter(consumer__in=consumers).annotate(rank=longest)
    held = defaultdict(list)
    for grant in grants.filter(rank__lte=SHOWN + 1).select_related("port__product").order_by("-valid_until"):
        held[grant.consumer_id].append(grant)
    return held


def chain_prefetch() -> Prefetch:
    """The stages of requests, each with who was asked and what was said."""
    stages = ApprovalStage.objects.prefetch_related(*_WITH).order_by("position")
    return Prefetch("stages", queryset=stages)
