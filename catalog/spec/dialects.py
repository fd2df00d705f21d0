"""Which standard a document speaks, and what to tell those who speak another one."""

import re
from typing import Any

from catalog.spec.documents import Kind

OURS = "marketplace/v1"
KINDS: dict[str, Kind] = {
    "DataProduct": "odps",
    "DataContract": "odcs",
    "Transformation": "transformation",
    "AccessPolicy": "access-policy",
}
VERSIONS: dict[Kind, tuple[str, ...]] = {
    "odps": ("v1.1.0", "v1.0.0", "v0.9.0"),
    "odcs": ("v3.2.0", "v3.1.0", "v3.0.2", "v3.0.1", "v3.0.0", "v2.2.2", "v2.2.1", "v2.2.0"),
    "transformation": (OURS,),
    "access-policy": (OURS,),
    "access-rules": (OURS,),
}
HERE = "describe the product as a DataProduct of the Open Data Product Standard v1.1.0"
KUBERNETES = re.compile(r"[a-z0-9.-]+\.[a-z]+/v\d")


def foreign(tree: dict[str, Any]) -> str | None:
    """A sentence about the foreign dialect a document speaks; None when it may be one of ours."""
    version = tree.get("apiVersion")
    if "dataContractSpecification" in tree:
        return (
            "This is the superseded Data Contract Specification; "
            "convert it with `datacontract export odcs` to the Open Data Contract Standard."
        )
    if "fluidVersion" in tree:
        return f"This is a Fluid Forge contract; {HERE}."
    if "dataProductDescriptor" in tree:
        return f"This is a Data Product Descriptor Specification document of the Open Data Mesh initiative; {HERE}."
    if "product" in tree and "version" in tree and "kind" not in tree:
        return f"This is the Open Data Product Specification of opendataproducts.org, a namesake; {HERE}."
    if isinstance(version, str) and version.startswith("openslo/"):
        return "This is an OpenSLO document; write service levels as slaProperties of the data contract."
    if isinstance(version, str) and version != OURS and KUBERNETES.match(version):
        return f"This is a Kubernetes-style resource of {version.partition('/')[0]}; {HERE}."
    if tree.get("kind") == "AccessAgreement":
        return "This is an access agreement (OAAS); access is asked for in the marketplace, not declared in a bundle."
    if tree.get("kind") == "ObservabilityResults":
        return "These are observability results (OORS); a bundle promises, it does not report."
    return None


def kind_of(tree: dict[str, Any]) -> Kind | None:
    """The kind of one of our own documents, by its `kind`."""
    kind = tree.get("kind")
    return KINDS.get(kind) if isinstance(kind, str) else None
