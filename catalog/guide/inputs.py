"""The second step: what the product reads, and by which names."""

import re
from collections.abc import Collection

from sqlglot import exp

from catalog.guide.describing import PRODUCT_ORDER, add_to
from catalog.guide.fields import VENDOR, Field
from catalog.guide.work import Work
from catalog.spec.sql import parse_select
from catalog.spec.trees import Tree, numbered, text
from catalog.spec.versions import newer_than
from catalog.spec.violations import Path

INPUT_ORDER = ("id", "name", "version", "contractId", "tags", "customProperties", "authoritativeDefinitions")
INPUT_FIELDS = (
    Field("name", ("name",), order=INPUT_ORDER),
    Field("version", ("version",), order=INPUT_ORDER),
)


def input_ports(product: Tree) -> list[tuple[Path, Tree]]:
    """The input ports, each with its path."""
    return [(("inputPorts", place), port) for place, port in numbered(product, "inputPorts")]


def add_port_of(product: Tree, *, port: str, contract_id: str, version: str) -> str:
    """Read an output port of another product; answers the name it got."""
    name = free_name(port, _taken(product))
    entry = {"name": name} | ({"version": version} if version else {}) | {"contractId": contract_id}
    add_to(product, "inputPorts", entry, PRODUCT_ORDER)
    return name


def add_source(product: Tree, *, source: str) -> str:
    """Read a table of a source system, named `<system>.<table>`; answers the name it got."""
    name = free_name(source.partition(".")[2], _taken(product))
    vendor = newer_than("odps", text(product, "apiVersion"), "CustomProperty", "vendor", None) is None
    said = {"property": "source", "value": source} | ({"vendor": VENDOR} if vendor else {})
    add_to(product, "inputPorts", {"name": name, "customProperties": [said]}, PRODUCT_ORDER)
    return name


def free_name(wanted: str, taken: Collection[str]) -> str:
    """A name that SQL can say, and that nothing else has.

    >>> free_name("Adverse events (AE)", {"adverse_events_ae"}), free_name("2024", ())
    ('adverse_events_ae_2', 't_2024')
    """
    name = re.sub(r"[^a-z0-9]+", "_", wanted.lower()).strip("_") or "input"
    name = name if name[0].isalpha() else f"t_{name}"
    others = (f"{name}_{number}" for number in range(2, 10_000))
    return next(each for each in (name, *others) if each not in taken)


def rename_in_sql(work: Work, old: str, new: str, tables: Collection[str]) -> None:
    """Let the transformations call an input by its new name."""
    for sheet in work.of("transformation"):
        sql = sheet.tree.get("sql")
        if isinstance(sql, str):
            sheet.tree["sql"] = renamed_table(sql, old, new, tables)


def renamed_table(sql: str, old: str, new: str, tables: Collection[str]) -> str:
    """SQL in which a table goes by another name; as it was, where it cannot be read.

    >>> renamed_table("select a.x, b.a from a join b on a.id = b.id", "a", "aa", ["a", "b"])
    'select aa.x, b.a from aa join b on aa.id = b.id'
    """
    query, _ = parse_select(sql, tables)
    if query is None or not re.fullmatch(r"[a-z][a-z0-9_]*", new):
        return sql
    own = {each.alias_or_name.lower() for each in query.find_all(exp.CTE)}
    if old.lower() in own:
        return sql
    named = [each for each in query.find_all(exp.Table) if each.name.lower() == old.lower() and not each.args.get("db")]
    aliased = {each.alias.lower() for each in query.find_all(exp.Table) if each.alias}
    spots = [_spot(each.this) for each in named]
    if old.lower() not in aliased and any(not each.alias for each in named):
        columns = [each for each in query.find_all(exp.Column) if each.table.lower() == old.lower()]
        spots += [_spot(each.args.get("table")) for each in columns]
    changed = sql
    for spot in sorted({spot for spot in spots if spot}, reverse=True):
        if sql[slice(*spot)].strip('"').lower() == old.lower():
            changed = changed[: spot[0]] + new + changed[spot[1] :]
    return changed


def _spot(identifier: object) -> tuple[int, int] | None:
    """Where a name stands in the text."""
    meta = identifier.meta if isinstance(identifier, exp.Identifier) else {}
    start, end = meta.get("start"), meta.get("end")
    return (start, end + 1) if isinstance(start, int) and isinstance(end, int) else None


def _taken(product: Tree) -> set[str]:
    return {text(port, "name") for _, port in input_ports(product)}
