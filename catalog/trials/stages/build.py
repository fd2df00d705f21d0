"""Run the transformations over some or all rows, each into a file that nobody reads."""

import time

from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import OutputPort, Snapshot
from catalog.publishing.steps.step import StepFailed
from catalog.spec import Bundle, OutputSpec
from catalog.trials.attempt import Attempt, Made
from catalog.trials.documents import transformation_document
from catalog.trials.obstacles import outputs_of
from catalog.trials.rows import consumers_view
from catalog.trials.warehouses import warehouse_of
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import (
    BuildFailed,
    BuildOutOfMemory,
    BuildTimedOut,
    BuildTooLarge,
    LocationMissing,
    ReadFailed,
    ReadTimedOut,
    ViewNotFit,
)
from catalog.warehouses.interface import Built, Statistics

AROUND = 2  # lines of SQL that are shown before and after one that failed


def build(attempt: Attempt) -> None:
    """Make every output port that something makes, in the sandbox and within the limits of a build."""
    outputs = outputs_of(attempt.checked.spec)
    attempt.facts["ports"] = []
    for place, output in enumerate(outputs):
        made = _build(attempt, place, output)
        attempt.made.append(made)
        attempt.facts["ports"].append(made.facts)
        attempt.keep()
    attempt.facts["not_made"] = [one.name for one in attempt.checked.spec.outputs if one not in outputs]


def _build(attempt: Attempt, place: int, output: OutputSpec) -> Made:
    trial = attempt.trial
    row = warehouse_of(trial.product, output)
    warehouse = warehouse_for(row)
    began = time.monotonic()
    try:
        built = warehouse.build(
            sql=output.transformation.sql,
            inputs=attempt.places,
            views=attempt.views,
            port_key=f"trial-{trial.pk}",
            # A name of its own for every attempt, so that a lost worker and its heir never share a file.
            run_key=f"{trial.attempts}-{place}",
            limits=attempt.limits,
            alive=attempt.alive,
            sample_rows=trial.sample_rows,
        )
        attempt.locations[output.name] = {"warehouse": row.pk, "location": built.location}
        attempt.keep()
        statistics = warehouse.statistics(built.location)
        seen = warehouse.rehearse(built.location, consumers_view(output, [column.name for column in built.columns]))
    except (BuildFailed, LocationMissing, ReadFailed, ReadTimedOut, ViewNotFit) as failure:
        _fail(attempt, output, failure, time.monotonic() - began)
    made = _made(attempt, output, row, built, statistics)
    if warehouse.has_logins:
        made.facts["there"] = {"warehouse": row.name, "rows": seen}
    return made


def _made(attempt: Attempt, output: OutputSpec, row, built: Built, statistics: Statistics) -> Made:
    columns = [
        {"name": column.name, "type": column.physical_type, "logical_type": column.logical_type}
        for column in built.columns
    ]
    snapshot = Snapshot(
        location=built.location, rows=built.rows, size=built.bytes, columns=columns, built_at=timezone.now()
    )
    port = OutputPort(product=attempt.trial.product, name=output.name, warehouse=row)
    facts = {
        "name": output.name,
        "rows": built.rows,
        "bytes": built.bytes,
        "seconds": built.seconds,
        "memory_mb": built.memory_mb,
        # Counts alone: the extremes of a column are values of the data, and a trial keeps none.
        "columns": [
            column | {"nulls": one.nulls, "null_share": one.null_share, "distinct": one.distinct}
            for column, one in zip(columns, statistics.columns, strict=True)
        ],
    }
    return Made(output, port, snapshot, facts)


def _fail(attempt: Attempt, output: OutputSpec, failure: Exception, seconds: float) -> None:
    line = getattr(failure, "facts", {}).get("line")
    told = {"port": output.name, "seconds": round(seconds, 1), "kind": getattr(failure, "code", "")}
    if line:
        told |= {"sql_line": line, "line": _line_in_documents(attempt.checked.bundle, output, line)}
        told["excerpt"] = _around(output.transformation.sql, line)
    attempt.facts["failed"] = told
    raise StepFailed(f"{output.name}: {failure}", _remedy(failure, attempt.trial.sample_rows)) from failure


def _line_in_documents(bundle: Bundle, output: OutputSpec, line: int) -> int | None:
    """The line of the whole draft that a line of a transformation's SQL stands on."""
    document = transformation_document(bundle, output.name)
    return document.text_line(("sql",), line) if document else None


def _around(sql: str, line: int) -> list[tuple[int, str]]:
    """The lines of the SQL around one of them, by their numbers."""
    lines = list(enumerate(sql.splitlines(), start=1))
    return [(number, text[:200]) for number, text in lines[max(line - 1 - AROUND, 0) : line + AROUND]]


def _remedy(failure: Exception, sample_rows: int | None) -> str:
    fewer = _("Try fewer rows first; publishing has to make all of them within the same limits.")
    match failure:
        case BuildTimedOut():
            told = _(
                "Let the SQL do less: filter earlier, join smaller tables; or ask the platform team for more time."
            )
            return told if sample_rows else f"{told} {fewer}"
        case BuildOutOfMemory() | BuildTooLarge():
            told = _(
                "Let the SQL keep less at once: fewer columns, earlier aggregates; or ask the platform for more memory."
            )
            return told if sample_rows else f"{told} {fewer}"
        case LocationMissing():
            return _(
                "The data of an input is not where it should be: build the product it comes from anew, then retry."
            )
        case ReadFailed() | ReadTimedOut() | ViewNotFit():
            return _("An input could not be read as your team may read it: ask its owners, then try again.")
        case _:
            return _("Mend the SQL of this port, save the draft and try again.")
