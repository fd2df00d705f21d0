"""What a search can be narrowed by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import FilteredRelation, Q, QuerySet

from catalog.models import DataProduct, Domain, SearchFacet
from catalog.panels import PRODUCT_CHOICES, ROUTE_CHOICES
from catalog.search.routes import Ways

MANY = ("tag", "warehouse", "format")  # kinds of which a product may have several
MOST_CHOSEN = 50


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
    warehouse: tuple[str, ...] = ()
    freshness: tuple[str, ...] = ()
    format: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    min_fitness: int | None = None
    ordering: str = "relevance"

    def chosen(self, kind: str) -> tuple[str, ...]:
        """What was chosen of one kind, without what no database can hold."""
        values = (str(value).encode("utf-8", "ignore").decode().replace("\x00", "") for value in getattr(self, kind))
        return tuple(dict.fromkeys(values))[:MOST_CHOSEN]

    @property
    def narrowed(self) -> bool:
        """Was anything chosen?"""
        return self.narrowed_but("")

    def narrowed_but(self, but: str) -> bool:
        """Was anything chosen of another kind?"""
        return self.min_fitness is not None or any(self.chosen(kind) for kind in NARROWINGS if kind != but)


@dataclass(frozen=True)
class Tree:
    """The domains, those inside others below them."""

    domains: Mapping[int, Domain]
    children: Mapping[int | None, tuple[int, ...]] = field(repr=False)

    @classmethod
    def load(cls) -> "Tree":
        """All domains, in one query."""
        domains = {
            domain.pk: domain for domain in Domain.objects.only("pk", "slug", "name", "parent_id").order_by("name")
        }
        children: dict[int | None, tuple[int, ...]] = {}
        for pk, domain in domains.items():
            children[domain.parent_id] = (*children.get(domain.parent_id, ()), pk)
        return cls(domains, children)

    def within(self, pk: int) -> list[int]:
        """A domain and all inside it; each once, even if they should lie inside each other."""
        found, waiting = [], [pk]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.append(one)
                waiting += self.children.get(one, ())
        return found

    def ids(self, slugs: tuple[str, ...]) -> set[int]:
        """The domains of these names and all inside them."""
        return {one for pk, domain in self.domains.items() if domain.slug in slugs for one in self.within(pk)}


def narrow(found: QuerySet, filters: Filters, tree: Tree, ways: Ways, *, but: str = "") -> QuerySet:
    """Facts that fit all choices, except those of the kind `but`, so that its other values can be counted."""
    for kind, narrowing in NARROWINGS.items():
        chosen = filters.chosen(kind)
        if kind != but and chosen:
            found = narrowing(found, chosen, tree, ways)
    if filters.min_fitness is not None:
        found = found.filter(score__gte=filters.min_fitness)
    return found


def with_score(found: QuerySet) -> QuerySet:
    """Products beside their latest score, which is at most one."""
    return found.annotate(scored=FilteredRelation("fitness_scores", condition=Q(fitness_scores__latest=True)))


Narrowing = Callable[[QuerySet, tuple[str, ...], Tree, Ways], QuerySet]


def _by(lookup: str) -> Narrowing:
    return lambda found, chosen, _tree, _ways: found.filter(**{f"{lookup}__in": chosen})


def _by_status(found: QuerySet, chosen: tuple[str, ...], _tree: Tree, _ways) -> QuerySet:
    found = found.filter(status__in=chosen)
    return found.shown() if set(chosen) <= set(DataProduct.Status.shown()) else found


def _by_domain(found: QuerySet, chosen: tuple[str, ...], tree: Tree, _ways) -> QuerySet:
    return found.filter(domain__in=tree.ids(chosen))


def _by_facet(kind: str) -> Narrowing:
    def narrowing(found: QuerySet, chosen: tuple[str, ...], _tree: Tree, _ways) -> QuerySet:
        return found.filter(pk__in=SearchFacet.objects.filter(kind=kind, value__in=chosen).values("facts"))

    return narrowing


def _by_access(found: QuerySet, chosen: tuple[str, ...], _tree: Tree, ways: Ways) -> QuerySet:
    any_of = Q(pk__in=[])
    for value in chosen:
        if value in PRODUCT_CHOICES:
            any_of |= Q(pk__in=PRODUCT_CHOICES.get(value).products(ways.user))
        elif value in ROUTE_CHOICES:
            any_of |= Q(pk__in=ways.facts(value))
    return found.filter(any_of)


NARROWINGS: dict[str, Narrowing] = {
    "access": _by_access,
    "domain": _by_domain,
    "archetype": _by("archetype"),
    "status": _by_status,
    "tag": _by_facet("tag"),
    "band": _by("band"),
    "classification": _by("classification"),
    "freshness": _by("freshness"),
    "warehouse": _by_facet("warehouse"),
    "format": _by_facet("format"),
    "owner": _by("owner__slug"),
}
