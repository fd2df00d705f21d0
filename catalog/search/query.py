"""Search for products."""

from dataclasses import dataclass

from django.db.models import F, FilteredRelation, FloatField, Q, QuerySet
from django.db.models.expressions import RawSQL

from catalog.models import DataProduct
from catalog.search.engines import match
from catalog.search.facets import Choice, count_facets
from catalog.search.filters import Filters, narrow, with_score
from catalog.search.likeness import meant
from catalog.search.words import Query, read_query

NO_FILTERS = Filters()


@dataclass(frozen=True)
class Found:
    """The products in order, each with `rank`, `fitness_score`, `fitness_band` and `published_at`; and the way on."""

    products: QuerySet
    facets: dict[str, list[Choice]]
    total: int
    query: Query
    meant: str = ""  # where nothing was found: the same with its likely typing errors put right


def search(user, text: str = "", filters: Filters = NO_FILTERS) -> Found:
    """Products that this person may see and that fit, the best first. Whatever is typed, there is no error."""
    query = read_query(text)
    found = with_score(DataProduct.objects.visible_to(user))
    rank = RawSQL("0.0", ())
    if query.wants or query.excluded:
        asked = match(query)
        found = found.extra(tables=asked.tables, where=asked.where, params=asked.params)
        rank = RawSQL(asked.rank, asked.rank_params)
    elif text.strip():
        found = found.none()
    products = narrow(found, filters)
    total = products.count()
    instead = meant(DataProduct.objects.visible_to(user), query) if query.words and not total else ""
    return Found(_in_order(products, rank, filters, query), count_facets(found, filters), total, query, instead)


def _in_order(products: QuerySet, rank: RawSQL, filters: Filters, query: Query) -> QuerySet:
    published = FilteredRelation("versions", condition=Q(versions__state="published"))
    annotated = products.annotate(published_version=published).annotate(
        rank=RawSQL(rank.sql, rank.params, output_field=FloatField()),
        fitness_score=F("scored__score"),
        fitness_band=F("scored__band"),
        published_at=F("published_version__published_at"),
    )
    orders = {
        "relevance": ["-rank"] if query.wants else [],
        "fitness": [F("fitness_score").desc(nulls_last=True)],
        "newest": [F("published_at").desc(nulls_last=True)],
    }
    order = orders.get(filters.ordering, [])
    return annotated.select_related("domain", "owner").order_by(*order, "name", "pk")
