"""Judging one product by one rule: pure, without a clock, and in time that grows with the product alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.governance.language.logic import Truth, conjunction, disjunction, negate, within
from catalog.governance.language.rules import (
    All,
    AnyOf,
    Condition,
    Count,
    Each,
    Not,
    Rule,
    Scope,
    Test,
    facts_in,
)
from catalog.governance.language.subjects import Subject
from catalog.governance.language.vocabulary import Value
from catalog.governance.language.wording import rendered
from catalog.governance.verdicts import Outcome, Reason

MOST_REASONS = 25


@dataclass(frozen=True)
class Judgement:
    """What one rule says of one product; after 25 reasons only how many more there are."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    more: int = 0


def judge(rule: Rule, product: Subject) -> Judgement:
    """Is the rule kept by this product? Anything that fails decides; else anything unknown does."""
    in_scope = conjunction(_in_scope(rule.scope, product))
    if in_scope is False:
        return Judgement("not-applicable")
    failed: list[Reason] = []
    unknown: list[Reason] = []
    applied = False
    for subject in product.all(rule.kind):
        applies = conjunction([in_scope, holds(rule.when, subject) if rule.when else True])
        if applies is False:
            continue
        applied = True
        for demand in rule.demands:
            kept = holds(demand.that, subject)
            if kept is False and applies is True:
                failed.append(Reason(subject.path, rendered(demand.says, subject)))
            elif kept is not True:
                unknown.append(Reason(subject.path, _unknown(demand.that, rule.when, subject)))
    if failed:
        return _judgement("fail", failed)
    if unknown:
        return _judgement("unknown", unknown)
    return Judgement("pass" if applied else "not-applicable")


def holds(condition: Condition, subject: Subject) -> Truth:
    """Does the condition hold for this thing? None where that is not known."""
    match condition:
        case Test():
            return _tested(condition, subject)
        case All(parts):
            return conjunction(holds(part, subject) for part in parts)
        case AnyOf(parts):
            return disjunction(holds(part, subject) for part in parts)
        case Not(part):
            return negate(holds(part, subject))
        case Each("every", kind, that):
            return conjunction(holds(that, each) for each in subject.all(kind))
        case Each("some", kind, that):
            return disjunction(holds(that, each) for each in subject.all(kind))
        case Each(_, kind, that):
            return negate(disjunction(holds(that, each) for each in subject.all(kind)))
        case Count(kind, that, at_least, at_most):
            truths = (holds(that, each) if that else True for each in subject.all(kind))
            return within(truths, at_least, at_most)


def _tested(test: Test, subject: Subject) -> Truth:
    owner = subject.of(test.fact.kind)
    value = owner.facts.get(test.fact.name) if owner else None
    return None if value is None else test.holds(value, test.operand)


def _in_scope(scope: Scope, product: Subject) -> Iterator[Truth]:
    for fact, wanted in (("product.domain", scope.domains), ("product.archetype", scope.archetypes)):
        if wanted:
            value = product.facts.get(fact)
            yield None if value is None else str(value).casefold() in wanted
    if scope.tags:
        tags: Value = product.facts.get("product.tags")
        yield not {tag.casefold() for tag in tags}.isdisjoint(scope.tags) if isinstance(tags, tuple) else None


def _judgement(outcome: Outcome, reasons: list[Reason]) -> Judgement:
    return Judgement(outcome, tuple(reasons[:MOST_REASONS]), max(len(reasons) - MOST_REASONS, 0))


def _unknown(that: Condition, when: Condition | None, subject: Subject) -> str:
    """What is missing to judge this thing, as far as it is about it or what it belongs to."""
    asked = [*facts_in(that), *(facts_in(when) if when else ())]
    missing = [
        f"whether it {fact.says[0]}" if fact.type == "flag" else fact.words
        for fact in dict.fromkeys(asked)
        if (owner := subject.of(fact.kind)) and owner.facts.get(fact.name) is None
    ]
    return f"Not known yet: {', '.join(missing)}." if missing else "Not everything is known yet that this asks for."
