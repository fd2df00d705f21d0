"""The four pillars that every port is watched by, whatever its contract says: freshness, volume, schema, quality.

Availability comes with them, because every reading of a port tells whether it could be read.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from catalog.service_levels.compile.expressions import filled_share, rows, sql_of
from catalog.service_levels.compile.specs import Kind, MonitorSpec, rule_of
from catalog.service_levels.judge import Objective
from catalog.spec.trees import Tree, maps, text

HOURS_BETWEEN = {"hourly": 1, "daily": 24, "weekly": 168}
SLACK = 2  # a product that says it is built daily is expected not to be older than two days


def pillars(table: Tree, said: Sequence[MonitorSpec], refresh: str) -> Iterator[MonitorSpec]:
    """What the marketplace watches by itself; an expectation of its own is never a breach, only a risk."""
    if not any(spec.kind in (Kind.AGE, Kind.NEWEST, Kind.DAILY) for spec in said):
        yield _freshness(refresh)
    yield MonitorSpec(
        rule=rule_of("pillar", "rhythm"),
        indicator="freshness",
        name="Time since the last build, compared with what is usual",
        kind=Kind.RHYTHM,
        objective=_expected_age(refresh),
        unit="h",
    )
    yield MonitorSpec(
        rule=rule_of("pillar", "volume"),
        indicator="volume",
        name="Rows, compared with earlier builds",
        kind=Kind.VOLUME,
        objective=Objective("mustBeGreaterThan", 0, expected=True),
        unit="rows",
        expression=sql_of(rows()),
    )
    yield MonitorSpec(
        rule=rule_of("pillar", "schema"),
        indicator="schema",
        name="Columns as the contract names them",
        kind=Kind.SCHEMA,
        objective=Objective("mustBe", 0),
        unit="differences",
    )
    names = tuple(text(column, "name") for column in maps(table, "properties") if text(column, "name"))
    if names:
        yield MonitorSpec(
            rule=rule_of("pillar", "profile"),
            indicator="quality",
            name="Cells that hold a value",
            kind=Kind.PROFILE,
            objective=Objective("mustBeGreaterThan", 0, margin=0, expected=True),
            unit="%",
            dimension="completeness",
            expression=sql_of(filled_share(names)),
            columns=names,
        )
    if not any(spec.kind is Kind.ANSWERED for spec in said):
        yield MonitorSpec(
            rule=rule_of("pillar", "availability"),
            indicator="availability",
            name="Reads that were answered",
            kind=Kind.ANSWERED,
            objective=Objective("mustBeGreaterOrEqualTo", 99, expected=True),
            unit="%",
        )


def _freshness(refresh: str) -> MonitorSpec:
    common: dict[str, Any] = {
        "rule": rule_of("pillar", "freshness"),
        "indicator": "freshness",
        "name": "Age of the data",
        "kind": Kind.AGE,
        "unit": "h",
    }
    return MonitorSpec(**common, objective=_expected_age(refresh))


def _expected_age(refresh: str) -> Objective:
    """How old data may be that is said to be built so often; nothing, where that is not said."""
    if refresh not in HOURS_BETWEEN:
        return Objective()
    return Objective("mustBeLessOrEqualTo", HOURS_BETWEEN[refresh] * SLACK, expected=True)
