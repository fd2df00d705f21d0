"""The steps of the guided configuration: which of them mends a violation, and how far each has come."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from catalog.spec import Bundle, ProductSpec, Violation
from catalog.spec.documents import Kind

Step = Literal["describe", "inputs", "transformation", "outputs", "quality", "access", "checkpoints", "review"]
STEPS: tuple[Step, ...] = (
    *("describe", "inputs", "transformation", "outputs"),
    *("quality", "access", "checkpoints", "review"),
)
# What is mended elsewhere than where it stands.
BY_CODE: dict[str, Step] = {
    "nothing-makes-port": "transformation",
    "port-without-transformation": "transformation",
    "unmasked-restricted": "access",
}
# Which step says what a policy asks about. The first that says any of it: the rest of a rule is often its condition.
BY_FACT: dict[Step, frozenset[str]] = {
    "checkpoints": frozenset({"product.checkpoints"}),
    "access": frozenset(
        {"column.masked", "column.mask", "port.row_filter", "port.purposes", "port.longest_days", "port.terms"}
        | {"port.default_access", "port.approves_by_rule", "port.reviewers"}
    ),
    "quality": frozenset({"port.quality_rules", "port.service_levels", "port.freshness_objective"})
    | {"column.quality_rules"},
    "inputs": frozenset({"product.inputs", "product.product_inputs", "product.source_inputs"}),
    "outputs": frozenset({"port.description", "port.table", "port.tags", "port.columns", "product.ports"})
    | {"column.classified", "column.classification", "column.description", "column.business_name", "column.type"}
    | {"column.key", "column.required", "column.unique", "column.tags", "column.justification"},
    "describe": frozenset({"product.description", "product.purpose", "product.usage", "product.limitations"})
    | {"product.tags", "product.licence", "product.refresh", "product.support_channels", "product.archetype"},
}
OF_KIND: dict[Kind, Step] = {"odcs": "outputs", "transformation": "transformation", "access-policy": "access"}
NO_POLICY = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Standing:
    """How a step stands: what is wrong in it, and whether what it is for has been said."""

    step: Step
    errors: int = 0
    warnings: int = 0
    said: bool = False

    @property
    def is_done(self) -> bool:
        """Is there nothing left to do here?"""
        return self.said and not self.errors


def step_of(violation: Violation, kinds: Mapping[int, Kind]) -> Step | None:
    """The step that mends a violation; None where only the documents themselves can be mended.

    >>> step_of(Violation("error", 1, "/schema/0/quality/2/metric", 7, "not-allowed", ""), {1: "odcs"})
    'quality'
    """
    kind = kinds.get(violation.document)
    if kind is None:
        return None
    if violation.code in BY_CODE:
        return BY_CODE[violation.code]
    way = violation.path.strip("/").split("/")
    if kind == "odps":
        return "inputs" if way[0] == "inputPorts" else "outputs" if way[0] == "outputPorts" else "describe"
    if kind == "odcs" and (way[0] in ("slaProperties", "slaDefaultElement") or "quality" in way):
        return "quality"
    return OF_KIND[kind]


def step_for_facts(facts: Collection[str]) -> Step | None:
    """The step that says what a policy asks about, by the facts of its rule; None where no step says any of it.

    >>> step_for_facts({"product.name", "port.name", "port.description"})
    'outputs'
    """
    return next((step for step, said in BY_FACT.items() if not said.isdisjoint(facts)), None)


def kinds_of(bundle: Bundle) -> dict[int, Kind]:
    """The kind of each document that could be read, by its number."""
    return {document.index: document.kind for document in bundle.documents}


def standings(spec: ProductSpec, violations: Iterable[Violation], kinds: Mapping[int, Kind]) -> dict[Step, Standing]:
    """How every step stands. What people decide (checkpoints) and the review are nobody's saying here."""
    counts: dict[Step, list[int]] = {step: [0, 0] for step in STEPS}
    for violation in violations:
        step = step_of(violation, kinds) or "review"
        if violation.level in ("error", "warning"):
            counts[step][violation.level == "warning"] += 1
    said = _said(spec)
    return {step: Standing(step, counts[step][0], counts[step][1], said.get(step, False)) for step in STEPS}


def _said(spec: ProductSpec) -> dict[Step, bool]:
    """Is what each step is for there at all?"""
    outputs = spec.outputs
    return {
        "describe": bool(spec.name and spec.domain and spec.purpose),
        "inputs": bool(spec.inputs) or any(port.transformation for port in outputs),
        "transformation": bool(outputs) and all(port.transformation for port in outputs),
        "outputs": bool(outputs) and all(port.contract.columns for port in outputs),
        "quality": any(
            port.contract.quality or port.contract.sla or any(column.quality for column in port.contract.columns)
            for port in outputs
        ),
        "access": bool(outputs) and all(port.policy.digest != NO_POLICY for port in outputs),
    }
