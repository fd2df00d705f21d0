"""What the schema part of a product's page shows."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q

from catalog.models import Column, OutputPort
from catalog.views.masks import mask_words
from catalog.warehouses.governed import governed_view, sees_plain
from catalog.warehouses.narrowing import WHOLE

PAGE = 200
LONGEST_VALUE = 40
# Their smallest and largest values are values: only those who see the column plain are shown them.
GUARDED = {Column.Classification.CONFIDENTIAL, Column.Classification.RESTRICTED}


@dataclass(frozen=True)
class Figures:
    """One column in numbers; what would give away masked values is left out."""

    filled: float | None
    distinct: int | None
    least: str
    most: str
    mean: float | None


def schema_of(request, port: OutputPort | None) -> dict:
    """The columns of one port that fit what was sought, with masks and figures. A fixed number of queries."""
    text = request.GET.get("find", "").strip().replace("\x00", "")[:100]
    if port is None:
        return {"find": text, "columns": [], "total": 0}
    view = governed_view(port, person=request.user, narrowing=WHOLE)  # what can be ordered, not what was given
    masked = {mask.column: mask_words(mask.method) for mask in view.masks}
    known = {figures["name"]: figures for figures in port.snapshot.statistics.get("columns", [])}
    every = Column.objects.filter(contract=port.contract_id)
    found = every.filter(_match(text)) if text else every
    page = (
        max(int(asked), 1)
        if (asked := request.GET.get("page", "1")).isascii() and asked.isdigit() and len(asked) < 6
        else 1
    )
    columns = list(found[(page - 1) * PAGE : page * PAGE + 1])
    plain = sees_plain(port, request.user)
    for column in columns:
        column.masked = masked.get(column.name, "")
        guarded = column.classification in GUARDED and not plain
        column.figures = _figures(known.get(column.name), hidden=guarded or bool(column.masked or view.row_filter))
    keep = {"port": port.name} | ({"find": text} if text else {})
    return {
        "find": text,
        "columns": columns[:PAGE],
        "total": len(view.columns),
        "filtered": bool(view.row_filter),
        "previous": f"?{urlencode(keep | {'page': page - 1})}" if page > 1 else "",
        "next": f"?{urlencode(keep | {'page': page + 1})}" if len(columns) > PAGE else "",
    }


def _match(text: str) -> Q:
    fields = ("name", "business_name", "glossary_term", "description", "logical_type", "classification")
    match = Q()
    for field in fields:
        match |= Q(**{f"{field}__icontains": text})
    return match


def _figures(known: dict | None, *, hidden: bool) -> Figures | None:
    """The figures of one column; extremes and means only of what everybody with access sees."""
    if known is None:
        return None
    share = known.get("null_share")
    return Figures(
        filled=None if share is None else 100 * (1 - share),
        distinct=known.get("distinct"),
        least="" if hidden else _short(known.get("minimum")),
        most="" if hidden else _short(known.get("maximum")),
        mean=None if hidden else known.get("mean"),
    )


def _short(value) -> str:
    """A value as it fits into a cell."""
    if value is None:
        return ""
    text = f"{value:,.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
