"""Begin from a SELECT: paste it, see what was understood, save it."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from catalog.starting import services
from catalog.starting.origins import label_of
from catalog.starting.sql_resolving import Resolved, resolve
from catalog.views.starting.beginning import run, to_the_guide
from catalog.views.starting.forms import SqlForm
from catalog.warehouses.errors import WarehouseError

SOURCES_SHOWN = 12


@dataclass(frozen=True)
class Made:
    """One column that the SELECT makes: its type, and the columns of inputs that it is made from."""

    name: str
    logical_type: str
    physical_type: str
    sources: list[str]
    how: str
    more: int = 0


@require_http_methods(["GET", "HEAD", "POST"])
def sql(request):
    """A SELECT over what the team may read; looked through before it is saved."""
    saving = request.POST.get("do") == "save"
    form = SqlForm(request.POST or None, user=request.user, saving=saving)
    found, trouble = None, ""
    if form.is_bound and (form.is_valid() or {"sql", "team"} <= form.cleaned_data.keys()):
        facts = form.cleaned_data
        try:
            found = resolve(request.user, facts["team"], facts["sql"], form.chosen)
        except WarehouseError as away:
            trouble = str(away)
        if saving and form.is_valid() and found and found.is_usable:
            arguments = {**form.named, "sql": facts["sql"], "chosen": form.chosen}
            if begun := run(form, lambda: services.begin_from_sql(actor=request.user, **arguments)):
                return to_the_guide(request, begun)
    form.fields["name"].required = True  # to save, it is
    wrong = bool(form.errors) or bool(trouble) or (found is not None and bool(found.problems))
    context = {
        "form": form,
        "found": found,
        "trouble": trouble,
        "has_team": bool(request.user.team_ids),
        **(_shown(found) if found else {}),
    }
    return render(request, "catalog/studio/starting/sql.html", context, status=422 if wrong else 200)


def _shown(found: Resolved) -> dict:
    """What was understood: the inputs with what they stand for, and each column with where it comes from."""
    return {
        "inputs": [{"name": name, "origin": label_of(origin)} for name, origin in found.inputs.items()],
        "made": [_made(found, column) for column in found.columns],
        "deciding": sorted({f"{edge.table}.{edge.column}" for edge in found.edges if edge.output_column == "*"}),
    }


def _made(found: Resolved, column) -> Made:
    edges = [edge for edge in found.edges if edge.output_column.lower() == column.name.lower()]
    names = list(dict.fromkeys(f"{edge.table}.{edge.column}" for edge in edges))
    kinds = {edge.transformation for edge in edges}
    shown = names[:SOURCES_SHOWN]
    return Made(column.name, column.logical_type, column.physical_type, shown, _how(kinds), len(names) - len(shown))


def _how(kinds: set[str]) -> str:
    if not kinds:
        return _("from nothing else")
    if kinds == {"IDENTITY"}:
        return _("as it is")
    return _("aggregated") if "AGGREGATION" in kinds else _("computed")
