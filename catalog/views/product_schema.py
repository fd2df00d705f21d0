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


@dataclass(frozen=True)
class Discretion:
    """What the figures of a port must not give away to somebody."""

    columns: int
    masks: dict[str, str]
    filtered: bool
    plain: bool

    def hides(self, column: Column) -> bool:
        """Are the extremes and the mean of this column for some only?"""
        guarded = column.classification in GUARDED and not self.plain
        return guarded or self.filtered or column.name in self.masks


def discretion(person, port: OutputPort) -> Discretion:
    """What of a port somebody does not see as it is."""
    view = governed_view(port, person=person, narrowing=WHOLE)  # what can be ordered, not what was given
    masks = {mask.column: mask_words(mask.method) for mask in view.masks}
    return Discretion(len(view.columns), masks, bool(view.row_filter), sees_plain(port, person))


def schema_of(request, port: OutputPort | None) -> dict:
    """The columns of one port that fit what was sought, with masks and figures. A fixed number of queries."""
    text = request.GET.get("find", "").strip().replace("\x00", "")[:100]
    if port is None:
        return {"find": text, "columns": [], "total": 0}
    guard = discretion(request.user, port)
    known = {figures["name"]: figures for figures in port.snapshot.statistics.get("columns", [])}
    every = Column.objects.filter(contract=port.contract_id)
    found = every.filter(_match(text)) if text else every
    page = (
        max(int(asked), 1)
        if (asked := request.GET.get("page", "1")).isascii() and asked.isdigit() and len(asked) < 6
        else 1
    )
    columns = list(found[(page - 1) * PAGE : page * PAGE + 1])
    for column in columns:
        column.masked = guard.masks.get(column.name, "")
        column.figures = _figures(known.get(column.name), hidden=guard.hides(column))
    keep = {"port": port.name} | ({"find": text} if text else {})
    return {
        "find": text,
        "columns": columns[:PAGE],
        "total": guard.columns,
        "filtered": guard.filtered,
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
