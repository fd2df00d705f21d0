"""Score the draft as it would be scored once it is published; what cannot be known before stays unknown."""

from catalog.fitness.registry import FUNCTIONS
from catalog.fitness.runner import Scored, judge
from catalog.fitness.scoring import Answer, band, known_share
from catalog.trials.attempt import Attempt
from catalog.trials.candidate import candidate_facts


def fitness(attempt: Attempt) -> None:
    """Ask every fitness function about the product as the draft describes it, over what the trial has made."""
    scored = judge(candidate_facts(attempt.trial.product, attempt.checked, attempt.made, attempt.facts))
    answers = [Answer(one.key, one.attribute, one.weight, scored.results[one.key].score) for one in FUNCTIONS]
    applies = {key: result.outcome != "not-applicable" for key, result in scored.results.items()}
    attempt.facts["fitness"] = {
        "score": scored.score,
        "band": band(scored.score),
        "attributes": scored.attributes,
        "known": round(100 * known_share(answers, applies)),
        "results": _results(scored),
    }


def _results(scored: Scored) -> list[dict]:
    """The answers as rows of scores keep them."""
    return [
        {
            "function": one.key,
            "version": one.version,
            "attribute": one.attribute,
            "weight": one.weight,
            "outcome": scored.results[one.key].outcome.value,
            "score": scored.results[one.key].score,
            "summary": scored.results[one.key].summary[:400],
            "evidence": scored.results[one.key].evidence,
            "remedy": scored.results[one.key].remedy,
        }
        for one in FUNCTIONS
    ]
