"""What the fitness part of a product's page shows."""

from datetime import UTC, datetime, time

from django.utils.translation import gettext_lazy as _

from catalog.fitness.kept import FitnessResult
from catalog.fitness.results import Outcome
from catalog.fitness.selectors import Fitness, history, latest_fitness
from catalog.models import DataProduct

MOST_FACTS = 12
MOST_ITEMS = 12
ATTRIBUTES = {
    "Findable": (_("Findable"), _("Can people discover it and understand what it is?")),
    "Accessible": (_("Accessible"), _("Can people get at it, by a clear way?")),
    "Interoperable": (_("Interoperable"), _("Does it fit together with other data?")),
    "Reusable": (_("Reusable"), _("Is it described well enough to use for something new?")),
    "Reliable": (_("Reliable"), _("Does it keep what it promises?")),
    "Valuable": (_("Valuable"), _("Do people use it?")),
    "Secure": (_("Secure"), _("Is what needs care protected?")),
}


def fitness_page(product: DataProduct, *, for_steward: bool = False) -> dict:
    """The results by attribute with evidence and remedy, what to mend first, and the scores so far."""
    fitness = latest_fitness(product)
    if fitness is None:
        return {"fitness": None}
    outcomes = [one.outcome for one in fitness.results]
    return {
        "fitness": fitness,
        "attributes": _by_attribute(fitness),
        "axes": [
            {"label": str(name), "value": fitness.score.attributes.get(key)}
            for key, (name, _question) in ATTRIBUTES.items()
        ],
        "advice": [
            {"result": shown_result(one.result), "points": one.points} for one in fitness.advice(3) if one.result.remedy
        ],
        "history": _drawable(product),
        "drafts": [shown_result(one) for one in fitness.drafts] if for_steward else [],
        "counts": {outcome.value: outcomes.count(outcome.value) for outcome in Outcome},
    }


def _by_attribute(fitness: Fitness) -> list[dict]:
    return [
        {
            "name": ATTRIBUTES.get(key, (key, ""))[0],
            "question": ATTRIBUTES.get(key, (key, ""))[1],
            "score": score,
            "results": [shown_result(one) for one in results],
        }
        for key, score, results in fitness.by_attribute
    ]


def shown_result(result: FitnessResult) -> FitnessResult:
    """A result with its evidence as facts to show."""
    evidence = result.evidence if isinstance(result.evidence, dict) else {"evidence": result.evidence}
    result.facts = [(_label(str(key)), _plain(value)) for key, value in list(evidence.items())[:MOST_FACTS]]
    return result


def _label(key: str) -> str:
    words = key.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def _plain(value) -> str:
    """A piece of evidence as text."""
    if isinstance(value, (list, tuple)):
        shown = ", ".join(_plain(one) for one in value[:MOST_ITEMS])
        return shown + (f" … ({len(value)})" if len(value) > MOST_ITEMS else "") if value else "–"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(one)}" for key, one in list(value.items())[:MOST_ITEMS]) or "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if value is None or value == "":
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _drawable(product: DataProduct) -> dict | None:
    """The scores of the last days, since the functions last changed; nothing to draw before there are two."""
    days = history(product)
    same = [day for day in days if day["scoring"] == days[-1]["scoring"]]
    if len(same) < 2:
        return None
    points = [[round(datetime.combine(day["day"], time(), UTC).timestamp()), day["score"]] for day in same]
    return {"label": str(_("Fitness")), "unit": "", "points": points, "objective": None}
