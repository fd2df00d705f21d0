"""Ask questions of what one may read, in SQL."""

import json
from datetime import UTC, datetime

from django import forms
from django.http import FileResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from catalog.warehouses.plain import plain
from marketplace.foundation.errors import DomainError
from requests.grants.workbench import (
    LONGEST_SQL,
    MOST_ROWS,
    Answer,
    columns_by_table,
    export_query,
    run_query,
    tables_for,
)

FORMATS = ("csv", "parquet")
MOST_BARS = 40
MOST_LISTED = 60  # columns of one table, beside the editor
NUMBERS = ("integer", "number")
MOMENTS = ("date", "timestamp")


class QueryForm(forms.Form):
    """One SELECT."""

    sql = forms.CharField(
        label=gettext_lazy("Your query"),
        max_length=LONGEST_SQL,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "data-editor": "sql"}),
        help_text=gettext_lazy(
            "One SELECT over the tables beside it; it changes nothing, and is written down as a read."
        ),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def workbench(request):
    """Show the tables and the editor; a POST runs the query, or hands its answer out as a file."""
    tables = tables_for(request.user)
    columns = columns_by_table(tables)
    if request.method != "POST":
        return render(request, "requests/workbench/page.html", _context(tables, columns, _begun(tables, request.GET)))
    form = QueryForm(request.POST)
    _propose(form, tables, columns)
    context = _context(tables, columns, form)
    if not form.is_valid():
        return render(request, "requests/workbench/page.html", context, status=422)
    sql, wanted = form.cleaned_data["sql"], request.POST.get("format", "")
    try:
        if wanted in FORMATS:
            return _file(export_query(reader=request.user, sql=sql, format=wanted))
        answer = run_query(reader=request.user, sql=sql)
    except DomainError as refusal:
        form.add_error("sql", str(refusal))
        return render(request, "requests/workbench/page.html", context, status=refusal.status)
    context |= {"answer": answer, "rows": _rows(answer), **_drawn(answer), "most": MOST_ROWS}
    return render(request, "requests/workbench/page.html", context)


def _begun(tables, params) -> QueryForm:
    """A form that begins with the table whose port the address names, or with the first."""
    wanted = next((name for name, port in tables.items() if str(port.pk) == params.get("port")), None)
    name = wanted or next(iter(tables), None)
    form = QueryForm(initial={"sql": f"SELECT *\nFROM {name}\nLIMIT 100" if name else ""})
    _propose(form, tables, columns_by_table({name: tables[name]}) if name else {})
    return form


def _propose(form: QueryForm, tables, columns) -> None:
    """Let the editor propose tables and columns."""
    known = {
        name: {"about": str(port.product), "columns": [{"name": one} for one in columns.get(name, ())]}
        for name, port in tables.items()
    }
    form.fields["sql"].widget.attrs |= {"data-tables": json.dumps(known), "data-keys-url": reverse("bundle-keys")}


def _context(tables, columns, form: QueryForm) -> dict:
    listed = [
        {"name": name, "port": port, "columns": columns[name][:MOST_LISTED], "more": len(columns[name]) - MOST_LISTED}
        for name, port in tables.items()
    ]
    return {"form": form, "tables": listed, "crumbs": _crumbs()}


def _crumbs() -> list[dict]:
    return [{"label": _("My data"), "url": reverse("requests:my-data")}, {"label": _("Query workbench")}]


def _file(export) -> FileResponse:
    name = f"query-{timezone.localtime():%Y-%m-%d-%H%M%S}{export.suffix}"
    size, kind = export.bytes, export.media_type
    answer = FileResponse(export.open(), as_attachment=True, filename=name, content_type=kind)
    answer["Content-Length"] = size
    return answer


def _rows(answer: Answer) -> list[list[str | None]]:
    """As text; None stays what it is."""
    return [[None if value is None else str(plain(value)) for value in row] for row in answer.rows]


def _drawn(answer: Answer) -> dict:
    """The first column of numbers against the first other one: over time where that is a moment, else as bars."""
    number = next((place for place, kind in enumerate(answer.kinds) if kind in NUMBERS), None)
    other = next((place for place, kind in enumerate(answer.kinds) if place != number and kind not in NUMBERS), None)
    if number is None or other is None or len(answer.rows) < 2:
        return {}
    pairs = [(row[other], plain(row[number])) for row in answer.rows if isinstance(plain(row[number]), int | float)]
    label = f"{answer.columns[number]} / {answer.columns[other]}"
    if answer.kinds[other] in MOMENTS:
        points = sorted({_seconds(at): value for at, value in pairs if at is not None}.items())
        return {"series": {"label": label, "unit": "", "points": points, "objective": None}} if len(points) > 1 else {}
    if len({at for at, _value in pairs}) < len(pairs) or len(pairs) > MOST_BARS or len(pairs) < 2:
        return {}
    return {"bars": {"label": label, "bars": [{"label": str(at), "value": value} for at, value in pairs]}}


def _seconds(at) -> float:
    """Seconds since 1970; a day begins at midnight UTC."""
    moment = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
