"""The marketplace's own two kinds: what the standards have no place for. `docs/bundles.md` is their reference."""

from catalog.spec.dialects import OURS
from catalog.spec.shapes import JsonSchema, schema_of

DECISIONS = ("approve", "deny", "review")
STAGES = ("owner", "steward")
METHODS = ("null", "hash", "partial", "redact", "year", "bucket", "expression")
LONGEST_DAYS = 3650

OBJECTS = {
    "Transformation": "apiVersion:Version! kind! outputPort! language:Language description sql! repository:Repository",
    "Repository": "url! path commit",
    "AccessPolicy": (
        "apiVersion:Version! kind! outputPort! description purposes:Word[] longestDays:Days terms rules:Rule[] "
        "default:Outcome rowFilter masks:Mask[] unmaskedFor:Word[]"
    ),
    "Rule": "name:Word! when:When then:Decision! reason stages:Stage[]",
    "When": "teams:Word[] domains:Word[] purposes:Word[] daysAtMost:Days",
    "Outcome": "then:Decision! reason stages:Stage[]",
    "Mask": "column:Word! method:Method! size:Size expression:Word",
}
LEAVES: dict[str, JsonSchema] = {
    "Version": {"enum": [OURS]},
    "Language": {"enum": ["sql"]},
    "Decision": {"enum": list(DECISIONS)},
    "Stage": {"enum": list(STAGES)},
    "Method": {"enum": [*METHODS, None]},  # `method: null` without quotes is YAML's nothing, and means the same
    "Days": {"type": "integer", "minimum": 1, "maximum": LONGEST_DAYS},
    "Size": {"type": "number", "exclusiveMinimum": 0},
    "Word": {"type": "string", "minLength": 1},
}


def transformation_schema() -> JsonSchema:
    """The JSON Schema of a transformation."""
    return schema_of("Transformation", OBJECTS, LEAVES)


def access_policy_schema() -> JsonSchema:
    """The JSON Schema of an access policy."""
    return schema_of("AccessPolicy", OBJECTS, LEAVES)
