"""Does it fit together with other data and other tools?"""

import re

from catalog.fitness.facts import Facts
from catalog.fitness.registry import fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, passed, unknown, warned
from catalog.fitness.wording import some

LOGICAL_TYPES = {
    *("string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean", "map", "vector"),
}
_VERSION = re.compile(r"v?3\.(\d+)\.\d+")


@fitness_function(
    "interoperable.contract-covers",
    attribute="Interoperable",
    title="The contract covers all columns",
    weight=3,
    bands=Bands(warns_at=0.8),
)
def contract_covers(facts: Facts) -> Result | Share:
    """Does the contract name exactly the columns that are really there?"""
    known = [port for port in facts.ports if port.actual]
    if not known:
        return unknown("The columns that are really there are not known.")
    missing = [
        f"{port.name}.{one.name}"
        for port in known
        for one in port.columns
        if one.name.lower() not in {name.lower() for name in port.actual}
    ]
    unnamed = [
        f"{port.name}.{name}"
        for port in known
        for name in port.actual
        if name.lower() not in {one.name.lower() for one in port.columns}
    ]
    count = sum(len(port.actual) for port in known)
    wrong = len(missing) + len(unnamed)
    return graded(
        max(count - wrong, 0) / count,
        f"{count} columns are as the contract says." if not wrong else f"{wrong} columns differ from the contract.",
        remedy=f"Bring contract and data together: {some([*missing, *unnamed])}.",
        columns=count,
        missing=missing[:50],
        not_in_contract=unnamed[:50],
    )


@fitness_function(
    "interoperable.typed", attribute="Interoperable", title="Columns have types that others know", severity="low"
)
def typed(facts: Facts) -> Result | Share:
    """Has every column one of the logical types of the contract standard?"""
    if not facts.columns:
        return unknown("No columns are known yet.")
    odd = [one.name for one in facts.columns if one.logical_type not in LOGICAL_TYPES]
    count = len(facts.columns)
    return graded(
        (count - len(odd)) / count,
        f"{count - len(odd)} of {count} columns have a logical type.",
        remedy=f"State logicalType of: {some(odd)}.",
        without=odd[:50],
    )


@fitness_function("interoperable.standard", attribute="Interoperable", title="Contracts follow a current standard")
def standard(facts: Facts) -> Result:
    """Are the contracts written in a current version of the Open Data Contract Standard?"""
    said = {port.name: port.standard for port in facts.ports}
    if not said:
        return unknown("There is no contract yet.")
    minors = {name: int(found[1]) for name, text in said.items() if (found := _VERSION.fullmatch(text))}
    foreign = sorted(set(said) - set(minors))
    old = sorted(name for name, minor in minors.items() if minor < 1)
    if foreign:
        remedy = f"Write the contract of {some(foreign)} in ODCS v3.1 or newer."
        return failed("Not every contract follows the standard.", remedy=remedy, versions=said)
    if old:
        remedy = f"Raise apiVersion of the contract of {some(old)} to v3.1 or newer."
        return warned("A contract follows an older version of the standard.", remedy=remedy, versions=said)
    return passed("All contracts follow a current version of the standard.", versions=said)


@fitness_function(
    "interoperable.glossary",
    attribute="Interoperable",
    title="Columns use the terms of a glossary",
    bands=Bands(passes_at=0.3, warns_at=0.05),
    severity="low",
)
def glossary(facts: Facts) -> Result | Share:
    """Do columns name the glossary term that they mean, so that others know it is the same?"""
    if not facts.columns:
        return unknown("No columns are known yet.")
    linked = [one.name for one in facts.columns if one.glossary_term]
    without = [one.name for one in facts.columns if not one.glossary_term]
    return graded(
        len(linked) / len(facts.columns),
        f"{len(linked)} of {len(facts.columns)} columns name a term of a glossary.",
        remedy=f"Link columns to glossary terms by authoritativeDefinitions, such as {some(without, 3)}.",
        linked=linked[:50],
    )


@fitness_function("interoperable.references", attribute="Interoperable", title="It refers to related data")
def references(facts: Facts) -> Result:
    """Does it say how it relates to other data: relationships in its contract, or the products that it is made from?"""
    stated = sum(port.references for port in facts.ports)
    evidence = {"relationships": stated, "products_read": facts.upstream_products, "inputs": facts.inputs}
    if stated or facts.upstream_products:
        return passed("It names the data that it relates to.", **evidence)
    remedy = "State relationships in the contract: which column refers to which column of another table."
    if facts.inputs:
        return warned("It names the source it comes from, and no related data.", remedy=remedy, **evidence)
    return failed("It names no related data.", remedy=remedy, **evidence)
