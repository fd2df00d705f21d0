"""Ask the promises of the contract of what was made; no measurement is written."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import OutputPort
from catalog.service_levels.compile import MonitorSpec
from catalog.service_levels.foreseeing import foresee
from catalog.service_levels.readings import Reading
from catalog.trials.attempt import Attempt, Made
from catalog.trials.documents import contract_document

MOST = 500  # promises of one port that are kept
ORDER = ("broken", "at_risk", "kept", "unknown")


def quality(attempt: Attempt) -> None:
    """Every promise with what would be said about it now: the broken ones first, what nobody can know yet last."""
    before = dict(
        OutputPort.objects.offered().filter(product=attempt.trial.product).values_list("name", "snapshot__rows")
    )
    for made in attempt.made:
        made.facts["quality"], made.facts["quality_note"] = _of(attempt, made, before.get(made.output.name))
        attempt.alive()


def _of(attempt: Attempt, made: Made, rows_before: int | None) -> tuple[list[dict], str]:
    contract = contract_document(attempt.checked.bundle, made.output.name)
    if contract is None:
        return [], _("There is no contract yet that promises anything.")
    if any(error.document == contract.index for error in attempt.checked.errors):
        return [], _("The contract has errors; once they are mended, its promises can be measured.")
    told = foresee(
        contract.tree,
        refresh=attempt.checked.spec.refresh,
        port=made.port,
        snapshot=made.snapshot,
        promised={column.name: column.logical_type for column in made.output.contract.columns},
        now=timezone.now(),
        sampled=attempt.sampled,
        rows_before=rows_before,
    )
    facts = [_facts(spec, reading) for spec, reading in told]
    return sorted(facts, key=lambda one: ORDER.index(one["status"]))[:MOST], ""


def _facts(spec: MonitorSpec, reading: Reading) -> dict:
    """One promise and how it would stand; the keys are those of MonitorFacts, and its objective in words."""
    objective = reading.objective or spec.objective
    return {
        "rule": spec.rule,
        "indicator": spec.indicator,
        "name": spec.name[:300],
        "column": spec.column[:200],
        "dimension": spec.dimension,
        "severity": spec.severity,
        "status": reading.status.value,
        "value": reading.value,
        "value_text": reading.text,
        "detail": reading.detail,
        "unmeasurable": spec.unmeasurable,
        "objective": (reading.objective_text or spec.objective_text)[:300],
        "has_objective": bool(objective.operator),
        "expected": objective.expected,
    }
