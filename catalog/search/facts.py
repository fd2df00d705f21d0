"""What lists are narrowed, counted and ordered by, and the counts over all of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from catalog.models import (
    Column,
    DataProduct,
    FitnessScore,
    Monitor,
    OutputPort,
    ProductVersion,
    SearchFacet,
    SearchFacts,
    SearchTally,
)
from catalog.panels import CONSUMERS
from catalog.search.routes import ROUTE, routes_of
from catalog.search.words import split

BETWEEN = "\n"  # the pieces of `many`
MOST_TAGS = 50
PROFILE = ("status", "archetype", "band", "classification", "freshness")  # as SearchFacts.profile joins them
_LONGEST_VALUE = 200
_AT_ONCE = 900  # rows
_STRICTNESS = {name: place for place, name in enumerate(Column.Classification.values)}
_WORST_FIRST = {name: place for place, name in enumerate(["unknown", "kept", "at_risk", "broken"])}
_WRITTEN = [
    "shown", "title", "domain", "owner", "status", "archetype", "band", "classification", "freshness", "many",
    "score", "uses", "published_at",
]  # fmt: skip


def facts_of(products: Sequence[DataProduct]) -> dict[int, SearchFacts]:
    """What the rows say of these products now, in a fixed number of queries."""
    ids = [product.pk for product in products]
    scores = {row.product_id: row for row in FitnessScore.objects.filter(product__in=ids, latest=True)}
    published = dict(
        ProductVersion.objects.published().filter(product__in=ids).values_list("product_id", "published_at")
    )
    strictest, freshness, places, routes = _strictest(ids), _freshness(ids), _places(ids), routes_of(ids)
    uses = Counter()
    for count in CONSUMERS:
        uses.update(count(DataProduct.objects.filter(pk__in=ids), "product", len(ids)))
    found = {}
    for product in products:
        score = scores.get(product.pk)
        many = [*places[product.pk], *(("tag", tag) for tag in product.tags[:MOST_TAGS])]
        many += [(ROUTE, routes[product.pk])] if product.pk in routes else []
        found[product.pk] = SearchFacts(
            id=product.pk,
            product=product,
            shown=product.status in DataProduct.Status.shown(),
            title=" ".join(split(product.name))[:_LONGEST_VALUE],
            domain_id=product.domain_id,
            owner_id=product.owner_id,
            status=product.status,
            archetype=product.archetype,
            band=score.band if score else FitnessScore.Band.UNKNOWN,
            classification=strictest.get(product.pk, ""),
            freshness=freshness.get(product.pk, Monitor.Status.UNKNOWN),
            many=BETWEEN.join(dict.fromkeys(f"{kind}={_clean(value)}" for kind, value in many if _clean(value))),
            score=score.score if score else None,
            uses=uses[product.pk],
            published_at=published.get(product.pk),
        )
    return found


def write_facts(ids: Sequence[int], facts: Mapping[int, SearchFacts]) -> None:
    """Replace the facts of these products, whose rows the caller has locked, and put the counts right."""
    before = list(SearchFacts.objects.filter(product__in=ids))
    SearchFacts.objects.filter(product__in=set(ids) - set(facts)).delete()
    SearchFacts.objects.bulk_create(
        facts.values(), update_conflicts=True, unique_fields=["id"], update_fields=_WRITTEN, batch_size=60
    )
    had = {(row.pk, *piece) for row in before for piece in _pieces(row)}
    has = {(row.pk, *piece) for row in facts.values() for piece in _pieces(row)}
    gone = defaultdict(set)
    for product, kind, value in had - has:
        gone[kind, value].add(product)
    for (kind, value), products in gone.items():
        SearchFacet.objects.filter(kind=kind, value=value, facts__in=products).delete()
    SearchFacet.objects.bulk_create(
        [SearchFacet(facts_id=product, kind=kind, value=value) for product, kind, value in sorted(has - had)],
        batch_size=200,
    )
    change = Counter(_counted(facts.values()))
    change.subtract(_counted(before))
    SearchTally.objects.bulk_create(
        [SearchTally(kind=kind, value=value, products=more) for (kind, value), more in change.items() if more],
        batch_size=200,
    )


def tally() -> dict[tuple[str, str], int]:
    """How many products that everybody may find have each value, `("", "")` being all; one query."""
    rows = SearchTally.objects.values_list("kind", "value").annotate(sum=Sum("products")).order_by()
    return {(kind, value): products for kind, value, products in rows if products > 0}


@transaction.atomic
def join_tallies() -> None:
    """Make one row of all rows of a value, so that adding them up stays quick."""
    rows = list(SearchTally.objects.select_for_update().order_by("pk").values_list("pk", "kind", "value", "products"))
    if len(rows) == len({(kind, value) for _pk, kind, value, _products in rows}):
        return
    sums = Counter()
    for _pk, kind, value, products in rows:
        sums[kind, value] += products
    for start in range(0, len(rows), _AT_ONCE):
        SearchTally.objects.filter(pk__in=[row[0] for row in rows[start : start + _AT_ONCE]]).delete()
    joined = [SearchTally(kind=kind, value=value, products=sum) for (kind, value), sum in sums.items() if sum]
    SearchTally.objects.bulk_create(joined, batch_size=200)


def unknown_products() -> QuerySet:
    """Products of which the search knows nothing."""
    return DataProduct.objects.filter(search_facts=None) | DataProduct.objects.filter(search_entry=None)


def stale() -> QuerySet:
    """Facts that are not what the rows say any more."""
    monitors = Monitor.objects.filter(
        port__product=OuterRef("pk"), port__offered=True, active=True, indicator="freshness"
    )
    worst = [
        When(Exists(monitors.filter(status=status)), then=Value(status))
        for status in sorted(_WORST_FIRST, key=_WORST_FIRST.__getitem__, reverse=True)
    ]
    latest = FitnessScore.objects.filter(product=OuterRef("pk"), latest=True)
    now = SearchFacts.objects.annotate(
        band_now=Coalesce(Subquery(latest.values("band")[:1]), Value("unknown")),
        score_now=Coalesce(Subquery(latest.values("score")[:1]), Value(-1)),
        score_then=Coalesce("score", Value(-1)),
        freshness_now=Case(*worst, default=Value("unknown")),
    )
    right = Q(band=F("band_now"), score_then=F("score_now"), freshness=F("freshness_now"))
    for name in ("status", "archetype", "domain", "owner"):
        right &= Q(**{name: F(f"product__{name}")})
    return now.exclude(right)


def _counted(rows: Iterable[SearchFacts]) -> Iterable[tuple[str, str]]:
    """Every value that a shown product counts for."""
    for row in rows:
        if row.shown:
            yield "", ""
            yield "domain", str(row.domain_id)
            yield "owner", str(row.owner_id)
            for kind in PROFILE:
                yield kind, getattr(row, kind)
            yield from _pieces(row)


def _pieces(row: SearchFacts) -> list[tuple[str, str]]:
    return [tuple(piece.split("=", 1)) for piece in row.many.split(BETWEEN) if piece]


def _clean(value: str) -> str:
    return " ".join(str(value).replace("\x00", "").encode("utf-8", "ignore").decode().split())[:_LONGEST_VALUE]


def _strictest(ids: Sequence[int]) -> dict[int, str]:
    offered = OutputPort.objects.offered().filter(product__in=ids)
    kinds = Column.objects.filter(contract__in=offered.values("contract"))
    pairs = kinds.order_by().values_list("contract__port__product_id", "classification").distinct()
    found: dict[int, str] = {}
    for product, kind in pairs:
        found[product] = max(found.get(product, kind), kind, key=_STRICTNESS.__getitem__)
    return found


def _freshness(ids: Sequence[int]) -> dict[int, str]:
    """How the promised freshness stands: the worst of all ports."""
    promised = Monitor.objects.filter(port__product__in=ids, port__offered=True, active=True, indicator="freshness")
    found: dict[int, str] = {}
    for product, status in promised.order_by().values_list("port__product_id", "status").distinct():
        found[product] = max(found.get(product, status), status, key=_WORST_FIRST.__getitem__)
    return found


def _places(ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Where products can be read, and as what: their warehouses, and the engines of these."""
    found = defaultdict(list)
    offered = OutputPort.objects.offered().filter(product__in=ids).order_by("warehouse_id")
    for product, slug, engine in offered.values_list("product_id", "warehouse__slug", "warehouse__engine").distinct():
        found[product] += [("warehouse", slug), ("format", engine)]
    return found
