"""A short notation for documents made of closed objects, and its translation into JSON Schema.

    "Port": "name! version deprecated:flag tags:text[]"

says that a Port has exactly these keys, that `name` must be there, that a key is text unless a shape
follows its colon, and that `[]` makes it a list.
"""

import re
from collections.abc import Mapping
from typing import Any

JsonSchema = dict[str, Any]

KEY = re.compile(r"(?P<name>\w+)(?::(?P<shape>\w+)(?P<many>\[\])?)?(?P<required>!)?")
LEAVES: Mapping[str, JsonSchema] = {
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
    "number": {"type": "number"},
    "anything": {},
}


def schema_of(root: str, objects: Mapping[str, str], leaves: Mapping[str, JsonSchema]) -> JsonSchema:
    """The JSON Schema of a document whose outermost object is `root`."""
    definitions = {name: dict(leaf) for name, leaf in {**LEAVES, **leaves}.items()}
    definitions |= {name: _object(keys) for name, keys in objects.items()}
    return {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "$ref": f"#/$defs/{root}",
        "$defs": definitions,
    }


def _object(keys: str) -> JsonSchema:
    found = [match for match in map(KEY.fullmatch, keys.split()) if match]
    return {
        "type": "object",
        "properties": {match["name"]: _value(match["shape"] or "text", bool(match["many"])) for match in found},
        "required": [match["name"] for match in found if match["required"]],
        "additionalProperties": False,
    }


def _value(shape: str, many: bool) -> JsonSchema:
    one = {"$ref": f"#/$defs/{shape}"}
    return {"type": "array", "items": one} if many else one
