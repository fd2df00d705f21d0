"""What a search can be narrowed by."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet

from catalog.models import DataProduct


@dataclass(frozen=True)
class Filters:
    """What somebody chose. Within one kind any choice will do, between kinds all must hold.

    `ordering` is relevance, name, fitness or newest. Without a status, only what everybody may find is listed.
    """

    domain: tuple[str, ...] = ()
    archetype: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    band: tuple[str, ...] = ()
    classification: tuple[str, ...] = ()
    min_fitness: int | None = None
    ordering: str = "relevance"

    def chosen(self, kind: str) -> tuple[str, ...]:
        """What was chosen of one kind, without what no database can hold."""
        values = (str(value).encode("utf-8", "ignore").decode().replace("\x00", "") for value in getattr(self, kind))
        return tuple(values)[:50]


def narrow(found: QuerySet, filters: Filters, *, but: str = "") -> QuerySet:
    """Products that fit all choices, except those of the kind `but`, so that its other values can be counted."""
    for kind, narrowing in NARROWINGS.items():
        chosen = filters.chosen(kind)
        if kind != but and (chosen or kind == "status"):
            found = narrowing(found, chosen)
    if filters.min_fitness is not None:
        found = found.filter(scored__score__gte=filters.min_fitness)
    return found


def with_score(found: QuerySet) -> QuerySet:
    """Products beside their latest score, which is at most one."""
    return found.annotate(scored=FilteredRelation("fitness_scores", condition=Q(fitness_scores__latest=True)))


def _by(lookup: str) -> Callable[[QuerySet, tuple[str, ...]], QuerySet]:
    return lambda found, chosen: found.filter(**{f"{lookup}__in": chosen})


def _by_status(found: QuerySet, chosen: tuple[str, ...]) -> QuerySet:
    return found.filter(status__in=chosen or DataProduct.Status.shown())


def _by_tag(found: QuerySet, chosen: tuple[str, ...]) -> QuerySet:
    marks = ", ".join(["%s"] * len(chosen))
    has_one = f"EXISTS (SELECT 1 FROM {EACH_TAG[connection.vendor]} WHERE tag.value IN ({marks}))"  # noqa: S608 — marks only
    return found.extra(where=[has_one], params=list(chosen))


EACH_TAG = {
    "sqlite": "json_each(catalog_dataproduct.tags) AS tag",
    "postgresql": "jsonb_array_elements_text(catalog_dataproduct.tags) AS tag(value)",
}
NARROWINGS: dict[str, Callable[[QuerySet, tuple[str, ...]], QuerySet]] = {
    "domain": _by("domain__slug"),
    "archetype": _by("archetype"),
    "status": _by_status,
    "tag": _by_tag,
    "band": _by("scored__band"),
    "classification": _by("search_entry__classification"),
}
