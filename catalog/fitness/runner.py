"""Scores products in chunks: facts loaded and answers written set by set, once per product and day."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from catalog.fitness import functions  # noqa: F401 — importing registers them
from catalog.fitness.judging import FAIL, Scored, judge
from catalog.fitness.kept import digest_of, failing_in, pack
from catalog.fitness.loading import load_facts
from catalog.fitness.standing import functions_on, scoring_version, waivers_of
from catalog.models import DataProduct, FitnessEvidence, FitnessScore
from marketplace.foundation.audit import at_once, record

CHUNK = 200
ROWS = 1000


def score_chunk(product_ids: Sequence[int], day: date) -> list[FitnessScore]:
    """Score these products for a day; what was said of that day before is replaced."""
    # The moment before anything is read: whatever changes afterwards makes the score stale.
    began = timezone.now()
    asked, waived = functions_on(day), waivers_of(product_ids, day)
    version = scoring_version(asked)
    scored = [judge(facts, asked, waived.get(facts.product_id)) for facts in load_facts(product_ids, day)]
    if not scored:
        return []
    packed = {one.facts.product_id: pack(one.results) for one in scored}
    with transaction.atomic():
        return _write_down(scored, packed, FitnessScore(day=day, scoring=version, scored_at=began))


def _write_down(scored: list[Scored], packed: dict[int, bytes], shared: FitnessScore) -> list[FitnessScore]:
    """Write the scores of a chunk; `shared` holds what they have in common."""
    ids = [one.facts.product_id for one in scored]
    # One at a time per product: of two runs at once the second waits, and replaces what the first wrote.
    list(DataProduct.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    before = dict(FitnessScore.objects.filter(product__in=ids, latest=True).values_list("product", "score"))
    replaced = FitnessScore.objects.filter(product__in=ids, day=shared.day).exclude(evidence=None)
    left = set(replaced.values_list("evidence", flat=True))
    evidence = _keep_evidence(packed)
    _upsert(scored, evidence, shared)
    _forget_evidence(left - set(evidence.values()))
    _point_to_latest(ids, shared.day)
    rows = {row.product_id: row for row in FitnessScore.objects.filter(product__in=ids, day=shared.day)}
    _record_changes(rows, before)
    return [rows[pk] for pk in ids]


def _keep_evidence(packed: dict[int, bytes]) -> dict[int, int]:
    """The row with these answers of each product; what was answered before already is not written again."""
    digests = {pk: digest_of(answers) for pk, answers in packed.items()}
    rows = FitnessEvidence.objects.filter(product__in=packed, digest__in=digests.values())
    found = {pk: key for pk, digest, key in rows.values_list("product", "digest", "pk") if digests[pk] == digest}
    new = [
        FitnessEvidence(product_id=pk, digest=digests[pk], answers=answers)
        for pk, answers in packed.items()
        if pk not in found
    ]
    made = FitnessEvidence.objects.bulk_create(new, batch_size=ROWS)
    return found | {one.product_id: one.pk for one in made}


def _upsert(scored: list[Scored], evidence: dict[int, int], shared: FitnessScore) -> None:
    FitnessScore.objects.bulk_create(
        [
            FitnessScore(
                product_id=one.facts.product_id,
                day=shared.day,
                scoring=shared.scoring,
                score=one.score,
                band=one.certificate.band,
                held_back=one.certificate.held_back[:300],
                known=one.known,
                attributes=one.attributes,
                failing=failing_in([each.function for each in one.results if each.counts and each.outcome == FAIL]),
                evidence_id=evidence[one.facts.product_id],
                latest=False,
                scored_at=shared.scored_at,
            )
            for one in scored
        ],
        batch_size=ROWS,
        update_conflicts=True,
        unique_fields=["product", "day"],
        update_fields=[
            *("scoring", "score", "band", "held_back", "known", "attributes", "failing", "evidence", "scored_at"),
        ],
    )


def _forget_evidence(left: set[int]) -> None:
    """Remove answers of this day that were replaced, unless another day has them, too."""
    if left:
        FitnessEvidence.objects.filter(pk__in=left, scores=None).delete()


def _point_to_latest(ids: list[int], day: date) -> None:
    """The newest day of each product is its latest; a day that is scored afterwards does not push it aside."""
    newer = FitnessScore.objects.filter(product=OuterRef("product"), day__gt=day)
    current = FitnessScore.objects.filter(product__in=ids).exclude(Exists(newer))
    superseded = FitnessScore.objects.filter(product__in=ids, latest=True, day__lt=day)
    superseded.update(latest=False)
    current.filter(day=day, latest=False).update(latest=True)


def _record_changes(rows: dict[int, FitnessScore], before: dict[int, int | None]) -> None:
    """Only a change of the score is an event."""
    changed = [
        row
        for row in rows.values()
        if row.latest and (row.product_id not in before or before[row.product_id] != row.score)
    ]
    products = DataProduct.objects.only("slug", "name").in_bulk([row.product_id for row in changed])
    with at_once():
        for row in changed:
            product = products[row.product_id]
            facts = {"score": "–" if row.score is None else row.score, "before": before.get(row.product_id)}
            record("fitness.scored", product, actor=None, product=product.slug, public=True, **facts)
