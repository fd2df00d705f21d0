"""What policies say of products: as they are published, and as a draft would be."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from catalog.governance.facts import candidate
from catalog.governance.ruling import exceptions_of, rule_of, rulings_in_force, verdict_of, wanted_by
from catalog.governance.verdicts import Reason, Verdict
from catalog.models import DataProduct, GovernancePolicy, PolicyException, PolicyVerdict
from catalog.spec import ProductSpec

_WEIGHT = {"high": 0, "medium": 1, "low": 2}
_GRAVITY = {"fail": 0, "excepted": 1, "unknown": 2, "pass": 3, "not-applicable": 4}
State = GovernancePolicy.State
# Of several versions of a policy the one that matters most: enforced, in grace, drafted, withdrawn.
_LEADING = [State.ENFORCED, State.GRACE, State.DRAFT, State.WITHDRAWN]


def verdicts_on(spec: ProductSpec, product: DataProduct | None) -> list[Verdict]:
    """What every policy in force says of a candidate that is not published yet; those that forbid come first.

    `product` is None where nobody has saved the candidate yet. A fixed number of queries.
    """
    rulings = rulings_in_force()
    if not rulings:
        return []
    subject = candidate(spec, product, wanted_by(rulings))
    granted = exceptions_of([product.pk], timezone.localdate()) if product else {}
    return in_order(
        verdict_of(ruling, subject, granted.get((ruling.policy.slug, product.pk)) if product else None)
        for ruling in rulings
    )


def verdicts_of(product: DataProduct) -> list[Verdict]:
    """What every policy in force last said of a product as it is published; two queries."""
    rows = PolicyVerdict.objects.filter(product=product, policy__state__in=State.in_force()).select_related("policy")
    granted = exceptions_of([product.pk], timezone.localdate())
    return in_order(told(row, granted.get((row.policy.slug, product.pk))) for row in rows)


def told(row: PolicyVerdict, excepted_until=None) -> Verdict:
    """A kept verdict as it is shown; an exception that ended since counts no more."""
    policy, rule = row.policy, rule_of(row.policy.rule)
    outcome = row.outcome
    if outcome in ("excepted", "fail"):
        outcome = "excepted" if excepted_until else "fail"
    return Verdict(
        policy=policy.slug,
        version=policy.version,
        name=policy.name,
        state=policy.state,
        severity=policy.severity,
        outcome=outcome,
        reasons=tuple(Reason(str(one.get("subject", "")), str(one.get("sentence", ""))) for one in row.reasons),
        remedy=rule.remedy if rule else "",
        enforced_from=policy.enforced_from,
        excepted_until=excepted_until if outcome == "excepted" else None,
        effect=rule.effect if rule else "publishing",
    )


def in_order(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Those that forbid first, then those that will, then by outcome and severity."""
    return sorted(
        verdicts,
        key=lambda one: (not one.forbids, not one.warns, _GRAVITY[one.outcome], _WEIGHT[one.severity], one.name),
    )


@dataclass(frozen=True)
class Listed:
    """A policy as a list shows it: the version that matters most, and the draft or grace that waits behind it."""

    policy: GovernancePolicy
    next: GovernancePolicy | None
    counts: dict[str, int]


def policies_for(user) -> list[Listed]:
    """Every policy that this person may see, with how many products keep it; two queries."""
    versions: dict[str, list[GovernancePolicy]] = {}
    for policy in GovernancePolicy.objects.visible_to(user).order_by("slug", "-version"):
        versions.setdefault(policy.slug, []).append(policy)
    counts = outcome_counts()
    listed = []
    for every in versions.values():
        leading = leading_of(every)
        later = [one for one in every if one.version > leading.version and one.state in (State.DRAFT, State.GRACE)]
        listed.append(Listed(leading, later[0] if later else None, counts.get(leading.pk, {})))
    return sorted(
        listed,
        key=lambda one: (_LEADING.index(one.policy.state), _WEIGHT[one.policy.severity], one.policy.name),
    )


def leading_of(versions: list[GovernancePolicy]) -> GovernancePolicy:
    """Of the versions of one policy the one that matters most; of several drafts the newest."""
    return min(versions, key=lambda one: (_LEADING.index(one.state), -one.version))


def outcome_counts(**narrowed) -> dict[int, dict[str, int]]:
    """How many products keep each policy in force and how many do not, by the id of the policy; one query."""
    shown = PolicyVerdict.objects.filter(
        policy__state__in=State.in_force(), product__status__in=DataProduct.Status.shown(), **narrowed
    )
    counted = {name.replace("-", "_"): Count("pk", filter=Q(outcome=name)) for name in PolicyVerdict.Outcome.values}
    rows = shown.order_by().values("policy").annotate(**counted)
    return {row.pop("policy"): row for row in rows}


def verdict_rows(user, policy: GovernancePolicy) -> QuerySet[PolicyVerdict]:
    """What a policy last said of the products that this person may see, those that fail first."""
    until = PolicyException.objects.in_force(timezone.localdate()).filter(
        product=OuterRef("product"), policy_slug=policy.slug
    )
    shown = policy.verdicts.visible_to(user).filter(product__status__in=DataProduct.Status.shown())
    return (
        shown.select_related("product__domain", "product__owner", "policy")
        .annotate(excepted_until=Subquery(until.values("valid_until")[:1]))
        .order_by("product__name")
    )
