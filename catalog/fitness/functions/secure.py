"""Is what must be protected protected, by the policy in force?"""

from collections.abc import Mapping
from typing import Any

from catalog.fitness.facts import Facts, PortFacts
from catalog.fitness.registry import RESTRICTED, fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, passed, unknown, warned
from catalog.fitness.wording import some

LONG_DAYS = 180


@fitness_function(
    "secure.classified", attribute="Secure", title="Every column is classified", weight=2, bands=Bands(warns_at=0.8)
)
def classified(facts: Facts) -> Result | Share:
    """Does the contract itself say of every column how confidential it is?"""
    if not facts.columns:
        return unknown("No columns are known yet.")
    silent = [one.name for one in facts.columns if not one.classified]
    count = len(facts.columns)
    return graded(
        (count - len(silent)) / count,
        f"{count - len(silent)} of {count} columns are classified.",
        remedy=f"Set classification of: {some(silent)}.",
        not_classified=silent[:50],
    )


@fitness_function(
    "secure.masked",
    attribute="Secure",
    title="Restricted columns are masked",
    weight=3,
    scope=RESTRICTED,
    severity="high",
)
def masked(facts: Facts) -> Result | Share:
    """Do consumers see something else instead of the values of restricted columns?"""
    plain = [f"{port.name}.{one.name}" for port in facts.ports for one in port.restricted if not port.is_masked(one)]
    count = len(facts.restricted)
    return graded(
        (count - len(plain)) / count,
        f"{count - len(plain)} of {count} restricted columns are masked.",
        remedy=f"Mask in the access policy, or leave out: {some(plain)}.",
        restricted=count,
        not_masked=plain[:50],
    )


@fitness_function(
    "secure.purposes", attribute="Secure", title="Restricted data has a purpose", weight=2, scope=RESTRICTED
)
def purposes(facts: Facts) -> Result | Share:
    """Is restricted data given for named purposes only?"""
    ports = _restricted(facts)
    loose = [port.name for port in ports if not port.policy.purposes]
    return graded(
        (len(ports) - len(loose)) / len(ports),
        "Purposes are named." if not loose else f"{some(loose)} is given for any purpose.",
        remedy=f"Name purposes in the access policy of {some(loose)}.",
        purposes={port.name: list(port.policy.purposes) for port in ports},
    )


@fitness_function(
    "secure.reviewed",
    attribute="Secure",
    title="Nobody gets restricted data unasked",
    weight=2,
    scope=RESTRICTED,
    severity="high",
)
def reviewed(facts: Facts) -> Result:
    """Does somebody look at every order of data whose restricted columns are not all masked?"""
    ports = _restricted(facts)
    bare = [port for port in ports if not all(port.is_masked(one) for one in port.restricted)]
    open_door = [port.name for port in bare if _approves_everybody(port)]
    if open_door:
        remedy = f"Let a person review orders of {some(open_door)}, or mask its restricted columns."
        return failed("Restricted values are given to everybody who asks.", remedy=remedy, ports=open_door)
    return passed("Orders of restricted data are looked at, or its restricted columns are masked.")


@fitness_function("secure.duration", attribute="Secure", title="Access to restricted data ends soon", scope=RESTRICTED)
def duration(facts: Facts) -> Result:
    """Does access to restricted data end within half a year?"""
    ports = _restricted(facts)
    days = {port.name: port.policy.longest_days for port in ports}
    longest = max(days, key=lambda name: days[name])
    if days[longest] <= LONG_DAYS:
        return passed(f"Access ends after {days[longest]} days at the latest.", days=days)
    remedy = f"Set longestDays of {longest} to {LONG_DAYS} or less."
    return warned(f"Access to {longest} may last {days[longest]} days.", remedy=remedy, days=days)


def _restricted(facts: Facts) -> list[PortFacts]:
    return [port for port in facts.ports if port.restricted]


def _approves_everybody(port: PortFacts) -> bool:
    """Would the first rule that everybody meets say yes?"""
    always = next((rule for rule in port.policy.rules if not _conditions(rule)), None)
    return always is not None and always.get("then") == "approve"


def _conditions(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    when = rule.get("when")
    return {key: value for key, value in when.items() if value} if isinstance(when, dict) else {}
