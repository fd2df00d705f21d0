"""Does it fit together with other data and other tools?"""

import re

from catalog.fitness.facts import ColumnFacts, Facts
from catalog.fitness.registry import fitness_function
from catalog.fitness.results import Result, failed, graded, passed, unknown, warned
from catalog.fitness.wording import some, words_of

LOGICAL_TYPES = {
    *("string", "date", "timestamp", "time", "number", "integer", "object", "array", "boolean", "map", "vector"),
}
KEY_WORDS = {
    "id",
    "key",
    "code",
    "no",
    "nr",
    "number",
    "uuid",
    "identifier",
    "sku",
    "isin",
    "ean",
    "iata",
    "icao",
    "faa",
}
_VERSION = re.compile(r"v?3\.(\d+)\.\d+")


@fitness_function(
    "interoperable.contract-covers", attribute="Interoperable", title="The contract covers all columns", weight=3
)
def contract_covers(facts: Facts) -> Result:
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
        warns_at=0.8,
        columns=count,
        missing=missing[:50],
        not_in_contract=unnamed[:50],
    )


@fitness_function("interoperable.typed", attribute="Interoperable", title="Columns have types that others know")
def typed(facts: Facts) -> Result:
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


@fitness_function("interoperable.joinable", attribute="Interoperable", title="It joins with other products", weight=2)
def joinable(facts: Facts) -> Result:
    """Are there key columns that other products have under the same name?"""
    if not facts.columns:
        return unknown("No columns are known yet.")
    shared = sorted((one for one in facts.columns if one.shared_with), key=lambda one: (-one.shared_with, one.name))
    keys = [one for one in shared if _like_a_key(one)]
    found = {one.name: one.shared_with for one in (keys or shared)[:10]}
    remedy = "Name key columns as other products of the mesh do, so that people can join them."
    if keys:
        told = f"{keys[0].name} is found in {keys[0].shared_with} other " + _products(keys[0].shared_with)
        return passed(f"{told}.", shared=found)
    if shared:
        return warned("It shares columns with other products, but no keys.", remedy=remedy, shared=found)
    return failed("No column has the name of a column of another product.", remedy=remedy, shared=found)


def _products(count: int) -> str:
    return "product" if count == 1 else "products"


def _like_a_key(column: ColumnFacts) -> bool:
    last = words_of(column.name)[-1:] or [""]
    return column.primary_key or column.unique or last[0] in KEY_WORDS or last[0].endswith("id")
