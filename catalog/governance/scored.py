"""Governance policies as fitness functions: a policy whose effect is the score asks instead of forbidding."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from django.utils import timezone

from catalog.fitness.facts import Facts
from catalog.fitness.registry import FACT_LOADERS, FUNCTION_SOURCES, FitnessFunction
from catalog.fitness.results import Result, failed, not_applicable, passed, unknown
from catalog.governance.facts import candidate, load_published
from catalog.governance.ruling import Ruling, exceptions_of, rulings_in_force, verdict_of, wanted_by
from catalog.governance.verdicts import Verdict
from catalog.models import DataProduct, GovernancePolicy
from catalog.spec import ProductSpec

KEY = "policies"
SHOWN_REASONS = 10
Verdicts = dict[str, Verdict]  # by the key of the function


def scoring_rulings() -> dict[str, Ruling]:
    """The policies in force whose effect is the score, by the key of their function; one query.

    A version in grace beside the one that is enforced is a function of its own until it takes its place.
    """
    scoring = [one for one in rulings_in_force() if one.rule and one.rule.effect == "score"]
    enforced = {one.policy.slug for one in scoring if one.policy.state == GovernancePolicy.State.ENFORCED}
    return {_key(one, enforced): one for one in scoring}


def _key(ruling: Ruling, enforced: set[str]) -> str:
    policy = ruling.policy
    waits = policy.state == GovernancePolicy.State.GRACE and policy.slug in enforced
    return f"policy.{policy.slug}.next" if waits else f"policy.{policy.slug}"


@FUNCTION_SOURCES.add(KEY)
def functions() -> list[FitnessFunction]:
    """Each of them as a function: its state, weight and version are the policy's."""
    return [
        FitnessFunction(
            key=key,
            attribute=rule.attribute,
            title=rule.name,
            weight=rule.weight,
            version=ruling.policy.version,
            check=partial(_answer, key),
            severity=rule.severity,
            owner="Governance",
            state="enforced" if ruling.policy.state == GovernancePolicy.State.ENFORCED else "grace",
        )
        for key, ruling in scoring_rulings().items()
        if (rule := ruling.rule)
    ]


@FACT_LOADERS.add(KEY)
def load(product_ids: Sequence[int], day: date) -> Mapping[int, Verdicts]:
    """What these policies say of many products; where there is none, one query."""
    rulings = scoring_rulings()
    if not rulings:
        return {}
    subjects = load_published(list(product_ids), wanted_by(rulings.values()))
    granted = exceptions_of(product_ids, day)
    return {
        pk: {key: verdict_of(one, subject, granted.get((one.policy.slug, pk))) for key, one in rulings.items()}
        for pk, subject in subjects.items()
    }


def verdicts_over(spec: ProductSpec, product: DataProduct) -> Verdicts:
    """What they would say of a draft."""
    rulings = scoring_rulings()
    if not rulings:
        return {}
    subject = candidate(spec, product, wanted_by(rulings.values()))
    granted = exceptions_of([product.pk], timezone.localdate())
    return {key: verdict_of(one, subject, granted.get((one.policy.slug, product.pk))) for key, one in rulings.items()}


def _answer(key: str, facts: Facts) -> Result:
    """Is this policy kept?"""
    verdict: Verdict | None = facts.brought.get(KEY, {}).get(key)
    if verdict is None:
        return unknown("Nobody has judged it by this policy yet.")
    evidence = {"policy": verdict.policy, "version": verdict.version}
    reasons = [reason.sentence for reason in verdict.reasons]
    match verdict.outcome:
        case "pass":
            return passed("It keeps the policy.", **evidence)
        case "fail":
            more = f" And {len(reasons) - 1} more." if len(reasons) > 1 else ""
            remedy = verdict.remedy or "Do as the policy asks; its page says what that is."
            told = {"reasons": reasons[:SHOWN_REASONS]}
            return failed(f"{reasons[0] if reasons else 'It does not.'}{more}", remedy=remedy, **evidence, **told)
        case "excepted":
            until = f"{verdict.excepted_until:%d %b %Y}" if verdict.excepted_until else "a day"
            return not_applicable(f"It need not keep the policy until {until}.", **evidence)
        case "not-applicable":
            return not_applicable("The policy concerns nothing of it.", **evidence)
    return unknown(reasons[0] if reasons else "Not everything is known that the policy asks for.", **evidence)
