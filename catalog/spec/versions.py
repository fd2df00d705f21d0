"""What came with which version of a standard, so that a document that declares less can be told.

Documents lie about their apiVersion more often than they are wrong: they are accepted, with a warning.
"""

from typing import Any

from catalog.spec.dialects import VERSIONS
from catalog.spec.documents import Kind

NOTE = "id description"
KEYS: dict[tuple[Kind, str], dict[str, str]] = {
    ("odcs", "v3.1.0"): {
        "SchemaElement": "id",
        "SchemaObject": "relationships",
        "SchemaBaseProperty": "relationships",
        "DataQuality": "id",
        "DataQualityLibrary": "metric arguments",
        "Team": "id members tags",
        "Server": "id",
        "ServiceLevelAgreementProperty": "id description schedule scheduler",
        "CustomProperty": NOTE,
        "Role": "id",
    },
    ("odcs", "v3.2.0"): {
        "": "context",
        "SchemaElement": "deprecated synonyms",
        "SchemaObject": "context",
        "SchemaBaseProperty": "enum semanticType",
        "ServiceLevelAgreementProperty": "customProperties authoritativeDefinitions",
        "CustomProperty": "vendor",
    },
    ("odps", "v1.0.0"): {"Team": "members", "InputPort": "tags", "OutputPort": "tags"},
    ("odps", "v1.1.0"): {
        "Product": "type synonyms context deprecated",
        "InputPort": "id deprecated",
        "OutputPort": "id deprecated synonyms context",
        "ManagementPort": "id deprecated",
        "CustomProperty": "id vendor",
    },
}
VALUES = {
    ("logicalType", "timestamp"): "v3.1.0",
    ("logicalType", "time"): "v3.1.0",
    ("logicalType", "map"): "v3.2.0",
    ("logicalType", "vector"): "v3.2.0",
}
SINCE = {
    (kind, shape, key): version
    for (kind, version), shapes in KEYS.items()
    for shape, keys in shapes.items()
    for key in keys.split()
}


def newer_than(kind: Kind, declared: str, shape: str, key: str, value: Any) -> str | None:
    """The version a key or its value came with, where the declared version is older; None otherwise.

    >>> newer_than("odcs", "v3.0.2", "SchemaBaseProperty", "enum", [])
    'v3.2.0'
    """
    order = VERSIONS[kind]
    since = SINCE.get((kind, shape, key))
    if since is None and isinstance(value, str):
        since = VALUES.get((key, value)) if kind == "odcs" else None
    if since is None or declared not in order or order.index(since) >= order.index(declared):
        return None
    return since
