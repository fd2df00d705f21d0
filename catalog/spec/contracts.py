"""A data contract as typed facts. The port's table is the contract's first."""

import re
from collections.abc import Iterator
from typing import Any

from catalog.spec.product import ColumnSpec, ContractSpec
from catalog.spec.trees import Tree, branch, custom_text, flag, maps, numbered, text, whole, words

CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")
LONGEST_TERM = 80  # characters; what is longer explains a term and does not name it
_GLOSSARY = ("businessdefinition", "glossaryterm", "glossary")  # types of authoritative definitions


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


def glossary_of(column: Tree) -> tuple[str, str]:
    """The term by which a glossary calls a column, and its address there: its first business definition (ODCS).

    A definition that does not name the term is called as its address ends.

    >>> definition = {"type": "businessDefinition", "url": "https://terms.example.org/adverse-event"}
    >>> glossary_of({"authoritativeDefinitions": [{"type": "videoTutorial", "url": "x"}, definition]})
    ('adverse event', 'https://terms.example.org/adverse-event')
    """
    for definition in maps(column, "authoritativeDefinitions"):
        url = text(definition, "url").strip()
        if text(definition, "type").replace("-", "").casefold() in _GLOSSARY and url:
            named = text(definition, "description").strip()
            last = re.split(r"[/#?=]", url.rstrip("/"))[-1]
            return (named if 0 < len(named) <= LONGEST_TERM else re.sub(r"[-_+]|%20", " ", last)), url
    return "", ""


def _column(position: int, tree: Tree) -> ColumnSpec:
    examples = tree.get("examples")
    term, url = glossary_of(tree)
    return ColumnSpec(
        name=text(tree, "name"),
        position=position,
        logical_type=text(tree, "logicalType"),
        physical_type=text(tree, "physicalType"),
        physical_name=text(tree, "physicalName"),
        business_name=text(tree, "businessName"),
        glossary_term=term,
        glossary_url=url,
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
