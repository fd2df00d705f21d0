"""From a data contract (ODCS) to what can be measured of it. Pure: documents in, specifications out.

Modules here import each other downwards only: structure → relationships | rules | promises | pillars → queries →
expressions → specs.
What cannot be measured is a specification too, with its reason; nothing is dropped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from catalog.service_levels.compile.pillars import pillars
from catalog.service_levels.compile.promises import promises
from catalog.service_levels.compile.rules import rules
from catalog.service_levels.compile.specs import Kind, MonitorSpec, NotMeasurable, Reference
from catalog.service_levels.compile.structure import structure
from catalog.spec.trees import maps

__all__ = ["Kind", "MonitorSpec", "NotMeasurable", "Reference", "compile_contract"]


def compile_contract(document: dict[str, Any], *, refresh: str = "") -> tuple[MonitorSpec, ...]:
    """Everything that a contract promises about its table, and the four pillars even where it is silent.

    `refresh` is how often the product says it is built anew (hourly, daily, weekly); it stands in for a promise of
    freshness that the contract does not make.
    """
    tables = maps(document, "schema")
    table = tables[0] if tables else {}
    said = [*rules(table), *structure(table), *promises(document, table)]
    for other in tables[1:]:
        said.extend(replace(one, **_elsewhere(other)) for one in (*rules(other), *structure(other)))
    said.extend(pillars(table, said, refresh))
    return tuple(_told_apart(said))


def _elsewhere(table: dict[str, Any]) -> dict[str, Any]:
    reason = f"The port has one table, and this rule is about another ({table.get('name')})."
    return {"kind": Kind.NONE, "unmeasurable": reason, "expression": "", "query": "", "columns": ()}


def _told_apart(specs: Iterable[MonitorSpec]) -> Iterator[MonitorSpec]:
    """A rule that occurs twice gets a number, in the order of the document."""
    seen: dict[str, int] = {}
    for spec in specs:
        times = seen[spec.rule] = seen.get(spec.rule, 0) + 1
        yield spec if times == 1 else replace(spec, rule=f"{spec.rule[:195]}~{times}")
