"""Fitness as pages and the API show it, each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from catalog.fitness.registry import FUNCTIONS
from catalog.fitness.results import ATTRIBUTES
from catalog.fitness.scoring import Answer, Fix, band, known_share, next_fixes, with_passes
from catalog.models import DataProduct, FitnessResult, FitnessScore


@dataclass(frozen=True)
class Advice:
    """One thing to mend, and the points of the total that it gains."""

    result: FitnessResult
    points: float


@dataclass(frozen=True)
class Fitness:
    """The latest score of a product with all its evidence."""

    score: FitnessScore
    results: list[FitnessResult]

    @property
    def by_attribute(self) -> list[tuple[str, int | None, list[FitnessResult]]]:
        """Attribute, its score, and its results, the worst first."""
        return [
            (name, self.score.attributes.get(name), sorted(found, key=_worst_first))
            for name in ATTRIBUTES
            if (found := [result for result in self.results if result.attribute == name])
        ]

    @property
    def known(self) -> int:
        """How much of what applies anything is known about, in percent."""
        applies = {result.function: result.outcome != FitnessResult.Outcome.NOT_APPLICABLE for result in self.results}
        return round(100 * known_share(self._answers, applies))

    def advice(self, most: int = 3) -> list[Advice]:
        """What to mend first."""
        by_function = {result.function: result for result in self.results}
        fixes: list[Fix] = next_fixes(self._answers, most=most)
        return [Advice(by_function[fix.function], fix.points) for fix in fixes]

    def if_passed(self, functions: Iterable[str]) -> int | None:
        """The total if these functions passed."""
        return with_passes(self._answers, functions)

    @property
    def _answers(self) -> list[Answer]:
        return [Answer(one.function, one.attribute, one.weight, one.score) for one in self.results]


def latest_fitness(product: DataProduct) -> Fitness | None:
    """The latest score with its results, in two queries; None before the first."""
    score = FitnessScore.objects.filter(product=product, latest=True).first()
    if score is None:
        return None
    return Fitness(score, list(score.results.order_by("attribute", "function")))


def fitness_of(product: DataProduct) -> dict[str, Any]:
    """The latest score as the API tells it."""
    fitness = latest_fitness(product)
    if fitness is None:
        return {
            "score": None,
            "band": band(None),
            "day": None,
            "scoring": "",
            "attributes": {},
            "known": 0,
            "results": [],
        }
    score = fitness.score
    gains = {advice.result.function: advice.points for advice in fitness.advice(most=len(fitness.results))}
    return {
        "score": score.score,
        "band": score.band,
        "day": score.day,
        "scoring": score.scoring,
        "attributes": score.attributes,
        "known": fitness.known,
        "results": [_told(result, gains) for result in fitness.results],
    }


def _told(result: FitnessResult, gains: dict[str, float]) -> dict[str, Any]:
    return {
        "function": result.function,
        "version": result.version,
        "title": title_of(result.function),
        "attribute": result.attribute,
        "outcome": result.outcome,
        "score": result.score,
        "weight": result.weight,
        "summary": result.summary,
        "evidence": result.evidence,
        "remedy": result.remedy,
        "points": gains.get(result.function, 0),
    }


def title_of(function: str) -> str:
    """What a function is called; its key, when it is no longer registered."""
    return FUNCTIONS.get(function).title if function in FUNCTIONS else function


def history(product: DataProduct, *, days: int = 90) -> list[dict[str, Any]]:
    """The score day by day; `scoring` changes where the functions did, and a line that crosses that would mislead."""
    since = timezone.localdate() - timedelta(days=days)
    rows = FitnessScore.objects.filter(product=product, day__gte=since).order_by("day")
    return list(rows.values("day", "score", "band", "attributes", "scoring"))


def changes_since(product: DataProduct, day: date) -> list[tuple[FitnessResult, FitnessResult | None]]:
    """The results that differ from those of an earlier day, each with what it was: two queries."""
    rows = FitnessResult.objects.filter(score_of_day__product=product)
    now = list(rows.filter(score_of_day__latest=True))
    before = {result.function: result for result in rows.filter(score_of_day__day=day)}
    told = [(result, before.get(result.function)) for result in now]
    return [(new, old) for new, old in told if old is None or (old.outcome, old.score) != (new.outcome, new.score)]


def domain_scores(products: QuerySet[DataProduct] | None = None) -> dict[int, dict[str, Any]]:
    """Median, worst and count of the latest scores of each domain, in one query: a mean would hide the worst.

    The database counts how often each score occurs, so that what it answers does not grow with the products.
    """
    wanted = DataProduct.objects.shown() if products is None else products
    rows = FitnessScore.objects.filter(latest=True, product__in=wanted).exclude(score=None)
    counted = rows.order_by().values_list("product__domain", "score").annotate(found=Count("pk"))
    by_domain: dict[int, dict[int, int]] = {}
    for domain, score, found in counted:
        by_domain.setdefault(domain, {})[score] = found
    return {
        domain: {"median": round(_median(found)), "worst": min(found), "products": sum(found.values())}
        for domain, found in by_domain.items()
    }


def _median(counted: dict[int, int]) -> float:
    """The middle of scores of which each is known by how often it occurs."""
    total, passed, middle = sum(counted.values()), 0, []
    for score in sorted(counted):
        passed += counted[score]
        while len(middle) < 2 and passed > (total - 1 + len(middle)) // 2:
            middle.append(score)
    return sum(middle) / 2


def _worst_first(result: FitnessResult) -> tuple[bool, float, int, str]:
    known = result.score is not None
    return (not known, result.score if result.score is not None else 1.0, -result.weight, result.function)
