"""How many products each choice would leave, counted by the database."""

from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet

from catalog.models import Column, DataProduct, Domain, FitnessScore
from catalog.search.filters import EACH_TAG, NARROWINGS, Filters, narrow

MOST_TAGS = 40
_FIELDS = {
    "domain": "domain__slug",
    "archetype": "archetype",
    "status": "status",
    "band": "scored__band",
    "classification": "search_entry__classification",
}
_LABELS = {
    "archetype": dict(DataProduct.Archetype.choices),
    "status": dict(DataProduct.Status.choices),
    "band": dict(FitnessScore.Band.choices),
    "classification": dict(Column.Classification.choices),
}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many products have it."""

    value: str
    label: str
    count: int
    chosen: bool = False


def count_facets(found: QuerySet, filters: Filters) -> dict[str, list[Choice]]:
    """The values that occur of each kind, the most frequent first. One query a kind, one for the names of domains."""
    labels = {**_LABELS, "domain": dict(Domain.objects.values_list("slug", "name"))}
    facets = {}
    for kind in NARROWINGS:
        others = narrow(found, filters, but=kind)
        counted = _count_tags(others) if kind == "tag" else _count(others, _FIELDS[kind])
        chosen, names = filters.chosen(kind), labels.get(kind, {})
        choices = [
            Choice(value, str(names.get(value, value)), count, value in chosen) for value, count in counted if value
        ]
        facets[kind] = sorted(choices, key=lambda choice: (-choice.count, choice.label.casefold()))
    return facets


def _count(found: QuerySet, field: str) -> list[tuple[str, int]]:
    return list(found.order_by().values_list(field).annotate(products=Count("pk")))


def _count_tags(found: QuerySet) -> list[tuple[str, int]]:
    try:
        inner, params = found.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    statement = (
        f"SELECT tag.value, count(*) FROM catalog_dataproduct, {EACH_TAG[connection.vendor]} "  # noqa: S608 — our own SQL
        f"WHERE catalog_dataproduct.id IN ({inner}) GROUP BY tag.value "
        f"ORDER BY count(*) DESC, tag.value LIMIT {MOST_TAGS}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return [(str(value), count) for value, count in cursor.fetchall()]
