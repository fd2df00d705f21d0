"""Hold what was made against what the contract promises, and against what readers have now."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from catalog.models import OutputPort
from catalog.publishing.steps.compare import KEPT_BY, differences
from catalog.spec import ColumnSpec
from catalog.trials.attempt import Attempt


def compare(attempt: Attempt) -> None:
    """Column by column: kept, missing, of another type, or too much; and what readers would see change."""
    now = OutputPort.objects.offered().filter(product=attempt.trial.product).select_related("snapshot", "contract")
    offered = {port.name: port for port in now}
    for made in attempt.made:
        promised, built = made.output.contract.columns, made.snapshot.columns
        made.facts["contract"] = against_contract(promised, built)
        made.facts["differences"] = differences(promised, built)
        if port := offered.get(made.output.name):
            made.facts["before"] = _before(port, made.snapshot.rows, built, whole=not attempt.sampled)


def against_contract(promised: Sequence[ColumnSpec], built: Sequence[dict]) -> list[dict]:
    """One line per column, those of the contract first: what is promised, what came out, and the verdict."""
    there = {column["name"].lower(): column for column in built}
    wanted = {column.name.lower() for column in promised}
    lines = [_line(column, there.get(column.name.lower())) for column in promised]
    return lines + [
        {"name": column["name"], "promised": "", "real": column["logical_type"], "type": column["type"]}
        | {"verdict": "extra", "classification": ""}
        for name, column in there.items()
        if name not in wanted
    ]


def _line(column: ColumnSpec, real: dict | None) -> dict:
    accepted = KEPT_BY.get(column.logical_type)
    fits = real is not None and (not accepted or real["logical_type"] in accepted)
    return {
        "name": column.name,
        "promised": column.logical_type,
        "real": real["logical_type"] if real else "",
        "type": real["type"] if real else "",
        "verdict": "missing" if real is None else "kept" if fits else "type",
        "classification": column.classification,
    }


def _before(port: OutputPort, rows: int, built: Sequence[dict], *, whole: bool) -> dict:
    """What readers of the published version would notice; its rows only where all were read."""
    old = {column["name"].lower(): column for column in port.snapshot.columns}
    new = {column["name"].lower(): column for column in built}
    return {
        "number": port.contract.number,
        "rows": port.snapshot.rows,
        "change": rows - port.snapshot.rows if whole else None,
        "added": [column["name"] for name, column in new.items() if name not in old],
        "removed": [column["name"] for name, column in old.items() if name not in new],
        "retyped": [
            _("%(column)s: %(old)s → %(new)s")
            % {"column": column["name"], "old": old[name]["type"], "new": column["type"]}
            for name, column in new.items()
            if name in old and old[name].get("type") != column["type"]
        ],
    }
