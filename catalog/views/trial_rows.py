"""The rows that a trial made, as the team sees them, and every column in figures."""

from catalog.models import Trial
from catalog.trials.policies import may_see_rows
from catalog.trials.rows import columns_made, first_rows, profile
from catalog.views.sample_rows import LONGEST_CELL, MOST_COLUMNS, cell_text
from catalog.warehouses.errors import WarehouseError
from catalog.warehouses.interface import View

ROWS = 10


def rows_part(user, trial: Trial, port: str) -> dict:
    """The first rows of one port, plain, with its figures; or why there are none."""
    made = {one["name"]: one for one in trial.facts.get("ports") or ()}
    name = port if port in made else next(iter(made), "")
    part: dict = {"name": name, "may_see": may_see_rows(user, trial), "headings": [], "rows": [], "figures": []}
    if not name or not part["may_see"]:
        return part
    columns = columns_made(trial, name)
    part["left_out"] = max(len(columns) - MOST_COLUMNS, 0)
    part["total"] = made[name]["rows"]
    try:
        found = first_rows(trial, name, View(columns[:MOST_COLUMNS]), limit=ROWS)
        figures = profile(trial, name).columns
    except WarehouseError as trouble:
        return part | {"trouble": str(trouble)}
    types = {column["name"]: column["type"] for column in made[name]["columns"]}
    part["headings"] = [(column, types.get(column, "")) for column in found.columns]
    part["rows"] = [[cell_text(cell) for cell in row] for row in found.rows]
    part["figures"] = [
        {
            "name": one.name,
            "empty": None if one.null_share is None else 100 * one.null_share,
            "distinct": one.distinct,
            "minimum": _short(one.minimum),
            "maximum": _short(one.maximum),
            "mean": f"{one.mean:.5g}" if isinstance(one.mean, float | int) else _short(one.mean),
        }
        for one in figures[:MOST_COLUMNS]
    ]
    return part


def _short(value) -> str | None:
    text = None if value is None else cell_text(value)
    return text if text is None or len(text) <= LONGEST_CELL else text[:LONGEST_CELL]
