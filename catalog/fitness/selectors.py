"""Fitness as pages and the API show it, each in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from catalog.fitness.judging import known_of
from catalog.fitness.kept import FitnessResult, answers_of, unpack
from catalog.fitness.results import ATTRIBUTES
from catalog.fitness.scoring import Fix, band, differences, next_fixes, with_passes
from catalog.models import DataProduct, FitnessScore


@dataclass(frozen=True)
class Advice:
    """One thing to mend, and the points of the total that it gains."""

    result: FitnessResult
    points: float


@dataclass(frozen=True)
class Fitness:
    """A score of a product with all its evidence; `drafts` are answers of functions that only stewards see."""

    score: FitnessScore
    results: list[FitnessResult]
    drafts: list[FitnessResult]

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
        return known_of(self.results)

    def advice(self, most: int = 3) -> list[Advice]:
        """What to mend first."""
        by_function = {result.function: result for result in self.results}
        fixes: list[Fix] = next_fixes(answers_of(self.results), most=most)
        return [Advice(by_function[fix.function], fix.points) for fix in fixes]

    def if_passed(self, functions: Iterable[str]) -> int | None:
        """The total if these functions passed."""
        return with_passes(answers_of(self.results), functions)


@dataclass(frozen=True)
class Change:
    """One function that answers otherwise than on an earlier day; None where it did not answer then, or does no more.

    `points` is what this alone moved the total by.
    """

    function: str
    new: FitnessResult | None
    old: FitnessResult | None
    points: float


@dataclass(frozen=True)
class Changes:
    """What a score has changed by since an earlier day; `rules_changed` where the functions that count are others."""

    since: FitnessScore
    now: FitnessScore
    changes: list[Change]

    @property
    def rules_changed(self) -> bool:
        """Do other functions count, or with other weights?"""
        return self.since.scoring != self.now.scoring

    @property
    def difference(self) -> int | None:
        """Points gained, or lost where negative; None where one of the two is not known."""
        if self.since.score is None or self.now.score is None:
            return None
        return self.now.score - self.since.score


def latest_fitness(product: DataProduct) -> Fitness | None:
    """The latest score with its results, in one query; None before the first."""
    score = FitnessScore.objects.filter(product=product, latest=True).select_related("evidence").first()
    return fitness_by(score) if score else None


def fitness_by(score: FitnessScore) -> Fitness:
    """A score with what it is made of; nothing, where its evidence is no longer kept."""
    told = unpack(score.evidence.answers) if score.evidence else []
    told.sort(key=lambda one: (one.attribute, one.function))
    shown, drafts = [one for one in told if one.state != "draft"], [one for one in told if one.state == "draft"]
    return Fitness(score, shown, drafts)


def fitness_of(product: DataProduct) -> dict[str, Any]:
    """The latest score as the API tells it."""
    fitness = latest_fitness(product)
    if fitness is None:
        return {
            "score": None,
            "band": band(None),
            "held_back": "",
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
        "held_back": score.held_back,
        "day": score.day,
        "scoring": score.scoring,
        "attributes": score.attributes,
        "known": fitness.known,
        "results": [
            {
                "function": result.function,
                "version": result.version,
                "title": result.title,
                "attribute": result.attribute,
                "outcome": result.outcome,
                "score": result.score,
                "weight": result.weight,
                "severity": result.severity,
                "state": result.state,
                "waived_until": result.waived_until or None,
                "summary": result.summary,
                "evidence": result.evidence,
                "remedy": result.remedy,
                "points": gains.get(result.function, 0),
            }
            for result in fitness.results
        ],
    }


def history(product: DataProduct, *, days: int = 90) -> list[dict[str, Any]]:
    """The score day by day; `scoring` changes where the functions did, and a line that crosses that would mislead."""
    since = timezone.localdate() - timedelta(days=days)
    rows = FitnessScore.objects.filter(product=product, day__gte=since).order_by("day")
    return list(rows.values("day", "score", "band", "attributes", "scoring"))


def changes_since(product: DataProduct, day: date | None = None) -> Changes | None:
    """What differs from an earlier day, and by how many points: one query.

    Without a day, from the last one before. None before there are two whose answers are kept.
    """
    rows = FitnessScore.objects.filter(product=product).select_related("evidence").order_by("-day")
    earlier = list(rows[:2] if day is None else rows.filter(Q(latest=True) | Q(day=day)))
    if len(earlier) < 2 or not all(row.evidence for row in earlier):
        return None
    now, since = earlier[0], earlier[-1]
    new, old = fitness_by(now).results, fitness_by(since).results
    answers, before = ({one.function: one for one in told} for told in (new, old))
    points = {one.function: one.points for one in differences(answers_of(old), answers_of(new))}
    told = [
        Change(function, answers.get(function), before.get(function), points.get(function, 0.0))
        for function in sorted({*answers, *before})
        if _said(answers.get(function)) != _said(before.get(function))
    ]
    return Changes(since, now, sorted(told, key=lambda one: (-abs(one.points), one.function)))


def _said(result: FitnessResult | None) -> tuple | None:
    return result and (result.outcome, result.score, result.counts, result.weight)


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
