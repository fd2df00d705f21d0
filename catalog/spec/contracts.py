"""A data contract as typed facts. The port's table is the contract's first."""

from collections.abc import Iterator
from typing import Any

from catalog.spec.product import ColumnSpec, ContractSpec
from catalog.spec.trees import Tree, branch, custom_text, flag, maps, numbered, text, whole, words

CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")


def contract_of(tree: Tree) -> ContractSpec:
    """What a data contract promises."""
    table = next(iter(maps(tree, "schema")), {})
    about = branch(tree, "description")
    return ContractSpec(
        external_id=text(tree, "id"),
        version=text(tree, "version"),
        name=text(tree, "name") or text(table, "businessName") or text(table, "name"),
        status=text(tree, "status"),
        table=text(table, "name"),
        physical_name=text(table, "physicalName"),
        description=text(table, "description"),
        purpose=text(about, "purpose"),
        usage=text(about, "usage"),
        limitations=text(about, "limitations"),
        terms=custom_text(tree, "terms"),
        tags=words(tree, "tags"),
        columns=tuple(_column(place, column) for place, column in enumerate(maps(table, "properties"), start=1)),
        quality=maps(table, "quality"),
        sla=maps(tree, "slaProperties"),
        relationships=tuple(_relationships(table)),
        servers=maps(tree, "servers"),
        table_tags=words(table, "tags"),
        physical_type=text(table, "physicalType"),
    )


def column_names(tree: Tree) -> tuple[str, ...]:
    """The names of the columns of a contract's first table."""
    table = next(iter(maps(tree, "schema")), {})
    return tuple(text(column, "name") for column in maps(table, "properties"))


def classification_of(column: Tree) -> str:
    """How confidential a column is; what is not on the scale counts as restricted."""
    said = text(column, "classification").strip().lower()
    return said if said in CLASSIFICATIONS or not said else "restricted"


def _column(position: int, tree: Tree) -> ColumnSpec:
    examples = tree.get("examples")
    return ColumnSpec(
        name=text(tree, "name"),
        position=position,
        logical_type=text(tree, "logicalType"),
        physical_type=text(tree, "physicalType"),
        physical_name=text(tree, "physicalName"),
        business_name=text(tree, "businessName"),
        description=text(tree, "description"),
        classification=classification_of(tree),
        primary_key=flag(tree, "primaryKey"),
        key_position=whole(tree, "primaryKeyPosition"),
        required=flag(tree, "required"),
        unique=flag(tree, "unique"),
        tags=words(tree, "tags"),
        examples=tuple(examples) if isinstance(examples, list) else (),
        options=branch(tree, "logicalTypeOptions"),
        enum=tuple(_values(tree)),
        quality=maps(tree, "quality"),
        fields=tuple(_column(place, field) for place, field in enumerate(_fields(tree), start=1)),
        items=_column(1, items) if (items := branch(tree, "items")) else None,
        justification=custom_text(tree, "justification"),
    )


def _fields(column: Tree) -> Iterator[Tree]:
    """What a column is made of, each with its name."""
    yield from maps(column, "properties")
    pair = branch(column, "map")
    for name in ("key", "value"):
        if part := branch(pair, name):
            yield {**part, "name": name}


def _values(column: Tree) -> Iterator[Any]:
    for each in maps(column, "enum"):
        if "value" in each:
            yield each["value"]


def _relationships(table: Tree) -> Iterator[Tree]:
    yield from maps(table, "relationships")
    for _, column in numbered(table, "properties"):
        for each in maps(column, "relationships"):
            yield {"from": f"{text(table, 'name')}.{text(column, 'name')}", **each}
