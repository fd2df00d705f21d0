"""The conditions of a schema (`if`), decided without the weight of a whole validator.

A column is held against a dozen of them and a server against forty, all of the form "logicalType is map".
"""

from typing import Any

from catalog.spec.shapes import JsonSchema

UNDERSTOOD = frozenset({"properties", "required", "anyOf", "allOf", "const", "type"})


def holds(condition: JsonSchema, value: Any) -> bool:
    """Does a value meet a condition made of const, required, a text type, and their combinations?

    >>> holds({"properties": {"type": {"const": "sql"}}, "required": ["type"]}, {"type": "sql"})
    True
    """
    if "const" in condition:
        return bool(value == condition["const"])
    if condition.get("type") == "string" and not isinstance(value, str):
        return False
    if isinstance(value, dict):
        if not all(key in value for key in condition.get("required", ())):
            return False
        inside = condition.get("properties", {})
        if not all(holds(below, value[key]) for key, below in inside.items() if key in value):
            return False
    any_of = condition.get("anyOf")
    if any_of and not any(holds(each, value) for each in any_of):
        return False
    return all(holds(each, value) for each in condition.get("allOf", ()))


def is_understood(condition: JsonSchema) -> bool:
    """Is a condition made of nothing but what `holds` decides?"""
    below = (*condition.get("properties", {}).values(), *condition.get("anyOf", ()), *condition.get("allOf", ()))
    plain = condition.get("type", "string") == "string" and condition.keys() <= UNDERSTOOD
    return plain and all(is_understood(each) for each in below)
