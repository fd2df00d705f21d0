"""How fit a mesh is from above: by domain and attribute, what fails most often, who is worst, and how that moved.

Everything is asked by how often each answer occurs, so that what the database answers does not grow with the products.
Scores are told by median and worst; a mean would hide the worst. Days are compared only under one scoring.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, F, Min, QuerySet
from django.utils import timezone

from catalog.fitness.kept import failing_in
from catalog.fitness.registry import known_functions
from catalog.fitness.results import ATTRIBUTES
from catalog.fitness.standing import scoring_version
from catalog.models import DataProduct, FitnessScore

DAYS = 30
Counted = dict[int, int]  # how many products have each score


@dataclass(frozen=True)
class Row:
    """A domain, or all of them, in one line. `moved` is the change of the median since the day compared with."""

    products: int
    score: int | None
    worst: int | None
    attributes: dict[str, int | None]
    moved: int | None = None


@dataclass(frozen=True)
class Failing:
    """One function, and how many products it fails; `share` is that of those that were scored, in percent."""

    key: str
    title: str
    attribute: str
    fails: int
    share: float


def rows_by_domain(products: QuerySet[DataProduct], since: date | None) -> tuple[dict[int, Row], Row]:
    """A row for each domain, and one for all together: a query for each attribute, one for the total, one for then."""
    scores = FitnessScore.objects.filter(latest=True, product__in=products)
    totals = _counted(scores, "score")
    attributes = {name: _counted(scores, f"attributes__{name}") for name in ATTRIBUTES}
    then = _counted(_of_day(products, since), "score") if since else {}
    by_domain = {
        domain: _row([domain], totals, attributes, then)
        for domain in {*totals, *(d for a in attributes.values() for d in a)}
    }
    return by_domain, _row(by_domain, totals, attributes, then)


def compared_since(products: QuerySet[DataProduct], *, days: int = DAYS) -> date | None:
    """The first day within so many days that was scored as today is; None where there is none before the latest."""
    today = timezone.localdate()
    scores = FitnessScore.objects.filter(product__in=products, scoring=scoring_version())
    first = scores.filter(day__gte=today - timedelta(days=days)).aggregate(first=Min("day"))["first"]
    return first if first and first < today else None


def median_by_day(products: QuerySet[DataProduct], since: date) -> list[tuple[date, int]]:
    """The median of all scores, day by day, under the scoring of today."""
    scores = FitnessScore.objects.filter(product__in=products, scoring=scoring_version(), day__gte=since)
    counted: dict[date, Counted] = defaultdict(dict)
    rows = scores.exclude(score=None).order_by().values_list("day", "score").annotate(found=Count("pk"))
    for day, score, found in rows:
        counted[day][score] = found
    return [(day, middle) for day in sorted(counted) if (middle := _middle(counted[day])) is not None]


def failing_functions(products: QuerySet[DataProduct]) -> list[Failing]:
    """The functions that fail any product, those that fail most first: one query."""
    scores = FitnessScore.objects.filter(latest=True, product__in=products).order_by()
    counted, scored = Counter[str](), 0
    for failing in scores.values_list("failing", flat=True).iterator(chunk_size=5000):
        counted.update(failing.split())
        scored += 1
    known = {one.key: one for one in known_functions()}
    found = [
        Failing(key, known[key].title, known[key].attribute, fails, round(100 * fails / scored, 1))
        for key, fails in counted.items()
        if key in known
    ]
    return sorted(found, key=lambda one: (-one.fails, one.key))


def worst_products(products: QuerySet[DataProduct], *, most: int, function: str = "") -> list[FitnessScore]:
    """The latest scores of the least fit products; with a function, only of those that it fails."""
    scores = FitnessScore.objects.filter(latest=True, product__in=products)
    if function:
        scores = scores.filter(failing__contains=failing_in([function]))
    worst_first = scores.order_by(F("score").asc(nulls_last=True), "product__name", "pk")
    return list(worst_first.select_related("product__domain", "product__owner")[:most])


def scores_of_day(products: Collection[int], day: date) -> dict[int, int | None]:
    """What these products scored on a day."""
    return dict(FitnessScore.objects.filter(product__in=products, day=day).values_list("product", "score"))


def _of_day(products: QuerySet[DataProduct], day: date) -> QuerySet[FitnessScore]:
    """The scores of a day of the products that are still there today."""
    return FitnessScore.objects.filter(product__in=products, day=day, scoring=scoring_version())


def _counted(scores: QuerySet[FitnessScore], value: str) -> dict[int, Counted]:
    """How many products of each domain have each value."""
    rows = scores.order_by().values_list("product__domain", value).annotate(found=Count("pk"))
    counted: dict[int, Counted] = defaultdict(dict)
    for domain, score, found in rows:
        if score is not None:
            counted[domain][round(score)] = found
    return counted


def _row(
    domains: Iterable[int],
    totals: dict[int, Counted],
    attributes: dict[str, dict[int, Counted]],
    then: dict[int, Counted],
) -> Row:
    domains = list(domains)
    total = _together(totals, domains)
    now, before = _middle(total), _middle(_together(then, domains))
    return Row(
        products=sum(total.values()),
        score=now,
        worst=min(total, default=None),
        attributes={name: _middle(_together(counted, domains)) for name, counted in attributes.items()},
        moved=None if now is None or before is None else now - before,
    )


def _together(counted: dict[int, Counted], domains: Iterable[int]) -> Counted:
    summed: Counted = defaultdict(int)
    for domain in domains:
        for score, found in counted.get(domain, {}).items():
            summed[score] += found
    return summed


def _middle(counted: Counted) -> int | None:
    """The median of scores of which each is known by how often it occurs."""
    every = [score for score in sorted(counted) for _time in range(counted[score])]
    return round(median(every)) if every else None
