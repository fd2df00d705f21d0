"""A planned product as the documents it would have been published from."""

import json
from dataclasses import dataclass
from typing import Any

from marketplace.demo.generated.plan import Mesh, PlannedColumn, PlannedProduct, plan

CLAIM = "A generated product: its words are made up, and there are no rows behind it."
STAGES = {"internal": ["owner"], "restricted": ["owner", "steward"]}
VENDOR = {"vendor": "marketplace"}


@dataclass(frozen=True)
class Written:
    """The documents of one product, the parts that become rows, and the stream that holds all of them."""

    contract: dict[str, Any]
    contract_text: str
    policy: dict[str, Any]
    sql: str
    stream: bytes


def external_id(product: PlannedProduct) -> str:
    """The id in the documents, by which a generated product is told from all others."""
    return f"generated-{product.number}"


def contract_id(product: PlannedProduct) -> str:
    """The id of the contract of its one port."""
    return f"{external_id(product)}-{product.port}"


def team_of(product: PlannedProduct) -> str:
    """The short name of the team that owns it."""
    return f"generated-{domain_of(product)}"


def domain_of(product: PlannedProduct) -> str:
    """The short name of its domain, without the mark of what is generated."""
    return f"{product.industry}-{product.domain.lower().replace(' ', '-')}"


def input_name(number: int) -> str:
    """What a product calls another that it reads."""
    return f"p{number}"


def write_documents(mesh: Mesh, product: PlannedProduct) -> Written:
    """Product, contract, SQL and access policy."""
    contract = _contract(product)
    text = json.dumps(contract)
    policy = _policy(product)
    sql = _sql(product)
    transformation = {
        "apiVersion": "marketplace/v1",
        "kind": "Transformation",
        "outputPort": product.port,
        "language": "sql",
        "sql": sql,
    }
    parts = (json.dumps(_product(mesh, product)), text, json.dumps(transformation), json.dumps(policy))
    return Written(contract, text, policy, sql, "\n---\n".join(parts).encode())


def _product(mesh: Mesh, product: PlannedProduct) -> dict[str, Any]:
    return {
        "apiVersion": "v1.1.0",
        "kind": "DataProduct",
        "id": external_id(product),
        "name": product.name,
        "version": "1.0.0",
        "status": "active",
        "domain": f"generated-{domain_of(product)}",
        "type": {
            "source-aligned": "sourceAligned",
            "aggregate": "aggregate",
            "consumer-aligned": "consumerAligned",
        }[product.archetype],
        "description": {"purpose": product.description, "limitations": CLAIM},
        "tags": list(product.tags),
        "inputPorts": _inputs(mesh, product),
        "outputPorts": [
            {
                "name": product.port,
                "description": f"One row per {product.port.replace('_', ' ')}.",
                "type": "tables",
                "version": "1.0.0",
                "contractId": contract_id(product),
            }
        ],
        "team": {"name": product.domain},
        "customProperties": [
            {"property": "slug", "value": product.slug, **VENDOR},
            {"property": "ownerTeam", "value": team_of(product), **VENDOR},
            {"property": "refresh", "value": "manual", **VENDOR},
            *([{"property": "licence", "value": product.licence, **VENDOR}] if product.licence else []),
        ],
    }


def _inputs(mesh: Mesh, product: PlannedProduct) -> list[dict[str, Any]]:
    if not product.reads:
        source = f"generated-{product.industry}.{product.port}"
        named = {"property": "source", "value": source, **VENDOR}
        return [{"name": f"raw_{product.port}", "version": "1.0.0", "customProperties": [named]}]
    read = [plan(mesh, number) for number in product.reads]
    return [
        {
            "name": input_name(one.number),
            "version": "1.0.0",
            "contractId": contract_id(one),
        }
        for one in read
    ]


def _contract(product: PlannedProduct) -> dict[str, Any]:
    return {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": contract_id(product),
        "name": f"{product.name} contract",
        "version": "1.0.0",
        "status": "active",
        "description": {"purpose": f"What readers of {product.port} may rely on."},
        "schema": [
            {
                "name": product.port,
                "logicalType": "object",
                "physicalName": product.port,
                "physicalType": "table",
                "properties": [_property(column) for column in product.columns],
            }
        ],
    }


def _property(column: PlannedColumn) -> dict[str, Any]:
    told = {
        "name": column.name,
        "businessName": column.business_name,
        "logicalType": column.logical_type,
        "physicalType": column.physical_type,
        "description": column.description,
        "classification": column.classification,
    }
    return told | ({"primaryKey": True, "primaryKeyPosition": 1, "required": True} if column.key else {})


def _policy(product: PlannedProduct) -> dict[str, Any]:
    restricted = [column for column in product.columns if column.classification == "restricted"]
    rule: dict[str, Any] = {"name": "everybody", "then": product.rule}
    if product.rule == "review":
        rule["stages"] = STAGES["restricted" if restricted else "internal"]
    else:
        rule["reason"] = "Decided by the domain for everybody alike."
    return {
        "apiVersion": "marketplace/v1",
        "kind": "AccessPolicy",
        "outputPort": product.port,
        "purposes": list(product.purposes),
        "longestDays": product.longest_days,
        "rules": [rule],
        "masks": [
            {"column": column.name, "method": "hash" if column.logical_type == "string" else "null"}
            for column in restricted
            if not column.key
        ],
    }


def _sql(product: PlannedProduct) -> str:
    if not product.reads:
        names = ",\n  ".join(column.name for column in product.columns)
        return f"select\n  {names}\nfrom raw_{product.port}\n"  # noqa: S608 — a document, nobody runs it here
    chosen = ",\n  ".join(_expression(product, column) for column in product.columns)
    first, *others = [input_name(number) for number in product.reads]
    joins = "".join(f"\n  positional join {other}" for other in others)
    return f"select\n  {chosen}\nfrom {first}{joins}\n"  # noqa: S608


def _expression(product: PlannedProduct, column: PlannedColumn) -> str:
    if column.made_from is None:
        return f"uuid()::varchar as {column.name}"
    number, name, kind = column.made_from
    source = f"{input_name(number)}.{name}"
    return source if kind == "IDENTITY" else f"{expression_of(column)} as {column.name}"


def expression_of(column: PlannedColumn) -> str:
    """The SQL that makes one column of another."""
    if column.made_from is None:
        return ""
    number, name, kind = column.made_from
    source = f"{input_name(number)}.{name}"
    return source if kind == "IDENTITY" else f"try_cast({source} as {column.physical_type})"
