"""Asks every function about one product, and adds up what counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import structlog

from catalog.fitness.facts import Facts
from catalog.fitness.kept import LONGEST_SUMMARY, FitnessResult, answers_of
from catalog.fitness.registry import FitnessFunction
from catalog.fitness.results import ATTRIBUTES, Outcome, Result, unknown
from catalog.fitness.scoring import Certificate, by_attribute, certify, known_share, total

NOT_APPLICABLE = str(Outcome.NOT_APPLICABLE)
FAIL, WARN = str(Outcome.FAIL), str(Outcome.WARN)
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Scored:
    """All answers about one product, and what they come to."""

    facts: Facts
    results: list[FitnessResult]
    score: int | None
    attributes: dict[str, int | None]
    known: int
    certificate: Certificate


def judge(facts: Facts, functions: Sequence[FitnessFunction], waived: Mapping[str, date] | None = None) -> Scored:
    """Ask every function about one product. What is waived is told as it is, and does not count."""
    results = [_result(one, _asked(one, facts), (waived or {}).get(one.key)) for one in functions]
    answers = answers_of(results)
    score, known = total(answers), known_of(results)
    grave = [one.title for one in results if one.counts and one.severity == "high" and one.outcome == FAIL]
    return Scored(
        facts, results, score, by_attribute(answers, ATTRIBUTES), known, certify(score, known=known, grave=grave)
    )


def known_of(results: Sequence[FitnessResult]) -> int:
    """How much of the weight that applies and counts anything is known about, in percent."""
    applies = {one.function: one.outcome != NOT_APPLICABLE for one in results}
    return round(100 * known_share(answers_of(results), applies))


def _result(function: FitnessFunction, answer: Result, waived_until: date | None) -> FitnessResult:
    outcome = str(answer.outcome)
    if function.state == "grace" and outcome == FAIL:
        outcome = WARN  # it warns at worst until it counts
    return FitnessResult(
        function=function.key,
        attribute=function.attribute,
        outcome=outcome,
        title=function.title,
        version=function.version,
        weight=function.weight,
        score=answer.score,
        summary=answer.summary[:LONGEST_SUMMARY],
        evidence=answer.evidence,
        remedy=answer.remedy,
        state=function.state,
        severity=function.severity,
        waived_until=waived_until.isoformat() if waived_until else "",
    )


def _asked(function: FitnessFunction, facts: Facts) -> Result:
    """One answer. A function that stumbles over odd facts must not keep thousands of products from being scored."""
    try:
        return function.ask(facts)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        log.exception("fitness function failed", function=function.key, product=facts.slug)
        return unknown(f"The function {function.key} could not answer ({type(error).__name__}).")
