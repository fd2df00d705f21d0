"""A contract's own SQL: placeholders filled in, held against the same allow-lists as a transformation."""

import re
from typing import Any

from sqlglot import exp

from catalog.service_levels.compile.expressions import sql_of
from catalog.spec.sql import parse_select
from catalog.spec.trees import Tree, text

# {object} {property} ${object} ${property} ${table} ${column} {table} {column}; {model} and {field} are a tool's
_PLACEHOLDER = re.compile(r"\$?\{\s*(object|property|table|column|model|field)\s*\}", re.IGNORECASE)
_COLUMN = re.compile(r"\{\s*(property|column|field)\s*\}", re.IGNORECASE)
_STANDS_FOR = {
    **dict.fromkeys(("object", "table", "model"), "odcs_table_"),
    **dict.fromkeys(("property", "column", "field"), "odcs_column_"),
}
NAMELESS = "data"


def table_name(table: Tree) -> str:
    """What queries call the table."""
    return text(table, "name") or NAMELESS


def check_query(query: Any, table: Tree, property_name: str = "") -> tuple[str, str]:
    """The SELECT to run, or the reason why there is none; one of the two is empty.

    >>> check_query("select count(*) from ${table} where {column} < 0", {"name": "visits"}, "age")
    ('SELECT COUNT(*) FROM "visits" WHERE "age" < 0', '')
    >>> check_query("select count(*) from payroll", {"name": "visits"})[1]
    "Its SQL is not run: 'payroll' is not the table of this port."
    """
    if not isinstance(query, str) or not query.strip():
        return "", "It has no SQL."
    if not property_name and _COLUMN.search(query):
        return "", "Its SQL names a column by a placeholder, but it is a rule about the whole table."
    name, physical = table_name(table), text(table, "physicalName").rpartition(".")[2]
    names = {name, physical or name, _STANDS_FOR["table"]}
    tree, problems = parse_select(_PLACEHOLDER.sub(lambda found: _STANDS_FOR[found[1].lower()], query), names)
    if problems or tree is None:
        return "", f"Its SQL is not run: {_told(problems[0].message)}"
    return sql_of(_filled(tree, name, physical, property_name)), ""


def _filled(tree: exp.Expr, table: str, physical: str, property_name: str) -> exp.Expr:
    """Put the real names where placeholders stood; a table called by its physical name keeps that as its alias."""
    stands_for = {_STANDS_FOR["table"]: table, _STANDS_FOR["column"]: property_name}
    for node in list(tree.walk()):
        if isinstance(node, exp.Identifier) and node.this in stands_for:
            node.set("this", stands_for[node.this])
            node.set("quoted", True)
        elif isinstance(node, exp.Literal) and node.is_string:
            for token, real in stands_for.items():
                node.set("this", node.this.replace(token, real))
        elif isinstance(node, exp.Table) and physical and physical != table and node.name.lower() == physical.lower():
            if not node.alias:
                node.set("alias", exp.TableAlias(this=exp.to_identifier(node.name, quoted=True)))
            node.set("this", exp.to_identifier(table, quoted=True))
    return tree


def _told(message: str) -> str:
    """The finding in the words of a contract, which knows no input ports."""
    return re.sub(r"is not an input port of this product \(.*\)", "is not the table of this port", message)
