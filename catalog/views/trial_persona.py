"""What others would get and see under the access policy of a draft that was tried."""

from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.models import Team
from catalog.models import Trial
from catalog.publishing.facts import column_fields
from catalog.spec import OutputSpec
from catalog.spec.product import DAYS_AT_FIRST
from catalog.trials.personas import Persona, persona_for, personas_of, prospect_of, unknown_teams
from catalog.trials.policies import may_see_rows
from catalog.trials.rows import first_rows, how_many, spec_of, view_of
from catalog.views.masks import mask_words
from catalog.views.sample_rows import MOST_COLUMNS, cell_text
from catalog.warehouses.errors import WarehouseError
from catalog.warehouses.interface import View

ROWS = 5
MOST_TEAMS = 300
GUARDED = ("confidential", "restricted")


def persona_part(user, trial: Trial, params) -> dict:
    """The choice of a persona, purpose and days; what their order would come to; their rows beside the team's."""
    part: dict = {"may_see": may_see_rows(user, trial)}
    spec = spec_of(trial) if part["may_see"] else None
    tried = [one["name"] for one in trial.facts.get("ports") or ()]
    outputs = {output.name: output for output in (spec.outputs if spec else ()) if output.name in tried}
    output = outputs.get(params.get("port", "")) or next(iter(outputs.values()), None)
    if output is None:
        return part
    named = personas_of(trial.product, output)
    chosen = _chosen(named, params.get("who", ""), trial, output)
    purpose = params.get("purpose", next(iter(output.policy.purposes), ""))
    days = _days(params.get("days", ""))
    prospect = prospect_of(trial.product, output, chosen, purpose=purpose, days=days)
    part |= {
        "port": output.name,
        "personas": named,
        "others": _others(named),
        "chosen": chosen,
        "purposes": output.policy.purposes,
        "purpose": purpose,
        "days": days,
        "prospect": prospect,
        "row_filter": output.policy.row_filter,
        "unknown": unknown_teams(output),
    }
    return part | (_seen(trial, output, chosen) if prospect.may_see else {})


def _chosen(named: list[Persona], key: str, trial: Trial, output: OutputSpec) -> Persona:
    """The persona asked for; at first the one who is furthest away, because that is whom a policy is for."""
    found = next((one for one in named if one.key == key), None)
    return found or (persona_for(key, trial.product, output) if key else named[-1])


def _others(named: list[Persona]) -> list[Team]:
    there = {one.team.pk for one in named if one.team}
    return list(Team.objects.exclude(pk__in=there).order_by("name")[:MOST_TEAMS])


def _days(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else DAYS_AT_FIRST


def _seen(trial: Trial, output: OutputSpec, persona: Persona) -> dict:
    """Their rows and the team's, side by side: the same rows, because both are drawn through the same filter."""
    theirs = view_of(trial, output, plain=persona.sees_plain(trial.product, output))
    theirs = replace(theirs, columns=theirs.columns[:MOST_COLUMNS])
    masks = {mask.column.lower(): mask for mask in theirs.masks}
    try:
        raw = first_rows(trial, output.name, View(theirs.columns, (), theirs.row_filter), limit=ROWS)
        shown = first_rows(trial, output.name, _within(theirs), limit=ROWS)
        count = how_many(trial, output.name, _within(theirs))
    except WarehouseError as trouble:
        return {"trouble": str(trouble)}
    classes = {column.name: column_fields(column)["classification"] for column in output.contract.columns}
    columns = []
    for place, name in enumerate(shown.columns):
        row = _telling(raw.rows, place)
        columns.append(
            {
                "name": name,
                "classification": classes.get(name, ""),
                "how": _how(masks.get(name.lower())),
                "ours": None if row is None else cell_text(raw.rows[row][place]),
                "theirs": None if row is None else cell_text(shown.rows[row][place]),
            }
        )
    plain = [one for one in columns if one["how"]["key"] == "plain"]
    return {
        "columns": columns,
        "rows": [
            [(cell_text(cell), one["how"]["key"]) for cell, one in zip(row, columns, strict=True)] for row in shown.rows
        ],
        "count": count,
        "total": next(one["rows"] for one in trial.facts["ports"] if one["name"] == output.name),
        "guarded": [one["name"] for one in plain if one["classification"] in GUARDED],
    }


def _within(seen: View) -> View:
    names = {name.lower() for name in seen.columns}
    return replace(seen, masks=tuple(mask for mask in seen.masks if mask.column.lower() in names))


def _how(mask) -> dict:
    if mask is None:
        return {"key": "plain", "words": _("as it is")}
    if mask.method == "null":
        return {"key": "hidden", "words": mask_words(mask.method)}
    return {"key": "masked", "words": mask_words(mask.method)}


def _telling(rows: list[tuple], place: int) -> int | None:
    """The first row in which a column holds a value; None where it holds none."""
    return next((number for number, row in enumerate(rows) if row[place] is not None), None)
