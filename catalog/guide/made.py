"""What a SELECT makes of known tables: its columns with their types, and what is known of those they are taken from."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp, parse_one
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from catalog.guide.outputs import Made
from catalog.lineage.columns import DIALECT, FAILURES, column_edges, output_columns
from catalog.warehouses.logical_types import logical_type


@dataclass(frozen=True)
class KnownColumn:
    """A column of an input: its type in the warehouse, and what its contract says of it."""

    name: str
    physical_type: str = ""
    logical_type: str = ""
    description: str = ""
    business_name: str = ""
    classification: str = ""


Tables = Mapping[str, Mapping[str, KnownColumn]]  # by the name of the input, then of the column


def made_columns(sql: str, tables: Tables) -> list[Made] | None:
    """The columns that a SELECT makes, in order; None where only running it can tell.

    A column that is taken as it is keeps what is known of it. What is made of several keeps the classification of the
    most confidential.
    """
    schemas = {table: {column.name: column.physical_type for column in each.values()} for table, each in tables.items()}
    try:
        names = output_columns(sql, schemas)
        edges = column_edges(sql, schemas)
    except FAILURES:
        return None
    if not names or "*" in names:
        return None
    types = _types(sql, schemas)
    sources: dict[str, list[tuple[KnownColumn, str]]] = {}
    for edge in edges:
        known = _known(tables, edge.table, edge.column)
        if known and edge.transformation in ("IDENTITY", "TRANSFORMATION"):
            sources.setdefault(edge.output_column.lower(), []).append((known, edge.transformation))
    return [_made(name, sources.get(name.lower(), []), types.get(name.lower(), "")) for name in names]


def _made(name: str, sources: list[tuple[KnownColumn, str]], found_type: str) -> Made:
    if len(sources) == 1 and sources[0][1] == "IDENTITY":
        one = sources[0][0]
        physical = one.physical_type or found_type
        return Made(
            name,
            logical_type=one.logical_type or (logical_type(physical) if physical else ""),
            physical_type=physical,
            description=one.description,
            business_name=one.business_name if one.name.lower() == name.lower() else "",
            classification=one.classification,
        )
    strictest = max((each.classification for each, _ in sources), key=_strictness, default="")
    return Made(
        name,
        logical_type=logical_type(found_type) if found_type else "",
        physical_type=found_type,
        classification=strictest,
    )


def _strictness(classification: str) -> int:
    return ("", "public", "internal", "confidential", "restricted").index(classification)


def _known(tables: Tables, table: str, column: str) -> KnownColumn | None:
    for name, columns in tables.items():
        if name.lower() == table.lower():
            return next((each for each in columns.values() if each.name.lower() == column.lower()), None)
    return None


def _types(sql: str, schemas: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The type of each column, as far as the text and the types of the inputs tell."""
    known: dict[str, object] = {
        table.lower(): {column.lower(): kind or "VARCHAR" for column, kind in columns.items()}
        for table, columns in schemas.items()
        if columns
    }
    try:
        schema = MappingSchema(known, dialect=DIALECT)
        tree = qualify(parse_one(sql, dialect=DIALECT), schema=schema, dialect=DIALECT, validate_qualify_columns=False)
        typed = annotate_types(tree, schema=schema, dialect=DIALECT)
    except FAILURES:
        return {}
    found: dict[str, str] = {}
    for select in typed.selects if isinstance(typed, exp.Query) else ():
        kind = select.type
        if kind is not None and kind.this not in (exp.DataType.Type.UNKNOWN, exp.DataType.Type.NULL):
            said = kind.sql(dialect=DIALECT)
            found[select.alias_or_name.lower()] = {"TEXT": "VARCHAR", "INT": "INTEGER"}.get(said, said)
    return found
