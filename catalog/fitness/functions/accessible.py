"""Can people get it, and do they know how and on which terms?"""

from catalog.fitness.facts import Facts
from catalog.fitness.registry import fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, passed, unknown, warned
from catalog.fitness.wording import says_something, some


@fitness_function(
    "accessible.readable",
    attribute="Accessible",
    title="The ports can be read",
    weight=3,
    severity="high",
    bands=Bands(passes_at=0.99, warns_at=0.9),
)
def readable(facts: Facts) -> Result | Share:
    """Were our own reads of the ports answered over the last 30 days?"""
    shares = {
        port.name: one.value
        for port in facts.ports
        for one in port.monitors
        if one.indicator == "availability" and one.value is not None and "error" not in one.rule
    }
    if not shares:
        return unknown("No port was read yet.")
    worst = min(shares, key=lambda name: shares[name])
    return graded(
        shares[worst] / 100,
        f"{shares[worst]:.1f} % of the reads of {worst} were answered.",
        remedy=f"Find out why {worst} could not be read: see its service levels.",
        answered={name: round(share, 2) for name, share in shares.items()},
    )


@fitness_function("accessible.support", attribute="Accessible", title="There is a support channel", weight=2)
def support(facts: Facts) -> Result:
    """Is there a channel where questions are answered, with an address?"""
    channels = [str(each.get("channel") or each.get("tool") or "") for each in facts.support]
    reachable = [each for each in facts.support if str(each.get("url") or "").strip()]
    remedy = "Name a support channel with its url in the data product."
    if reachable:
        return passed(f"Questions go to {channels[0] or reachable[0]['url']}.", channels=channels)
    if channels:
        return warned("The support channel has no address.", remedy=remedy, channels=channels)
    return failed("Nobody knows where to ask.", remedy=remedy)


@fitness_function("accessible.terms", attribute="Accessible", title="The terms of access are stated", severity="low")
def terms(facts: Facts) -> Result | Share:
    """Does each port's access policy say on which terms data is given?"""
    if not facts.ports:
        return unknown("No port is offered yet.")
    silent = [port.name for port in facts.ports if not says_something(port.policy.terms, least=2)]
    return graded(
        (len(facts.ports) - len(silent)) / len(facts.ports),
        f"{len(facts.ports) - len(silent)} of {len(facts.ports)} ports state their terms.",
        remedy=f"Write terms into the access policy of {some(silent)}.",
        without_terms=silent,
    )


@fitness_function("accessible.deciders", attribute="Accessible", title="Somebody can decide about orders", weight=2)
def deciders(facts: Facts) -> Result:
    """Are there people who can decide about orders, even when one of them orders or is away?"""
    count = facts.maintainers
    remedy = f"Make at least two people maintainers of {facts.owner}."
    if count >= 2:
        return passed(f"{count} people can decide.", team=facts.owner, maintainers=count)
    if count == 1:
        return warned(
            "Only one person can decide, and nobody about that person's own orders.",
            remedy=remedy,
            team=facts.owner,
            maintainers=count,
        )
    return failed("Nobody can decide about orders.", remedy=remedy, team=facts.owner, maintainers=count)
