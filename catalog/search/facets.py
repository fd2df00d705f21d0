"""How many products each choice would leave: one statement for all kinds, one more for each kind that is chosen."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet

from accounts.models import Team
from catalog.models import Column, DataProduct, FitnessScore, Monitor, SearchFacts, Warehouse
from catalog.panels import PRODUCT_CHOICES, ROUTE_CHOICES
from catalog.search.engines import JOIN
from catalog.search.facts import BETWEEN, PROFILE, tally
from catalog.search.filters import MANY, NARROWINGS, Filters, Tree
from catalog.search.routes import ROUTE, Ways

MOST_VALUES = 60  # of a kind
MOST_COUNTED = 30_000  # products of one question; a word that nearly all have costs no more than this
ALL = ("", "")
CAPPED = ("", "capped")  # there are more than were counted
Counted = Counter[tuple[str, str]]
_LABELS = {
    "archetype": dict(DataProduct.Archetype.choices),
    "status": dict(DataProduct.Status.choices),
    "band": dict(FitnessScore.Band.choices),
    "classification": dict(Column.Classification.choices),
    "freshness": dict(Monitor.Status.choices),
}


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many products have it; `depth` says how far inside others a domain lies."""

    value: str
    label: str
    count: int
    chosen: bool = False
    depth: int = 0


def count_all(ways: Ways) -> Counted:
    """What the catalog has without a question: the counts are kept, and drafts of one's own are added."""
    counted: Counted = Counter(tally())
    hidden = SearchFacts.objects.visible_to(ways.user).hidden().order_by().values_list("status")
    counted.update({("status", status): products for status, products in hidden.annotate(products=Count("pk"))})
    for value, choice in PRODUCT_CHOICES.items():
        counted["access", value] = SearchFacts.objects.shown().filter(pk__in=choice.products(ways.user)).count()
    return _with_ways(counted, ways)


def count_facets(found: QuerySet, narrowed: Callable[[str], QuerySet | None], filters: Filters, ways: Ways) -> Counted:
    """The products that have each value of each kind, and of all.

    `found` is what fits all choices; `narrowed` gives what fits all but those of one kind, or None where nothing else
    is asked for.
    """
    chosen = [kind for kind in NARROWINGS if filters.chosen(kind)]
    counted = _count(found, ways, shown_only="status" not in chosen)
    for kind in chosen:
        rest = narrowed(kind)
        everything = kind == "status" or "status" not in chosen
        others = count_all(ways) if rest is None else _count(rest, ways, shown_only=everything)
        for key in [key for key in counted if key[0] == kind]:
            del counted[key]
        counted.update({key: products for key, products in others.items() if key[0] == kind})
        counted[CAPPED] |= others[CAPPED]
    return counted


def choices(counted: Counted, filters: Filters, tree: Tree) -> dict[str, list[Choice]]:
    """The values that occur of each kind, the most frequent first, and those that are chosen; domains as a tree."""
    labels = {
        **_LABELS,
        "owner": {str(pk): (slug, name) for pk, slug, name in Team.objects.values_list("pk", "slug", "name")},
        "warehouse": dict(Warehouse.objects.values_list("slug", "name")),
        "access": {value: one.label for value, one in [*PRODUCT_CHOICES.items(), *ROUTE_CHOICES.items()]},
    }
    facets = {}
    for kind in NARROWINGS:
        values = {value: products for (one, value), products in counted.items() if one == kind and value and products}
        if kind == "domain":
            facets[kind] = _domains(values, filters.chosen(kind), tree)
            continue
        if kind == "owner":
            named = {slug: (name, values[pk]) for pk, (slug, name) in labels[kind].items() if pk in values}
        else:
            named = {value: (labels.get(kind, {}).get(value, value), products) for value, products in values.items()}
        facets[kind] = _listed(named, filters.chosen(kind))
    return facets


def _listed(named: dict[str, tuple[str, int]], chosen: tuple[str, ...]) -> list[Choice]:
    listed = [Choice(value, str(label), products, value in chosen) for value, (label, products) in named.items()]
    listed.sort(key=lambda choice: (-choice.count, choice.label.casefold()))
    kept = listed[:MOST_VALUES] + [choice for choice in listed[MOST_VALUES:] if choice.chosen]
    return kept + [Choice(value, value, 0, True) for value in chosen if value and value not in named]


def _domains(values: dict[str, int], chosen: tuple[str, ...], tree: Tree) -> list[Choice]:
    """Each domain before those inside it; whoever chooses it finds these, too, so they count."""
    listed: list[Choice] = []

    def add(pk: int, depth: int) -> None:
        products = sum(values.get(str(one), 0) for one in tree.within(pk))
        domain = tree.domains[pk]
        if products or domain.slug in chosen:
            listed.append(Choice(domain.slug, domain.name, products, domain.slug in chosen, depth))
            for child in tree.children.get(pk, ()):
                add(child, depth + 1)

    for pk in tree.children.get(None, ()):
        add(pk, 0)
    known = {choice.value for choice in listed}
    return listed + [Choice(value, value, 0, True) for value in chosen if value and value not in known]


def _count(found: QuerySet, ways: Ways, *, shown_only: bool) -> Counted:
    """All kinds in one statement over the products found; those that are not shown count for their status alone."""
    try:
        rows = found.order_by().values("pk", "shown", "profile", "domain_id", "owner_id", "many")
        inner, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return Counter()
    where = " WHERE shown" if shown_only else ""
    parts = [
        "SELECT 'profile', profile, count(*) FROM hits GROUP BY profile",
        f"SELECT 'domain', CAST(domain_id AS text), count(*) FROM hits{where} GROUP BY domain_id",  # noqa: S608 — ours
        f"SELECT 'owner', CAST(owner_id AS text), count(*) FROM hits{where} GROUP BY owner_id",  # noqa: S608 — ours
        f"SELECT 'many', {JOIN[connection.vendor].format('many')}, count(*) FROM hits{where}",  # noqa: S608 — ours
    ]
    params = list(params)
    for value, choice in PRODUCT_CHOICES.items():
        theirs, more = choice.products(ways.user).query.sql_with_params()
        only = f"{where or ' WHERE true'} AND pk IN ({theirs})"
        parts.append(f"SELECT 'access', '{value}', count(*) FROM hits{only}")  # noqa: S608 — our own SQL
        params += more
    statement = f"WITH hits AS MATERIALIZED ({inner} LIMIT {MOST_COUNTED + 1}) " + " UNION ALL ".join(parts)
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return _with_ways(_read(cursor.fetchall(), shown_only=shown_only), ways)


def _with_ways(counted: Counted, ways: Ways) -> Counted:
    """With the choices that depend on the way of a wish, worked out from the routes that were counted."""
    counted.update({("access", value): ways.count(value, counted) for value, _choice in ROUTE_CHOICES.items()})
    return counted


def _read(rows: list[tuple], *, shown_only: bool) -> Counted:
    counted: Counted = Counter()
    if sum(products for kind, _value, products in rows if kind == "profile") > MOST_COUNTED:
        counted[CAPPED] = 1
    shown = set(DataProduct.Status.shown())
    for kind, value, products in rows:
        if kind == "profile":
            parts = dict(zip(PROFILE, value.split("/"), strict=True))
            counted["status", parts.pop("status")] += products
            if not shown_only or value.split("/", 1)[0] in shown:
                counted.update(dict.fromkeys(parts.items(), products))
        elif kind == "many":
            counted[ALL] = products
            for piece, times in Counter((value or "").split(BETWEEN)).items():
                many, _is, one = piece.partition("=")
                if many in MANY or many == ROUTE:
                    counted[many, one] = times
        else:
            counted[kind, value] = products
    return counted
