"""May and can others use it for something that its makers did not think of?"""

import re

from catalog.fitness.facts import Facts
from catalog.fitness.registry import Scope, fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, passed, unknown, warned
from catalog.fitness.wording import says_something, some

_SEMANTIC = re.compile(r"\d+\.\d+\.\d+([-+][0-9A-Za-z.-]+)?")


@fitness_function("reusable.licence", attribute="Reusable", title="There is a licence", weight=3)
def licence(facts: Facts) -> Result:
    """Does a licence say what the data may be used for?"""
    if says_something(facts.licence):
        return passed(f"The licence is {facts.licence}.", licence=facts.licence)
    remedy = "Add the custom property licence (vendor marketplace) to the data product."
    return failed("Nothing says under which licence the data may be used.", remedy=remedy)


@fitness_function(
    "reusable.provenance",
    attribute="Reusable",
    title="One can see where columns come from",
    weight=2,
    bands=Bands(passes_at=0.9),
)
def provenance(facts: Facts) -> Result | Share:
    """Is it known, column by column, what the data was made from?"""
    made = [port for port in facts.ports if port.columns]
    if not made:
        return unknown("No columns are known yet.")
    if not facts.inputs:
        remedy = "Declare input ports, and make the output ports from them."
        return failed("No inputs are declared.", remedy=remedy, inputs=0)
    columns = [column for port in made for column in port.columns]
    untraced = [column.name for column in columns if not column.traced]
    return graded(
        (len(columns) - len(untraced)) / len(columns),
        f"The origin of {len(columns) - len(untraced)} of {len(columns)} columns is known.",
        remedy=f"Make these from declared inputs: {some(untraced)}.",
        inputs=facts.inputs,
        not_traced=untraced[:50],
    )


@fitness_function("reusable.examples", attribute="Reusable", title="Columns show what values look like", severity="low")
def examples(facts: Facts) -> Result | Share:
    """Do columns have examples or a list of allowed values?"""
    if not facts.columns:
        return unknown("No columns are known yet.")
    bare = [one.name for one in facts.columns if not one.explained]
    count = len(facts.columns)
    return graded(
        2 * (count - len(bare)) / count,
        f"{count - len(bare)} of {count} columns show examples or allowed values.",
        remedy=f"Add examples to at least half of the columns, such as {some(bare, 3)}.",
        without=bare[:50],
    )


@fitness_function("reusable.limitations", attribute="Reusable", title="Usage and limitations are stated")
def limitations(facts: Facts) -> Result | Share:
    """Does it say how to use the data, and what not to use it for?"""
    said = {"usage": says_something(facts.usage, least=3), "limitations": says_something(facts.limitations, least=3)}
    lacking = [name for name, there in said.items() if not there]
    return graded(
        sum(said.values()) / 2,
        "Usage and limitations are stated."
        if not lacking
        else f"Nothing useful is said about {' and '.join(lacking)}.",
        remedy=f"Fill in description.{' and description.'.join(lacking)} of the data product.",
        **said,
    )


@fitness_function("reusable.versions", attribute="Reusable", title="Versions tell what changed")
def versions(facts: Facts) -> Result:
    """Are versions semantic, and does each tell what changed since the one before?"""
    if not facts.versions:
        return unknown("No version was published yet.")
    numbers = [version.number for version in facts.versions]
    odd = [number for number in numbers if not _SEMANTIC.fullmatch(number)]
    if odd:
        remedy = "Give versions three numbers, such as 1.2.0."
        return failed(f"{some(odd)} is no semantic version.", remedy=remedy, versions=numbers[:20])
    silent = [version.number for version in facts.versions[:-1] if not version.changes]
    if silent:
        remedy = "Publish a new version only when something changes."
        return warned(f"{some(silent)} does not tell what changed.", remedy=remedy, versions=numbers[:20])
    told = "version" if len(numbers) == 1 else "versions"
    return passed(f"{len(numbers)} semantic {told}, each with its changes.", versions=numbers[:20])


@fitness_function("reusable.content", attribute="Reusable", title="The content is told", bands=Bands(warns_at=0.7))
def content(facts: Facts) -> Result | Share:
    """Are types, types in the warehouse and the number of rows known of everything in it?"""
    if not facts.columns:
        return unknown("No columns are known yet.")
    untyped = [one.name for one in facts.columns if not (one.logical_type and one.physical_type)]
    uncounted = [port.name for port in facts.ports if port.rows is None]
    told = len(facts.columns) + len(facts.ports) - len(untyped) - len(uncounted)
    return graded(
        told / (len(facts.columns) + len(facts.ports)),
        f"{len(facts.columns) - len(untyped)} of {len(facts.columns)} columns have both types, "
        f"{len(facts.ports) - len(uncounted)} of {len(facts.ports)} tables are counted.",
        remedy=f"State logicalType and physicalType of: {some(untyped)}." if untyped else "Build what was not counted.",
        without_types=untyped[:50],
        not_counted=uncounted,
    )


ENDING = Scope("deprecated products", lambda facts: facts.status == "deprecated")


@fitness_function("reusable.successor", attribute="Reusable", title="Who uses it knows what comes next", scope=ENDING)
def successor(facts: Facts) -> Share:
    """Does a product that is about to end say when, and what takes its place?"""
    known = {"last day": facts.ends_on is not None, "successor": bool(facts.successor)}
    lacking = [name for name, there in known.items() if not there]
    return graded(
        sum(known.values()) / 2,
        "Its last day and its successor are known." if not lacking else f"Not known: {some(lacking)}.",
        remedy=f"Say on the page of its life: {some(lacking)}.",
        **{"successor": facts.successor, "last_day": str(facts.ends_on or "")},
    )
