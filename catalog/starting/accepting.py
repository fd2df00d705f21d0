"""What accepting a proposal writes into the documents: the keys that it is about, and not a byte beside them."""

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.spec import Bundle
from catalog.spec.edits import revise
from catalog.spec.trees import Tree, maps, text
from catalog.spec.viewing import contract_for
from catalog.starting.documents import policy_tree

ORDER = (
    "id name businessName logicalType physicalType physicalName description primaryKey primaryKeyPosition required "
    "unique classification logicalTypeOptions enum"
)
PLACES = {key: place for place, key in enumerate(ORDER.split())}
BOUNDS = ("minimum", "maximum")  # in this order, whatever a database makes of the order of keys
SIZES = {"partial": 4}  # characters that stay readable


class NotThere(LookupError):
    """The documents do not have what is to be changed; the message says what that is."""


@dataclass(frozen=True)
class Acceptance:
    """One thing to write: about which column (none: the table), what, and how to mask the column, if at all."""

    aspect: str
    column: str
    value: Any
    mask: str = ""


def accepted(bundle: Bundle, port: str, wanted: Iterable[Acceptance]) -> bytes:
    """The documents with all of this said in the contract of a port, and the masks in its access policy.

    Raises NotThere where the port, its contract or a column is not in the documents.
    """
    contract = _contract(bundle, port)
    tree = copy.deepcopy(contract.tree)
    masks: list[Tree] = []
    for one in wanted:
        _say(tree, one)
        if one.mask:
            masks.append(_mask(one))
    changed: dict[int, Tree] = {contract.index: tree}
    policy = next((each for each in bundle.policies if text(each.tree, "outputPort") == port), None)
    if not masks:
        return revise(bundle, changed)
    if policy is None:
        return revise(bundle, changed, added=[_masked(policy_tree(port), masks)])
    changed[policy.index] = _masked(copy.deepcopy(policy.tree), masks)
    return revise(bundle, changed)


def _contract(bundle: Bundle, port: str):  # type: ignore[no-untyped-def]
    ports = maps(bundle.product.tree, "outputPorts") if bundle.product else ()
    written = next((each for each in ports if text(each, "name") == port), None)
    contract = contract_for(written, bundle) if written else None
    if contract is None:
        raise NotThere(f"port {port}")
    return contract


def _say(contract: Tree, one: Acceptance) -> None:
    if one.aspect == "primary-key":
        for position, name in enumerate(one.value, start=1):
            column = _column(contract, name)
            _put(column, "primaryKey", True)
            _put(column, "primaryKeyPosition", position)
            _put(column, "required", True)
        return
    column = _column(contract, one.column)
    if one.aspect == "range":
        known = column.get("logicalTypeOptions")
        bounds = {key: one.value[key] for key in BOUNDS if key in one.value}
        _put(column, "logicalTypeOptions", {**(known if isinstance(known, dict) else {}), **bounds})
    elif one.aspect == "enum":
        _put(column, "enum", [{"value": value} for value in one.value])
    else:
        _put(column, one.aspect, one.value)  # required, unique, classification are called so


def _column(contract: Tree, name: str) -> Tree:
    table: Tree = next(iter(maps(contract, "schema")), {})
    column = next((each for each in maps(table, "properties") if text(each, "name").lower() == name.lower()), None)
    if column is None:
        raise NotThere(f"column {name}")
    return column


def _put(column: Tree, key: str, value: Any) -> None:
    """Set a key where people look for it: behind those that usually stand before it."""
    if key in column:
        column[key] = value
        return
    before = [each for each in column if PLACES.get(each, len(PLACES)) < PLACES[key]]
    items = list(column.items())
    place = list(column).index(before[-1]) + 1 if before else 0
    column.clear()
    column.update([*items[:place], (key, value), *items[place:]])


def _mask(one: Acceptance) -> Tree:
    mask: Tree = {"column": one.column, "method": one.mask}
    return {**mask, "size": SIZES[one.mask]} if one.mask in SIZES else mask


def _masked(policy: Tree, masks: list[Tree]) -> Tree:
    known = maps(policy, "masks")
    there = {text(each, "column").lower() for each in known}
    new = [mask for mask in masks if text(mask, "column").lower() not in there]
    return {**policy, "masks": [*known, *new]} if new else policy
