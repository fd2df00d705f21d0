"""Small products for tests of grading, as their parts are given."""

import json

from catalog.spec import diff
from tests.catalog.spec.bundles import read


def bundle(columns=(), *, table=None, contract=None, policy=None, port=None, product=None):
    """A product with one port `people`, as its parts are given."""
    documents = [
        {
            "apiVersion": "v1.1.0", "kind": "DataProduct", "id": "people", "name": "People", "version": "1.0.0",
            "outputPorts": [{"name": "people", "version": "1.0.0", "contractId": "people-c", **(port or {})}],
            **(product or {}),
        },
        {
            "apiVersion": "v3.2.0", "kind": "DataContract", "id": "people-c", "version": "1.0.0", "status": "active",
            "schema": [{"name": "people", "properties": list(columns), **(table or {})}], **(contract or {}),
        },
    ]  # fmt: skip
    if policy is not None:
        documents.append({"apiVersion": "marketplace/v1", "kind": "AccessPolicy", "outputPort": "people", **policy})
    return read("\n---\n".join(json.dumps(document) for document in documents).encode())


def column(name="address", **says):
    """A column of text, unless it says otherwise."""
    return {"name": name, "logicalType": "string", **says}


def told(old, new):
    """The changes between two bundles: grade and sentence."""
    return [(change.kind, change.message) for change in diff(old, new)]
