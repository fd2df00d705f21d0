"""Does it keep its promises over 30 days, as measured, and how soon is it mended?"""

from datetime import timedelta
from statistics import median

from django.utils import timezone

from catalog.fitness.facts import Facts
from catalog.fitness.registry import Scope, fitness_function
from catalog.fitness.results import Bands, Result, Share, graded, passed, unknown, warned

PROMPT_HOURS = 24
AT_RISK = 0.75  # what an objective at risk is worth


@fitness_function(
    "reliable.attained",
    attribute="Reliable",
    title="Objectives are kept over time",
    weight=3,
    bands=Bands(warns_at=0.7),
)
def attained(facts: Facts) -> Result | Share:
    """Which share of its service level objectives is kept over their windows, usually the last 30 days?"""
    known = facts.promises
    judged = known.kept + known.at_risk + known.broken
    if not judged or known.attained is None:
        return unknown("No objective is known to be kept or broken yet.")
    return graded(
        (known.kept + AT_RISK * known.at_risk) / judged,
        f"{known.kept} of {judged} objectives are kept, {known.at_risk} at risk, {known.broken} broken; "
        f"{known.attained:.2f} % of all promised time was kept.",
        remedy="See on the page of service levels which budgets are spent, and mend the data or the promise.",
        kept=known.kept,
        at_risk=known.at_risk,
        broken=known.broken,
        attained=round(known.attained, 3),
    )


@fitness_function("reliable.watched", attribute="Reliable", title="It is measured day by day")
def watched(facts: Facts) -> Result:
    """Are its objectives known to within the last two days?"""
    last = facts.promises.last
    if last is None:
        return unknown("Nothing was measured against an objective yet.")
    day = timezone.localdate(last)
    if facts.day - day <= timedelta(days=2):
        return passed("It was measured within two days.", last=day.isoformat())
    remedy = "Find out why its ports are not measured any more; the platform team sees the schedule."
    return warned(f"It was last measured on {day:%d %b %Y}.", remedy=remedy, score=0.0, last=day.isoformat())


@fitness_function(
    "reliable.repaired",
    attribute="Reliable",
    title="Incidents are mended soon",
    scope=Scope("products with incidents", lambda facts: bool(facts.incidents)),
)
def repaired(facts: Facts) -> Result:
    """Were the incidents of the last 30 days mended within a day?"""
    lasted = [one.hours for one in facts.incidents if one.hours is not None]
    if not lasted:
        return unknown("No incident of the last 30 days is over yet.", incidents=len(facts.incidents))
    typical = median(lasted)
    evidence = {"incidents": len(lasted), "median_hours": round(typical, 1), "longest_hours": round(max(lasted), 1)}
    if typical <= PROMPT_HOURS:
        return passed(f"Half of {len(lasted)} incidents were over within {typical:.1f} hours.", **evidence)
    remedy = "Let people follow its incidents, and rebuild or roll back as soon as one opens."
    score = max(0.0, min(0.75, PROMPT_HOURS / typical))
    return warned(
        f"Half of {len(lasted)} incidents lasted {typical:.0f} hours or more.", remedy=remedy, score=score, **evidence
    )
