"""What a contract would say of data that nobody reads yet: judged as ever, and nothing is written down."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from catalog.models import OutputPort, Snapshot
from catalog.service_levels.asking import ask
from catalog.service_levels.compile import Kind, MonitorSpec, compile_contract
from catalog.service_levels.compile.expressions import rows, sql_of
from catalog.service_levels.judge import Verdict
from catalog.service_levels.past import MOMENTS, STEADY
from catalog.service_levels.readings import Circumstances, Reading, read
from catalog.service_levels.referring import referred_by

# What only time tells: reads, builds one after the other, breaches and their repair.
LATER = (
    Kind.ANSWERED,
    Kind.UNANSWERED,
    Kind.REPAIR,
    Kind.DETECT,
    Kind.NOTIFY,
    Kind.INTERVAL,
    Kind.RHYTHM,
    Kind.DAILY,
    Kind.ATTESTED,
)
ALL_ROWS = sql_of(rows())


def foresee(
    contract: Mapping[str, Any],
    *,
    refresh: str,
    port: OutputPort,
    snapshot: Snapshot,
    promised: Mapping[str, str],
    now: datetime,
    sampled: bool = False,
    rows_before: int | None = None,
) -> list[tuple[MonitorSpec, Reading]]:
    """Every promise of a contract with what would be said about it if these were the data since now.

    `port` names the warehouse, `snapshot` where the data lies and with which columns; neither needs to be a row.
    `promised` has the logical types by name. Of a sample, how many rows there are is not judged.
    """
    specs = compile_contract(dict(contract), refresh=refresh)
    wanted = [spec for spec in specs if spec.kind in (*STEADY, *MOMENTS)]
    answers = ask(port, snapshot, wanted, referred_by(port, snapshot, wanted))
    seen = Circumstances(
        now=now,
        builds=[now],
        actual={column["name"].lower(): column.get("logical_type", "") for column in snapshot.columns},
        promised=promised,
        values=answers.values,
        rows=answers.rows,
        rows_before=None if sampled else rows_before,
        answered=answers.away is None,
    )
    return [(spec, _reading(spec, seen, sampled)) for spec in specs]


def _reading(spec: MonitorSpec, seen: Circumstances, sampled: bool) -> Reading:
    if spec.kind in LATER:
        return Reading(Verdict.UNKNOWN, detail=_("Known once it is published."))
    if sampled and _counts_rows(spec):
        return Reading(Verdict.UNKNOWN, detail=_("A sample cannot tell how many rows there are; try all rows."))
    return read(spec, seen)


def _counts_rows(spec: MonitorSpec) -> bool:
    return spec.kind is Kind.VOLUME or spec.expression == ALL_ROWS
