"""Scores products in chunks: facts loaded and answers written set by set, once per product and day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.fitness import functions  # noqa: F401 — importing registers them
from catalog.fitness.facts import Facts
from catalog.fitness.loading import load_facts
from catalog.fitness.registry import FUNCTIONS, FitnessFunction, scoring_version
from catalog.fitness.results import ATTRIBUTES, Result, unknown
from catalog.fitness.scoring import Answer, band, by_attribute, total
from catalog.models import DataProduct, FitnessResult, FitnessScore
from marketplace.foundation.audit import record

CHUNK = 200
ROWS = 1000
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Scored:
    """All answers about one product."""

    facts: Facts
    results: dict[str, Result]
    score: int | None
    attributes: dict[str, int | None]


def score_chunk(product_ids: Sequence[int], day: date) -> list[FitnessScore]:
    """Score these products for a day; what was said of that day before is replaced."""
    scored = [judge(facts) for facts in load_facts(product_ids, day)]
    return _write_down(scored, day) if scored else []


def unscored(first: int, last: int, since: datetime) -> list[int]:
    """The products of a range of ids that everybody finds, and that were not scored since a moment."""
    done = FitnessScore.objects.filter(product=OuterRef("pk"), scored_at__gte=since, scoring=scoring_version())
    found = DataProduct.objects.shown().filter(pk__gte=first, pk__lte=last)
    return list(found.exclude(Exists(done)).order_by("pk").values_list("pk", flat=True))


def chunks() -> list[tuple[int, int]]:
    """Ranges of ids that together hold every product that everybody finds."""
    ids = list(DataProduct.objects.shown().order_by("pk").values_list("pk", flat=True))
    return [(ids[start], ids[min(start + CHUNK, len(ids)) - 1]) for start in range(0, len(ids), CHUNK)]


def judge(facts: Facts) -> Scored:
    """Ask every function about one product."""
    results = {one.key: _asked(one, facts) for one in FUNCTIONS}
    answers = [Answer(one.key, one.attribute, one.weight, results[one.key].score) for one in FUNCTIONS]
    return Scored(facts, results, total(answers), by_attribute(answers, ATTRIBUTES))


def _asked(function: FitnessFunction, facts: Facts) -> Result:
    """One answer. A function that stumbles over odd facts must not keep thousands of products from being scored."""
    try:
        return function.check(facts)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        log.exception("fitness function failed", function=function.key, product=facts.slug)
        return unknown(f"The function {function.key} could not answer ({type(error).__name__}).")


@transaction.atomic
def _write_down(scored: list[Scored], day: date) -> list[FitnessScore]:
    ids = [one.facts.product_id for one in scored]
    # One at a time per product: of two runs at once the second waits, and replaces what the first wrote.
    list(DataProduct.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    before = dict(FitnessScore.objects.filter(product__in=ids, latest=True).values_list("product", "score"))
    _upsert(scored, day)
    _point_to_latest(ids, day)
    rows = {
        row.product_id: row for row in FitnessScore.objects.filter(product__in=ids, day=day).select_related("product")
    }
    _replace_results(scored, rows)
    for one in scored:
        row = rows[one.facts.product_id]
        if row.latest and (row.product_id not in before or before[row.product_id] != row.score):
            product = row.product
            facts = {"score": "–" if row.score is None else row.score, "before": before.get(row.product_id)}
            record("fitness.scored", product, actor=None, product=product.slug, public=True, **facts)
    return [rows[pk] for pk in ids]


def _upsert(scored: list[Scored], day: date) -> None:
    version, now = scoring_version(), timezone.now()
    FitnessScore.objects.bulk_create(
        [
            FitnessScore(
                product_id=one.facts.product_id,
                day=day,
                scoring=version,
                score=one.score,
                band=band(one.score),
                attributes=one.attributes,
                latest=False,
                scored_at=now,
            )
            for one in scored
        ],
        batch_size=ROWS,
        update_conflicts=True,
        unique_fields=["product", "day"],
        update_fields=["scoring", "score", "band", "attributes", "scored_at"],
    )


def _point_to_latest(ids: list[int], day: date) -> None:
    """The newest day of each product is its latest; a day that is scored afterwards does not push it aside."""
    newer = FitnessScore.objects.filter(product=OuterRef("product"), day__gt=day)
    current = FitnessScore.objects.filter(product__in=ids).exclude(Exists(newer))
    superseded = FitnessScore.objects.filter(product__in=ids, latest=True, day__lt=day)
    superseded.update(latest=False)
    current.filter(day=day, latest=False).update(latest=True)


def _replace_results(scored: list[Scored], rows: dict[int, FitnessScore]) -> None:
    FitnessResult.objects.filter(score_of_day__in=rows.values()).delete()
    FitnessResult.objects.bulk_create(_results(scored, rows), batch_size=ROWS)


def _results(scored: Iterable[Scored], rows: dict[int, FitnessScore]) -> list[FitnessResult]:
    return [
        FitnessResult(
            score_of_day=rows[one.facts.product_id],
            function=function.key,
            version=function.version,
            attribute=function.attribute,
            weight=function.weight,
            outcome=result.outcome.value,
            score=result.score,
            evidence=result.evidence,
            summary=result.summary[:400],
            remedy=result.remedy,
        )
        for one in scored
        for function in FUNCTIONS
        for result in [one.results[function.key]]
    ]
