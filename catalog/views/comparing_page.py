"""What the page shows that holds products against each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.comparing.overlap import Alignment, Join, Likeness, Side
from catalog.comparing.selectors import MOST, Compared, Comparison, compare, visible_products
from catalog.fitness.results import ATTRIBUTES
from catalog.models import DataProduct, Monitor
from catalog.service_levels.durations import age_in_words
from catalog.service_levels.selectors import worst_of

MOST_ROWS = 150  # columns in one page
MOST_JOINS = 20
STATUSES = dict(Monitor.Status.choices)
LIKENESS = {
    Likeness.SAME: (gettext_lazy("In all"), "good"),
    Likeness.TYPE: (gettext_lazy("Types differ"), "warn"),
    Likeness.SOME: (gettext_lazy("Not in all"), "info"),
    Likeness.ONE: (gettext_lazy("In one alone"), "neutral"),
}


@dataclass(frozen=True)
class Cell:
    """What one product has to say in a row."""

    text: str = ""
    notes: tuple[str, ...] = ()
    tone: str = ""
    mono: bool = False


@dataclass(frozen=True)
class Row:
    """One thing that is compared."""

    label: str
    cells: tuple[Cell, ...]
    differs: bool
    note: str = ""
    tone: str = ""


def comparing_page(user, slugs: Sequence[str], *, only_differences: bool) -> dict:
    """The products that can be found, in sections of rows; a fixed number of queries for two or four."""
    asked = [slug for slug in dict.fromkeys(slugs) if slug]
    products = visible_products(user, asked[:MOST])
    found = compare(user, products)
    known = {product.slug for product in products}
    sections = [
        {"id": "short", "title": _("In short"), "rows": _short(found.products)},
        {"id": "fitness", "title": _("Fitness by attribute"), "rows": _fitness(found.products)},
        {"id": "levels", "title": _("Service levels"), "rows": _levels(found.products)},
        {"id": "access", "title": _("What access takes"), "rows": [_access(found.products)]},
        {"id": "columns", "title": _("Columns"), "rows": [_column(row) for row in found.rows]},
    ]
    return {
        "products": [_heading(one, [p.slug for p in products], only_differences) for one in found.products],
        "sections": [_shown(section, only_differences) for section in sections if products],
        "joins": [_join(one, found) for one in found.joins[:MOST_JOINS]],
        "more_joins": max(len(found.joins) - MOST_JOINS, 0),
        "missing": [slug[:120] for slug in asked[:MOST] if slug not in known],
        "left_out": len(asked) > MOST,
        "only_differences": only_differences,
        "switch_url": compare_url([p.slug for p in products], only_differences=not only_differences),
        "slugs": [p.slug for p in products],
        "room": len(products) < MOST,
    }


def compare_url(slugs: Sequence[str], *, only_differences: bool = False) -> str:
    """The address that compares these."""
    pairs = [("product", slug) for slug in slugs] + ([("only", "differences")] if only_differences else [])
    return f"{reverse('catalog:compare')}?{urlencode(pairs)}" if pairs else reverse("catalog:compare")


def _heading(one: Compared, slugs: list[str], only_differences: bool) -> dict:
    rest = [slug for slug in slugs if slug != one.product.slug]
    return {"product": one.product, "without_url": compare_url(rest, only_differences=only_differences)}


def _shown(section: dict, only_differences: bool) -> dict:
    """The rows that are shown of a section, how many are alike and left out, and how many are too many."""
    rows = [row for row in section["rows"] if row.differs or not only_differences]
    return section | {
        "rows": rows[:MOST_ROWS],
        "more": max(len(rows) - MOST_ROWS, 0),
        "alike": len(section["rows"]) - len(rows),
    }


def _row(label: str, products: Sequence[Compared], tell: Callable[[Compared], Cell]) -> Row:
    cells = tuple(tell(one) for one in products)
    return Row(label, cells, differs=len({(cell.text, cell.notes) for cell in cells}) > 1)


def _short(products: Sequence[Compared]) -> list[Row]:
    def said(tell: Callable[[DataProduct], object]) -> Callable[[Compared], Cell]:
        return lambda one: Cell(str(tell(one.product) or ""))

    return [
        _row(_("Domain"), products, said(lambda product: product.domain.name)),
        _row(_("Owner"), products, said(lambda product: product.owner.name)),
        _row(_("Archetype"), products, said(lambda product: product.get_archetype_display())),
        _row(_("Status"), products, said(lambda product: product.get_status_display())),
        _row(_("Version"), products, lambda one: Cell(one.version)),
        _row(_("Licence"), products, lambda one: Cell(_first(one, "licence"))),
        _row(_("Region"), products, lambda one: Cell(", ".join(_first(one, "regions") or ()))),
        _row(_("Rows"), products, lambda one: Cell(_total(one, "rows", lambda total: f"{total:,}"))),
        _row(_("Size"), products, lambda one: Cell(_total(one, "size", filesizeformat))),
        _row(_("Built"), products, lambda one: Cell(_age(one))),
        _row(_("Promised freshness"), products, lambda one: Cell(_promised(one))),
    ]


def _fitness(products: Sequence[Compared]) -> list[Row]:
    def score(one: Compared, attribute: str = "") -> Cell:
        if one.score is None:
            return Cell()
        value = one.score.attributes.get(attribute) if attribute else one.score.score
        return Cell("" if value is None else str(value), tone=_tone(value))

    rows = [_row(_("In all"), products, score)]
    return rows + [_row(name, products, lambda one, name=name: score(one, name)) for name in ATTRIBUTES]


def _levels(products: Sequence[Compared]) -> list[Row]:
    def level(one: Compared, indicator: str) -> Cell:
        counts = one.levels.get(indicator, {})
        if not counts:
            return Cell()
        worst = worst_of(counts)
        told = ", ".join(f"{counts[status]} {STATUSES[status]}".lower() for status in STATUSES if counts.get(status))
        return Cell(str(STATUSES[worst]), (told,), tone=worst)

    indicators = [one for one in Monitor.Indicator if any(one.value in each.levels for each in products)]
    return [_row(str(one.label), products, lambda each, one=one: level(each, one.value)) for one in indicators]


def _access(products: Sequence[Compared]) -> Row:
    """Port by port: what is in force for this person now, or what an order would take."""
    cells = tuple(
        Cell(notes=tuple(f"{port.name}: {port.access.words}" for port in one.ports if port.access)) for one in products
    )
    ways = {frozenset(port.access.words for port in one.ports if port.access) for one in products}
    return Row(_("To read it"), cells, differs=len(ways) > 1)


def _column(row: Alignment) -> Row:
    words, tone = LIKENESS[row.likeness]
    told = _("%(likeness)s, by business name") % {"likeness": words} if row.by == "term" else str(words)
    return Row(row.label, tuple(_column_cell(cell) for cell in row.cells), row.differs, note=told, tone=tone)


def _column_cell(side: Side | None) -> Cell:
    if side is None:
        return Cell()
    column = side.column
    notes = [column.business_name, column.classification]
    if column.masked:
        notes.append(_("masked for you"))
    if column.filled is not None and column.filled < 100:
        notes.append(_("%(share)s %% filled") % {"share": int(column.filled)})
    return Cell(f"{column.name} {column.logical_type}".strip(), (" · ".join(filter(None, notes)),), mono=True)


def _join(one: Join, found: Comparison) -> dict:
    (left, here), (right, there) = one.left, one.right
    asked = {"left": here.port, "column": here.column.name, "right": there.port, "with": there.column.name}
    closed = [side.port_name for side in (here, there) if not side.readable]
    return {
        "label": one.label,
        "why_not": _("Not measured: you cannot read %(ports)s yet.") % {"ports": _(" and ").join(closed)},
        "sides": [
            {"product": found.products[place].product, "side": side} for place, side in ((left, here), (right, there))
        ],
        "evidence": _evidence(one),
        "tone": "bad" if one.ranges.says == "apart" else "",
        "measure_url": f"{reverse('catalog:compare-overlap')}?{urlencode(asked)}" if not closed else "",
    }


def _evidence(one: Join) -> str:
    """What the stored figures tell; where they tell nothing, why."""
    if one.ranges.says == "apart":
        return _("Their values lie apart: no row would join.")
    if one.ranges.says == "overlap":
        ends = {"low": _short_value(one.ranges.low), "high": _short_value(one.ranges.high)}
        return _("Both have values from %(low)s to %(high)s.") % ends
    if one.ranges.why == "guarded":
        return _("How far their values reach is not shown to you: a column is protected, or the rows are filtered.")
    return _("The figures of the data do not tell.")


def _short_value(value: object) -> str:
    text = f"{value:,.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _first(one: Compared, name: str):
    return next((value for port in one.ports if (value := getattr(port, name))), "")


def _total(one: Compared, name: str, tell: Callable[[int], str]) -> str:
    known = [value for port in one.ports if (value := getattr(port, name)) is not None]
    return tell(sum(known)) if known else ""


def _age(one: Compared) -> str:
    ages = [port.age for port in one.ports if port.age is not None]
    return _("%(age)s ago") % {"age": age_in_words(max(ages), "s")} if ages else ""


def _promised(one: Compared) -> str:
    limits = [port.promised_age for port in one.ports if port.promised_age is not None]
    return _("at most %(age)s") % {"age": age_in_words(max(limits), "s")} if limits else ""


def _tone(score: int | None) -> str:
    if score is None:
        return ""
    return "good" if score >= 75 else "warn" if score >= 50 else "bad"
