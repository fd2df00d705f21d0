"""The documents that a product begins with: as many as are known, and none of them a promise that nobody made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.spec import slugify, write
from catalog.spec.dialects import OURS
from catalog.spec.product_checks import RESERVED
from catalog.starting.names import words_of

Tree = dict[str, Any]
FIRST_VERSION = "1.0.0"
PORT_NAME = r"^[a-z][a-z0-9_]*\Z"
# What is promised where data is built anew so often: the oldest that it may be, twice the period.
FRESHNESS = {"hourly": (2, "h"), "daily": (2, "d"), "weekly": (14, "d")}
FREQUENCY = {"hourly": (1, "h"), "daily": (1, "d"), "weekly": (7, "d")}
ENOUGH = 0.5  # of the rows that are there now


@dataclass(frozen=True)
class NewColumn:
    """A column as the engine knows it, with what another contract already says of it."""

    name: str
    logical_type: str
    physical_type: str
    business_name: str = ""
    description: str = ""
    classification: str = ""


@dataclass(frozen=True)
class NewInput:
    """What the product reads: a table of a source system, or another product's port by its contract."""

    name: str
    source: str = ""
    contract_id: str = ""
    version: str = ""


@dataclass(frozen=True)
class NewPort:
    """One output port, with what makes it and what it promises; what is unknown is left out."""

    name: str
    description: str = ""
    columns: Sequence[NewColumn] = ()
    sql: str = ""
    rows: int | None = None


@dataclass(frozen=True)
class NewProduct:
    """Everything that is known of a product at its beginning."""

    name: str
    slug: str
    domain: str
    team: str
    team_name: str = ""
    purpose: str = ""
    archetype: str = "sourceAligned"
    refresh: str = "daily"
    licence: str = ""
    inputs: Sequence[NewInput] = ()
    ports: Sequence[NewPort] = ()


def documents_of(product: NewProduct) -> bytes:
    """The product as a stream of documents: itself, then for each port its contract, its SQL and its policy."""
    trees = [product_tree(product)]
    for port in product.ports:
        contract = contract_id(product, port.name)
        trees.append(contract_tree(product, port, contract))
        if port.sql:
            trees.append({"apiVersion": OURS, "kind": "Transformation", "outputPort": port.name, "sql": port.sql})
        trees.append(policy_tree(port.name))
    return write(trees)


def product_tree(product: NewProduct) -> Tree:
    """The data product document."""
    outputs = [
        _without_nothing(
            {
                "name": port.name,
                "description": port.description,
                "type": "tables",
                "version": FIRST_VERSION,
                "contractId": contract_id(product, port.name),
            }
        )
        for port in product.ports
    ]
    return _without_nothing(
        {
            "apiVersion": "v1.1.0",
            "kind": "DataProduct",
            "id": f"{product.domain}.{product.slug}" if product.domain else product.slug,
            "name": product.name,
            "version": FIRST_VERSION,
            "status": "active",
            "domain": product.domain,
            "type": product.archetype,
            "description": _without_nothing({"purpose": product.purpose}),
            "inputPorts": [_input_tree(one) for one in product.inputs],
            "outputPorts": outputs,
            "team": _without_nothing({"name": product.team_name}),
            "customProperties": [
                own("slug", product.slug),
                own("ownerTeam", product.team),
                *([own("licence", product.licence)] if product.licence else []),
                own("refresh", product.refresh),
            ],
        }
    )


def contract_tree(product: NewProduct, port: NewPort, contract: str) -> Tree:
    """The contract of one port: its columns with their types, how fresh it is, and that there are enough rows."""
    table: Tree = {
        "name": port.name,
        "logicalType": "object",
        "physicalName": port.name,
        "physicalType": "table",
        "description": port.description,
        "properties": [column_tree(column) for column in port.columns],
        "quality": _enough_rows(port.rows),
    }
    return _without_nothing(
        {
            "apiVersion": "v3.2.0",
            "kind": "DataContract",
            "id": contract,
            "name": f"{product.name} contract",
            "version": FIRST_VERSION,
            "status": "active",
            "domain": product.domain,
            "schema": [_without_nothing(table)],
            "slaProperties": _objectives(product.refresh),
        }
    )


def policy_tree(port: str) -> Tree:
    """The access policy that needs no thought: the owning team decides each order."""
    return {
        "apiVersion": OURS,
        "kind": "AccessPolicy",
        "outputPort": port,
        "longestDays": 365,
        "default": {"then": "review", "stages": ["owner"]},
    }


def column_tree(column: NewColumn) -> Tree:
    """One column; the order of columns is their position."""
    tree: Tree = {
        "name": column.name,
        "businessName": column.business_name or business_name(column.name),
        "logicalType": column.logical_type,
        "physicalType": column.physical_type,
        "description": column.description,
        "classification": column.classification,
    }
    if column.logical_type == "array":
        tree["items"] = {"logicalType": "string"}
    return _without_nothing(tree)


def own(name: str, value: Any) -> Tree:
    """A custom property of this marketplace."""
    return {"property": name, "value": value, "vendor": "marketplace"}


def contract_id(product: NewProduct, port: str) -> str:
    """An id that no other contract has: made of the product's address, which is its own."""
    tail = slugify(port)
    return product.slug if tail == product.slug else f"{product.slug}-{tail}"


def slug_of(name: str) -> str:
    """The address of a product of this name; one that would lead elsewhere in the Studio gets a word more.

    >>> slug_of("Late flights"), slug_of("New")
    ('late-flights', 'new-product')
    """
    slug = slugify(name)[:120].strip("-")
    return f"{slug}-product" if slug in RESERVED else slug


def port_of(name: str) -> str:
    """The name of an output port, out of the name of a product or a table.

    >>> port_of("Late flights (NYC)")
    'late_flights_nyc'
    """
    return slugify(name).replace("-", "_")


def output_name(name: str) -> str:
    """What the output port of a product is called when nobody says; it begins with a letter.

    >>> output_name("2013 flights")
    'port_2013_flights'
    """
    made = port_of(name)
    return made if made[:1].isalpha() else f"port_{made}".rstrip("_")


def business_name(column: str) -> str:
    """A column's name as people would say it; empty where it is an abbreviation that says nothing.

    >>> business_name("sched_dep_time"), business_name("customerEmail"), business_name("USUBJID")
    ('Sched dep time', 'Customer email', '')
    """
    words = words_of(column)
    if len(words) == 1 and not re.fullmatch(r"[a-z]{3,}|[A-Z][a-z]{2,}", column):
        return ""
    return " ".join(words).capitalize()


def _input_tree(one: NewInput) -> Tree:
    tree: Tree = {"name": one.name, "version": one.version or FIRST_VERSION, "contractId": one.contract_id}
    if one.source:
        tree["customProperties"] = [own("source", one.source)]
    return _without_nothing(tree)


def _enough_rows(rows: int | None) -> list[Tree]:
    least = max(1, _rounded(rows * ENOUGH)) if rows else 1
    rule = {"name": "Enough rows", "type": "library", "metric": "rowCount", "mustBeGreaterOrEqualTo": least}
    return [{**rule, "dimension": "completeness", "severity": "error"}]


def _rounded(number: float) -> int:
    """The number cut to its first two digits, which is how people say such numbers.

    >>> _rounded(168388.0), _rounded(7.0)
    (160000, 7)
    """
    whole = int(number)
    step: int = 10 ** max(0, len(str(whole)) - 2)
    return whole // step * step


def _objectives(refresh: str) -> list[Tree]:
    if refresh not in FRESHNESS:
        return []
    age, age_unit = FRESHNESS[refresh]
    period, period_unit = FREQUENCY[refresh]
    return [
        {"id": "freshness", "property": "freshness", "value": age, "unit": age_unit},
        {"id": "frequency", "property": "frequency", "value": period, "unit": period_unit},
    ]


def _without_nothing(tree: Tree) -> Tree:
    return {key: value for key, value in tree.items() if value not in ("", [], {}, None)}
