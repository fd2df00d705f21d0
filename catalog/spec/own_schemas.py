"""The marketplace's own kinds: what the standards have no place for. `docs/bundles.md` is their reference."""

from catalog.spec.dialects import OURS
from catalog.spec.shapes import JsonSchema, schema_of

DECISIONS = ("approve", "deny", "review")
STAGES = ("owner", "domain-owner", "steward", "data-protection", "line")
CONSUMERS = ("person", "team", "service-account")
CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")
MOST_NEEDED = 50
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
    "When": (
        "consumers:Consumer[] teams:Word[] domains:Word[] regions:Word[] purposes:Word[] "
        "classifications:Classification[] daysAtMost:Days daysAtLeast:Days plain:Flag"
    ),
    "NeededStage": "role:Role! needs:Needs",
    "AccessRules": "apiVersion:Version! kind! description rules:CompanyRule[]!",
    "CompanyRule": "name:Word! when:When then:CompanyDecision! reason stages:Stage[]",
    "Outcome": "then:Decision! reason stages:Stage[]",
    "Mask": "column:Word! method:Method! size:Size expression:Word",
}
LEAVES: dict[str, JsonSchema] = {
    "Version": {"enum": [OURS]},
    "Language": {"enum": ["sql"]},
    "Decision": {"enum": list(DECISIONS)},
    "CompanyDecision": {"enum": [*DECISIONS, "leave"]},
    "Role": {"type": "string", "enum": list(STAGES)},
    "Needs": {
        "anyOf": [
            {"type": "string", "enum": ["any", "all"]},
            {"type": "integer", "minimum": 1, "maximum": MOST_NEEDED},
        ]
    },
    "Stage": {"anyOf": [{"$ref": "#/$defs/Role"}, {"$ref": "#/$defs/NeededStage"}]},
    "Consumer": {"enum": list(CONSUMERS)},
    "Classification": {"enum": list(CLASSIFICATIONS)},
    "Method": {"enum": [*METHODS, None]},  # `method: null` without quotes is YAML's nothing, and means the same
    "Days": {"type": "integer", "minimum": 1, "maximum": LONGEST_DAYS},
    "Size": {"type": "number", "exclusiveMinimum": 0},
    "Flag": {"type": "boolean"},
    "Word": {"type": "string", "minLength": 1},
}


def transformation_schema() -> JsonSchema:
    """The JSON Schema of a transformation."""
    return schema_of("Transformation", OBJECTS, LEAVES)


def access_policy_schema() -> JsonSchema:
    """The JSON Schema of an access policy."""
    return schema_of("AccessPolicy", OBJECTS, LEAVES)


def access_rules_schema() -> JsonSchema:
    """The JSON Schema of the company's own rules, which stand in no bundle."""
    return schema_of("AccessRules", OBJECTS, LEAVES)
