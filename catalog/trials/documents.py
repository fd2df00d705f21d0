"""The documents of one output port in a bundle."""

from typing import Any

from catalog.spec import Bundle, Document
from catalog.spec.viewing import contract_for


def contract_document(bundle: Bundle, port: str) -> Document | None:
    """The contract that a port is bound to."""
    written = bundle.product.tree.get("outputPorts") if bundle.product else None
    ports = [one for one in written if isinstance(one, dict)] if isinstance(written, list) else []
    found = next((one for one in ports if one.get("name") == port), None)
    return contract_for(found, bundle) if found else None


def transformation_document(bundle: Bundle, port: str) -> Document | None:
    """The transformation that makes a port."""
    return next((one for one in bundle.transformations if one.tree.get("outputPort") == port), None)


def policy_tree(bundle: Bundle, port: str) -> dict[str, Any]:
    """The access policy of a port as it is written; nothing where none is."""
    return next((one.tree for one in bundle.policies if one.tree.get("outputPort") == port), {})
