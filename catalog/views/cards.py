"""Products as cards: what a list shows of each, in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from catalog.models import Column, DataProduct, FitnessScore, OutputPort
from catalog.search.filters import with_score
from catalog.search.words import Query, fold, stem

_BANDS = dict(FitnessScore.Band.choices)


@dataclass(frozen=True)
class Card:
    """A product with what its card says."""

    product: DataProduct
    score: int | None
    stored_band: str
    ports: int
    why: str

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
    products: Iterable[DataProduct], query: Query | None = None, *, why: Mapping[int, str] | None = None
) -> list[Card]:
    """Cards for products that carry `fitness_score` and `fitness_band`: one query, three where words were sought.

    `why` says of a product, by its id, why it is shown.
    """
    products = list(products)
    ports = _ports_of(products)
    why = why or (_why(products, query) if query and query.wants else {})
    return [
        Card(
            product,
            product.fitness_score,
            product.fitness_band or FitnessScore.Band.UNKNOWN,
            ports.get(product.pk, 0),
            why.get(product.pk, ""),
        )
        for product in products
    ]


def _ports_of(products: list[DataProduct]) -> dict[int, int]:
    offered = OutputPort.objects.offered().filter(product__in=[product.pk for product in products])
    return dict(offered.order_by().values_list("product").annotate(ports=Count("pk")))


def _why(products: list[DataProduct], query: Query) -> dict[int, str]:
    """For products whose name does not tell: the column that was found."""
    words = [stem(word) for word in (*query.words, *(word for phrase in query.phrases for word in phrase))]
    silent = [product.pk for product in products if not any(word in fold(product.name) for word in words)]
    if not silent:
        return {}
    match = Q()
    for word in words:
        match |= Q(name__icontains=word) | Q(business_name__icontains=word)
    ports = OutputPort.objects.offered().filter(product__in=silent)
    product_of = dict(ports.values_list("contract_id", "product_id"))
    columns = Column.objects.filter(match, contract__in=product_of).order_by("contract", "position")
    told: dict[int, str] = {}
    for contract, name, business in columns.values_list("contract_id", "name", "business_name")[:500]:
        words_of_it = _("column %(name)s (%(business)s)") if business else _("column %(name)s")
        told.setdefault(product_of[contract], words_of_it % {"name": name, "business": business})
    return told
