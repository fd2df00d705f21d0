"""Policies with their rules read, and what one of them says of one product."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from catalog.governance.facts import Wanted
from catalog.governance.language import Rule, Subject, judge, read_rule
from catalog.governance.verdicts import Outcome, Reason, Verdict
from catalog.models import GovernancePolicy, PolicyException


@dataclass(frozen=True)
class Ruling:
    """One version of a policy and its rule; None where a later release no longer understands the rule."""

    policy: GovernancePolicy
    rule: Rule | None


@lru_cache(maxsize=500)
def rule_of(text: str) -> Rule | None:
    """The rule that a text says; read once per process."""
    return read_rule(text)[0]


def rulings_in_force() -> list[Ruling]:
    """Every policy by which products are judged now; one query."""
    policies = GovernancePolicy.objects.in_force().order_by("slug", "version")
    return [Ruling(policy, rule_of(policy.rule)) for policy in policies]


def wanted_by(rulings: Iterable[Ruling]) -> Wanted:
    """The facts that these policies ask for together."""
    return Wanted.by(ruling.rule for ruling in rulings if ruling.rule)


def exceptions_of(product_ids: Iterable[int], today: date) -> dict[tuple[str, int], date]:
    """Until when these products need not keep which policies, by short name of the policy and id of the product."""
    granted = PolicyException.objects.in_force(today).filter(product__in=product_ids)
    return {(slug, pk): until for slug, pk, until in granted.values_list("policy_slug", "product", "valid_until")}


def verdict_of(ruling: Ruling, product: Subject, excepted_until: date | None = None) -> Verdict:
    """What a policy says of a product. An exception is told only where it is needed: where the policy is not kept."""
    policy, rule = ruling.policy, ruling.rule
    outcome: Outcome
    if rule is None:
        outcome, reasons = "unknown", (Reason("product", _("The rule of this policy can no longer be read.")),)
    else:
        judged = judge(rule, product)
        outcome, reasons = judged.outcome, judged.reasons
        if judged.more:
            reasons = (*reasons, Reason("", _("And %(count)s more of the same kind.") % {"count": judged.more}))
    excepted = outcome == "fail" and excepted_until is not None
    return Verdict(
        policy=policy.slug,
        version=policy.version,
        name=policy.name,
        state=policy.state,
        severity=policy.severity,
        outcome="excepted" if excepted else outcome,
        reasons=reasons,
        remedy=rule.remedy if rule else "",
        enforced_from=policy.enforced_from,
        excepted_until=excepted_until if excepted else None,
        effect=rule.effect if rule else "publishing",
    )
