"""The JSON Schema of the Open Data Contract Standard, from the package that carries it, its known faults mended.

The package's v3.2.0 was cut a week before the standard was final, and the final file has faults of its own.
"""

import importlib.util
import json
from pathlib import Path

from catalog.spec.shapes import JsonSchema

PACKAGE = "open_data_contract_standard"
IDENTIFIER = r"^[^\s.#/\\@!%&^]+$"
REFERENCE = (
    r"^(?:(?:https?:\/\/)?[A-Za-z0-9._\-\/]+\.ya?ml#)?\/?[A-Za-z_][A-Za-z0-9_]*\/[^\s.#/\\@!%&^]+"
    r"(?:\/[A-Za-z_][A-Za-z0-9_]*\/[^\s.#/\\@!%&^]+)*$"
)


def odcs_schema() -> JsonSchema:
    """The JSON Schema against which data contracts are judged."""
    # Found, not imported: importing would build the package's pydantic models, which we have no use for.
    package = importlib.util.find_spec(PACKAGE)
    if package is None or package.origin is None:
        raise RuntimeError("The package open-data-contract-standard, which carries the ODCS schema, is not installed.")
    schema: JsonSchema = json.loads(Path(package.origin).with_name("schema.json").read_text(encoding="utf-8"))
    _let_identifiers_be_words(schema)
    _ask_types_before_options(schema)
    _judge_nested_columns_once(schema)
    return schema


def _let_identifiers_be_words(schema: JsonSchema) -> None:
    """The final v3.2.0 allows identifiers in any script; the package still wants ASCII."""
    schema["$defs"]["StableId"]["pattern"] = IDENTIFIER
    schema["$defs"]["FullyQualifiedReference"]["pattern"] = REFERENCE


def _ask_types_before_options(schema: JsonSchema) -> None:
    """A column without logicalType must not be held against the rules of every type at once.

    In the package it must even have `map` and vector dimensions; in the final file its logicalTypeOptions must
    satisfy seven types together. `properties` and `items` stay allowed where the type is left out.
    """
    column = schema["$defs"]["SchemaBaseProperty"]
    branches: list[JsonSchema] = []
    for branch in column["allOf"]:
        if "if" not in branch:
            branches.append(branch)
            continue
        then = branch["then"]
        nested = {key: then["properties"].pop(key) for key in ("properties", "items") if key in then["properties"]}
        if nested:
            branches.append({"if": branch["if"], "then": {"properties": nested}})
        branches.append({"if": {"allOf": [branch["if"], {"required": ["logicalType"]}]}, "then": then})
        if "dimensions" in then["properties"].get("logicalTypeOptions", {}).get("properties", {}):
            then["required"] = ["logicalTypeOptions"]
    column["allOf"] = branches


def _judge_nested_columns_once(schema: JsonSchema) -> None:
    """An item's `properties` are named in two places; judged in both, the work would double with each level."""
    del schema["$defs"]["SchemaItemProperty"]["properties"]["properties"]
