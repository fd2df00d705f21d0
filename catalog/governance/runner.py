"""Judges published products by all policies in force, in chunks, and keeps what was said."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from catalog.governance.facts import load_published
from catalog.governance.ruling import Ruling, exceptions_of, rulings_in_force, verdict_of, wanted_by
from catalog.governance.telling import tell_of_failing
from catalog.governance.verdicts import Verdict
from catalog.models import DataProduct, GovernancePolicy, PolicyVerdict, ProductVersion
from marketplace.foundation.audit import record

CHUNK = 500
ROWS = 1000
STALE = timedelta(hours=36)  # a verdict that no night renewed


@dataclass(frozen=True)
class Judged:
    """One verdict on its way into its row."""

    product_id: int
    policy: GovernancePolicy
    verdict: Verdict


def judge_products(product_ids: Sequence[int]) -> int:
    """Judge these products as they are published and keep the verdicts; answers how many. Again changes nothing."""
    judged = 0
    ids = sorted(set(product_ids))
    for start in range(0, len(ids), CHUNK):
        judged += _judge_chunk(ids[start : start + CHUNK])
    return judged


def shown_ids(first: int = 0, last: int | None = None) -> list[int]:
    """The products that everybody finds, of a range of ids."""
    found = DataProduct.objects.shown().filter(pk__gte=first)
    if last is not None:
        found = found.filter(pk__lte=last)
    return list(found.order_by("pk").values_list("pk", flat=True))


def chunks() -> list[tuple[int, int]]:
    """Ranges of ids that together hold every product that everybody finds."""
    ids = shown_ids()
    return [(ids[start], ids[min(start + CHUNK, len(ids)) - 1]) for start in range(0, len(ids), CHUNK)]


def missed(now: datetime) -> list[int]:
    """Products that lack a verdict: a policy came in force, a version was published, or a night went by without one."""
    in_force = GovernancePolicy.objects.in_force().count()
    if not in_force:
        return []
    published = ProductVersion.objects.published().filter(product=OuterRef("pk")).values("published_at")[:1]
    fresh = Q(
        policy_verdicts__policy__state__in=GovernancePolicy.State.in_force(),
        policy_verdicts__evaluated_at__gte=now - STALE,
    ) & (Q(published=None) | Q(policy_verdicts__evaluated_at__gte=F("published")))
    found = DataProduct.objects.shown().annotate(published=Subquery(published))
    lacking = found.annotate(known=Count("policy_verdicts", filter=fresh)).filter(known__lt=in_force)
    return list(lacking.order_by("pk").values_list("pk", flat=True))


def forget() -> int:
    """Remove verdicts that say nothing any more: of policies that were withdrawn, of products nobody finds."""
    over = ~Q(policy__state__in=GovernancePolicy.State.in_force()) | ~Q(product__status__in=DataProduct.Status.shown())
    return PolicyVerdict.objects.filter(over).delete()[0]


def _judge_chunk(ids: list[int]) -> int:
    rulings, began = rulings_in_force(), timezone.now()
    if not rulings:
        return 0
    subjects = load_published(ids, wanted_by(rulings))
    granted = exceptions_of(ids, timezone.localdate(began))
    judged = [
        Judged(pk, ruling.policy, verdict_of(ruling, subject, granted.get((ruling.policy.slug, pk))))
        for pk, subject in subjects.items()
        for ruling in rulings
    ]
    return _keep(judged, rulings, began)


@transaction.atomic
def _keep(judged: list[Judged], rulings: list[Ruling], began: datetime) -> int:
    """Write verdicts, unless somebody who began later has written theirs already; tell of what newly fails."""
    ids = {one.product_id for one in judged}
    # One at a time per product, in one order: of two that judge the same the second waits.
    locked = DataProduct.objects.shown().select_for_update().filter(pk__in=ids).order_by("pk")
    shown = set(locked.values_list("pk", flat=True))
    # A policy that was withdrawn in the meantime says nothing any more.
    still = set(
        GovernancePolicy.objects.in_force()
        .filter(pk__in=[ruling.policy.pk for ruling in rulings])
        .values_list("pk", flat=True)
    )
    rows = PolicyVerdict.objects.filter(product__in=ids, policy__in=still)
    before = {
        (policy, product): (outcome, at)
        for policy, product, outcome, at in rows.values_list("policy", "product", "outcome", "evaluated_at")
    }
    fresh = [
        one
        for one in judged
        if one.product_id in shown
        and one.policy.pk in still
        and ((known := before.get((one.policy.pk, one.product_id))) is None or known[1] <= began)
    ]
    _upsert(fresh, began)
    _tell_what_changed(fresh, before)
    return len(fresh)


def _upsert(judged: list[Judged], began: datetime) -> None:
    PolicyVerdict.objects.bulk_create(
        [
            PolicyVerdict(
                policy=one.policy,
                product_id=one.product_id,
                outcome=one.verdict.outcome,
                reasons=[{"subject": each.subject, "sentence": each.sentence} for each in one.verdict.reasons],
                evaluated_at=began,
                updated_at=began,
            )
            for one in judged
        ],
        batch_size=ROWS,
        update_conflicts=True,
        unique_fields=["policy", "product"],
        update_fields=["outcome", "reasons", "evaluated_at", "updated_at"],
    )


def _tell_what_changed(judged: list[Judged], before: dict[tuple[int, int], tuple[str, datetime]]) -> None:
    """Owners hear of what newly fails; the audit keeps what changed since the time before."""
    newly: dict[GovernancePolicy, list[int]] = defaultdict(list)
    changed: list[tuple[Judged, str]] = []
    for one in judged:
        was = before.get((one.policy.pk, one.product_id), ("", None))[0]
        now = one.verdict.outcome
        if now == "fail" and was != "fail":
            newly[one.policy].append(one.product_id)
            if was:
                changed.append((one, "verdict.failed"))
        elif was == "fail" and now in ("pass", "not-applicable"):
            changed.append((one, "verdict.mended"))
    for policy, product_ids in newly.items():
        tell_of_failing(policy, product_ids)
    products = DataProduct.objects.in_bulk({one.product_id for one, _ in changed})
    for one, verb in changed:
        product = products[one.product_id]
        record(verb, product, actor=None, product=product.slug, public=True, policy=one.policy.name)
