"""Findings of a trial as components show them."""

from datetime import date

from django.urls import reverse

from catalog.fitness.kept import FitnessResult, answers_of
from catalog.fitness.scoring import next_fixes
from catalog.models import FitnessScore, Monitor, Trial
from catalog.views.product_fitness import ATTRIBUTES, shown_result
from marketplace.foundation.templatetags.look import hue

MOST_COLUMNS = 200
MOST_QUALITY = 200
MOST_VERDICTS = 60
DIRECT = ("IDENTITY", "TRANSFORMATION", "AGGREGATION")
WORST_FIRST = ("fail", "warn", "unknown", "pass", "not-applicable")


def quality_of(port: dict) -> list[dict]:
    """The promises with the words for their state and kind."""
    states, kinds = dict(Monitor.Status.choices), dict(Monitor.Indicator.choices)
    return [
        one | {"status_words": states.get(one["status"]), "kind": kinds.get(one["indicator"], one["indicator"])}
        for one in (port.get("quality") or ())[:MOST_QUALITY]
    ]


def lineage_of(trial: Trial, port: dict) -> dict:
    """The drawing (inputs, then the port), and each column with the columns that make it."""
    inputs = trial.facts.get("inputs") or []
    edges = port.get("edges") or []
    used = {edge["input"] for edge in edges}
    nodes = [
        {
            "id": f"input-{one['name']}",
            "label": one["label"],
            "kind": "source" if one["kind"] == "table" else "product",
            "domain": one["domain"],
            "tone": hue(one["domain_slug"]),
            "href": reverse("catalog:product", args=[one["product"]]) if one["product"] else "",
            "columns": sorted({edge["from_column"] for edge in edges if edge["input"] == one["name"]})[:12],
        }
        for one in inputs
    ]
    product = trial.product
    made = {
        "id": "made",
        "label": product.name,
        "kind": "product",
        "domain": product.domain.name,
        "tone": hue(product.domain.slug),
        "current": True,
        "href": "",
        "columns": [column["name"] for column in port["columns"]][:12],
    }
    drawn = [{"source": f"input-{one['name']}", "target": "made"} for one in inputs if one["name"] in used]
    return {
        "graph": {"nodes": [*nodes, made], "edges": drawn},
        "unread": [one["name"] for one in inputs if one["name"] not in used],
        "made_from": _columns(port, edges),
        "deciding": _deciding(edges),
    }


def _columns(port: dict, edges: list[dict]) -> list[dict]:
    origins: dict[str, list[dict]] = {}
    for edge in edges:
        if edge["kind"] in DIRECT:
            origins.setdefault(edge["column"].lower(), []).append(edge)
    names = [column["name"] for column in port["columns"][:MOST_COLUMNS]]
    return [{"name": name, "origins": origins.get(name.lower(), [])} for name in names]


def _deciding(edges: list[dict]) -> list[str]:
    """Columns that decide which rows there are, each once."""
    told = (f"{edge['input']}.{edge['from_column']}" for edge in edges if edge["kind"] not in DIRECT)
    return list(dict.fromkeys(told))


def fitness_of(told: dict) -> dict:
    """The score by attribute as a web, and the answers, the worst first; what nobody can know yet apart."""
    results = [shown_result(_result(one)) for one in told.get("results") or ()]
    results.sort(key=lambda one: (WORST_FIRST.index(one.outcome), -one.weight, one.function))
    answers = answers_of(results)
    by_key = {one.function: one for one in results}
    return {
        "score": told.get("score"),
        "score_band": dict(FitnessScore.Band.choices).get(told.get("band"), ""),
        "band": told.get("band", ""),
        "known": told.get("known"),
        "axes": [
            {"label": str(name), "value": (told.get("attributes") or {}).get(key)}
            for key, (name, _question) in ATTRIBUTES.items()
        ],
        "advice": [{"result": by_key[fix.function], "points": fix.points} for fix in next_fixes(answers, most=3)],
        "to_mend": [one for one in results if one.outcome in ("fail", "warn")],
        "not_known": [one for one in results if one.outcome == "unknown"],
        "in_order": [one for one in results if one.outcome in ("pass", "not-applicable")],
    }


def _result(one: dict) -> FitnessResult:
    """An answer as a score keeps it; an older trial may know things that are no longer told."""
    return FitnessResult(**{key: value for key, value in one.items() if key in FitnessResult.__dataclass_fields__})


def verdicts_of(told: list[dict]) -> list[dict]:
    """The verdicts with their days as dates, those that forbid first, then those that will."""
    found = [
        one
        | {
            "enforced_from": date.fromisoformat(one["enforced_from"]) if one["enforced_from"] else None,
            "excepted_until": date.fromisoformat(one["excepted_until"]) if one["excepted_until"] else None,
        }
        for one in told
    ]
    found.sort(key=lambda one: (not one["forbids"], not one["warns"], one["name"]))
    return found[:MOST_VERDICTS]
