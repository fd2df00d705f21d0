"""Score the draft as it would be scored once it is published; what cannot be known before stays unknown."""

from dataclasses import asdict

from catalog.fitness.judging import judge
from catalog.fitness.standing import functions_on
from catalog.trials.attempt import Attempt
from catalog.trials.candidate import candidate_facts


def fitness(attempt: Attempt) -> None:
    """Ask every fitness function about the product as the draft describes it, over what the trial has made."""
    functions = [one for one in functions_on() if one.state != "draft"]
    facts = candidate_facts(attempt.trial.product, attempt.checked, attempt.made, attempt.facts)
    scored = judge(facts, functions)
    attempt.facts["fitness"] = {
        "score": scored.score,
        "band": scored.certificate.band,
        "attributes": scored.attributes,
        "known": scored.known,
        "results": [asdict(one) for one in scored.results],
    }
