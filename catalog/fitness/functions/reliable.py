"""Does it keep what it promises, as measured?"""

from collections import Counter
from collections.abc import Iterable

from catalog.fitness.facts import Facts, MonitorFacts
from catalog.fitness.registry import fitness_function
from catalog.fitness.results import Bands, Outcome, Result, Share, failed, graded, passed, unknown, warned
from catalog.fitness.wording import some

WORTH = {"kept": 1.0, "at_risk": 0.75, "broken": 0.0}
ENOUGH_RULES = 3
PROMISES = Bands(warns_at=0.8)


@fitness_function("reliable.fresh", attribute="Reliable", title="It is as fresh as promised", weight=3, bands=PROMISES)
def fresh(facts: Facts) -> Result | Share:
    """Is there a promise of freshness, and is it kept?"""
    remedy = "Promise freshness in slaProperties of the contract, and build the product often enough to keep it."
    promised = [one for one in facts.monitors("freshness") if one.has_objective]
    if not promised:
        if not facts.ports:
            return unknown("Nothing was measured yet.")
        return warned("Nothing says how fresh the data should be.", remedy=remedy, score=0.25)
    return _kept(promised, remedy=remedy)


@fitness_function(
    "reliable.quality-kept",
    attribute="Reliable",
    title="Quality rules are kept",
    weight=5,
    version=2,
    bands=PROMISES,
    severity="high",
)
def quality_kept(facts: Facts) -> Result | Share:
    """Which share of the quality rules is kept by the data that readers read now?"""
    promised = [one for one in facts.monitors("quality", "volume", "schema") if not one.expected]
    return _kept(promised, remedy="Mend the data or the promise")


@fitness_function(
    "reliable.quality-stated",
    attribute="Reliable",
    title="There are quality rules",
    weight=2,
    bands=Bands(warns_at=0.3),
)
def quality_stated(facts: Facts) -> Result | Share:
    """Does every contract state quality rules beyond its schema that can be measured?"""
    if not facts.ports:
        return unknown("There is no contract yet.")
    rules = {port.name: sum(1 for one in port.monitors if _is_written(one)) for port in facts.ports}
    least = min(rules, key=lambda name: rules[name])
    return graded(
        rules[least] / ENOUGH_RULES,
        f"{sum(rules.values())} quality rules are stated; {least} has {rules[least]}.",
        remedy=f"State at least {ENOUGH_RULES} measurable quality rules for {least}.",
        rules=rules,
    )


@fitness_function(
    "reliable.measurable", attribute="Reliable", title="Promises can be measured", bands=Bands(passes_at=0.9)
)
def measurable(facts: Facts) -> Result | Share:
    """Can the promises of the contracts be measured by a machine?"""
    promised = [one for one in facts.monitors() if not one.rule.startswith("pillar/")]
    if not promised:
        return unknown("Nothing is promised.")
    vague = [one for one in promised if one.unmeasurable]
    return graded(
        (len(promised) - len(vague)) / len(promised),
        f"{len(promised) - len(vague)} of {len(promised)} promises can be measured.",
        remedy=f"Put these so that they can be measured: {some([one.name for one in vague])}.",
        cannot={one.name: one.unmeasurable for one in vague[:20]},
    )


@fitness_function("reliable.incidents", attribute="Reliable", title="There are few incidents", weight=2)
def incidents(facts: Facts) -> Result:
    """How many incidents were there in the last 30 days, and how many are open?"""
    if not any(one.measured_at for one in facts.monitors()) and not facts.incidents:
        return unknown("Nothing was measured yet, so no incident could be noticed.")
    if not facts.incidents:
        return passed("There was no incident in 30 days.", incidents=0)
    still = [one for one in facts.incidents if one.is_open]
    rate = round(len(facts.incidents) / max(len(facts.ports), 1), 2)
    evidence = {"incidents": len(facts.incidents), "per_port": rate, "open": [one.title for one in still[:10]]}
    if still:
        remedy = f"Resolve what is open: {some([one.title for one in still], 2)}."
        return failed(f"{len(still)} of {len(facts.incidents)} incidents are open.", remedy=remedy, **evidence)
    score = max(1 - 0.25 * len(facts.incidents), 0.25)
    remedy = "Find what the incidents of the last 30 days have in common."
    return warned(f"{len(facts.incidents)} incidents, all resolved.", remedy=remedy, score=score, **evidence)


@fitness_function("reliable.keys", attribute="Reliable", title="Keys are really unique", weight=3, bands=PROMISES)
def keys(facts: Facts) -> Result | Share:
    """Does every port declare a key, and does it tell all rows apart?"""
    if not facts.ports:
        return unknown("There is no contract yet.")
    keyless = [port.name for port in facts.ports if not any(one.primary_key or one.unique for one in port.columns)]
    if keyless:
        remedy = f"Declare primaryKey in the contract of {some(keyless)}."
        return failed("Nothing says what makes a row unique.", remedy=remedy, without_key=keyless)
    watched = [one for one in facts.monitors("quality") if one.rule.endswith(("/primaryKey", "/unique"))]
    return _kept(watched, remedy="Remove the rows that repeat a key, or correct the key")


def _kept(promised: Iterable[MonitorFacts], *, remedy: str) -> Result | Share:
    """The share of promises that are kept, of those that were measured."""
    told = list(promised)
    known = [one for one in told if one.status in WORTH]
    if not known:
        return unknown("Nothing was measured yet.", promises=len(told))
    counts = Counter(one.status for one in known)
    wrong = [one for one in known if one.status != "kept"]
    share = sum(WORTH[one.status] for one in known) / len(known)
    summary = (
        f"{counts['kept']} of {len(known)} promises are kept, {counts['at_risk']} at risk, {counts['broken']} broken."
    )
    evidence = {
        **counts,
        "not_kept": {one.name: one.value_text or one.detail for one in wrong[:10]},
        "not_measured": len(told) - len(known),
    }
    remedy = f"{remedy.rstrip('.')}: {some([one.name for one in wrong], 3)}."
    if serious := [one.name for one in wrong if one.status == "broken" and one.severity.lower() == "error"]:
        # The contract itself calls this an error: many kept small promises do not outweigh it.
        summary += f" One that the contract calls an error is broken: {some(serious, 3)}."
        return Result(Outcome.FAIL, share / 4, summary, evidence, remedy)
    return graded(share, summary, remedy=remedy, **evidence)


def _is_written(monitor: MonitorFacts) -> bool:
    return "/quality/" in monitor.rule and not monitor.unmeasurable
