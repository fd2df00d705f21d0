"""Is it worth having? What orders and reads tell is added by the slice that knows them."""

from catalog.fitness.facts import Facts
from catalog.fitness.registry import fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, not_applicable, passed, unknown
from catalog.fitness.wording import says_something, some


@fitness_function("valuable.downstream", attribute="Valuable", title="Other products build on it", weight=2)
def downstream(facts: Facts) -> Result:
    """Do other data products read it?"""
    names = list(facts.downstream)
    if names:
        told = "product builds" if len(names) == 1 else "products build"
        return passed(f"{len(names)} other {told} on it: {some(names, 3)}.", products=names[:50])
    if facts.archetype == "consumer-aligned":
        return not_applicable("A consumer-aligned product is made to be used, not to be built on.")
    remedy = "Tell the teams that could build on it, or ask whether it is needed."
    return failed("No other product builds on it.", remedy=remedy, products=[])


@fitness_function(
    "valuable.filled",
    attribute="Valuable",
    title="The tables are well filled",
    weight=2,
    bands=Bands(passes_at=0.9, warns_at=0.6),
)
def filled(facts: Facts) -> Result | Share:
    """Are there rows, and do their cells hold values?"""
    known = [port for port in facts.ports if port.rows is not None]
    if not known:
        return unknown("No rows were counted yet.")
    empty = [port.name for port in known if not port.rows]
    if empty:
        remedy = f"Find out why {some(empty)} has no rows."
        return failed(f"{some(empty)} is empty.", remedy=remedy, empty=empty)
    shares = {
        port.name: one.value
        for port in known
        for one in port.monitors
        if one.rule == "pillar/profile" and one.value is not None
    }
    if not shares:
        return unknown("How well the tables are filled was not measured yet.")
    least = min(shares, key=lambda name: shares[name])
    return graded(
        shares[least] / 100,
        f"{shares[least]:.0f} % of the cells of {least} hold a value.",
        remedy=f"Leave out columns of {least} that are mostly empty, or fill them.",
        filled={name: round(share, 1) for name, share in shares.items()},
        rows={port.name: port.rows for port in known},
    )


@fitness_function("valuable.purpose", attribute="Valuable", title="It says what it is for")
def purpose(facts: Facts) -> Result:
    """Does it say which question the data answers, or what it is used for?"""
    said = max((facts.purpose, facts.usage), key=len)
    if says_something(said, facts.name, least=6):
        return passed("Its purpose is stated.", characters=len(said))
    remedy = "Say in description.usage of the data product which questions it answers, and for whom."
    return failed("Nothing says what it is good for.", remedy=remedy, characters=len(said))
