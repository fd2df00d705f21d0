"""Products as cards: what a list shows of each, in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Column, DataProduct, FitnessScore, OutputPort, Transformation
from catalog.search.filters import with_score
from catalog.search.matched import matches
from catalog.search.words import Query, stem

_BANDS = dict(FitnessScore.Band.choices)
MOST_COLUMNS = 500


@dataclass(frozen=True)
class Why:
    """Where the words were found, where the name and the text of the card do not tell: "column" `AETERM`."""

    place: str | Promise
    name: str
    note: str = ""
    as_code: bool = False


@dataclass(frozen=True)
class Card:
    """A product with what its card says."""

    product: DataProduct
    score: int | None
    stored_band: str
    ports: int
    why: Why | None
    reason: str = ""
    fit: Any = None  # how it fits a task, where one was chosen
    compared: bool = False  # is it among those chosen to be compared?
    acts: str = ""  # what else one can do with it, as finished HTML

    @property
    def band(self) -> str:
        """The band in a word."""
        return str(_BANDS.get(self.stored_band, _BANDS["unknown"]))


def scored(products):
    """Products with their domain, owner and latest fitness, as cards need them."""
    return (
        with_score(products)
        .annotate(fitness_score=F("scored__score"), fitness_band=F("scored__band"))
        .select_related("domain", "owner")
    )


def cards(
    products: Iterable[DataProduct], query: Query | None = None, *, reasons: Mapping[int, str] | None = None
) -> list[Card]:
    """Cards for products that carry `fitness_score` and `fitness_band`: one query, four where words were sought.

    `reasons` say of a product, by its id, why it is shown where nothing was sought.
    """
    products = list(products)
    ports = _ports_of(products)
    why = _why(products, query.sought) if query and query.wants else {}
    return [
        Card(
            product,
            product.fitness_score,
            product.fitness_band or FitnessScore.Band.UNKNOWN,
            ports.get(product.pk, 0),
            why.get(product.pk),
            (reasons or {}).get(product.pk, ""),
        )
        for product in products
    ]


def _ports_of(products: list[DataProduct]) -> dict[int, int]:
    offered = OutputPort.objects.offered().filter(product__in=[product.pk for product in products])
    return dict(offered.order_by().values_list("product").annotate(ports=Count("pk")))


def _why(products: list[DataProduct], words: tuple[str, ...]) -> dict[int, Why]:
    """For products whose name does not tell: the column, table or other place that has the words."""
    silent = {product.pk: product for product in products if not matches(product.name, words)}
    if not silent:
        return {}
    told: dict[int, Why] = {}
    ports = OutputPort.objects.offered().filter(product__in=silent).order_by("position", "pk")
    tables = list(ports.values_list("product_id", "contract_id", "contract__table"))
    for product, column, business in _columns({contract: product for product, contract, _table in tables}, words):
        told.setdefault(product, Why(_("column"), column, business, as_code=True))
    for product, _contract, table in tables:
        if matches(table, words):
            told.setdefault(product, Why(_("table"), table, as_code=True))
    for pk, product in silent.items():
        if pk not in told and (why := _of_product(product, words)):
            told[pk] = why
    rest = [pk for pk, product in silent.items() if pk not in told and not matches(product.description, words)]
    if rest:
        written = Transformation.objects.filter(version__product__in=rest, version__state="published")
        for product, sql in written.order_by("pk").values_list("version__product_id", "sql"):
            if matches(sql, words):
                told.setdefault(product, Why(_("SQL of"), silent[product].name))
    return told


def _columns(product_of: dict[int, int], words: tuple[str, ...]) -> Iterable[tuple[int, str, str]]:
    either = Q()
    for word in words:
        called = stem(word)
        either |= Q(name__icontains=called) | Q(business_name__icontains=called) | Q(glossary_term__icontains=called)
    columns = Column.objects.filter(either, contract__in=product_of).order_by("contract", "position")
    names = ("contract_id", "name", "business_name", "glossary_term")
    for contract, name, business, term in columns.values_list(*names)[:MOST_COLUMNS]:
        meaning = next((told for told in (business, term) if matches(told, words)), "")
        if meaning or matches(name, words):
            yield product_of[contract], name, meaning or business


def _of_product(product: DataProduct, words: tuple[str, ...]) -> Why | None:
    tag = next((tag for tag in product.tags if matches(str(tag), words)), None)
    if tag is not None:
        return Why(_("tag"), str(tag))
    if matches(product.domain.name, words):
        return Why(_("domain"), product.domain.name)
    if matches(product.owner.name, words):
        return Why(_("team"), product.owner.name)
    return None
