"""Documents that others wrote, made those of a new product: its name, its address, its owner; nothing else changes."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.spec import Bundle, slugify
from catalog.spec.documents import Document
from catalog.spec.edits import revise
from catalog.spec.trees import Tree, maps, text, words
from catalog.starting.documents import FIRST_VERSION, own

VENDORS = ("marketplace", None)
PAST = frozenset({"deprecated", "retired"})


@dataclass(frozen=True)
class Naming:
    """How the new product is called, and whose it is. All but the names are short names that exist here."""

    name: str
    slug: str
    domain: str
    team: str
    team_name: str = ""


def adopted(bundle: Bundle, naming: Naming) -> bytes:
    """Documents as they are, with the product's name, domain, address and owner where these differ."""
    assert bundle.product is not None
    tree = copy.deepcopy(bundle.product.tree)
    _name(tree, naming)
    return revise(bundle, {bundle.product.index: tree})


def copied(bundle: Bundle, naming: Naming) -> bytes:
    """Documents of another product as those of a new one: own ids, own contracts, the first version, comments kept."""
    assert bundle.product is not None
    wanted: dict[int, Tree] = {}
    product = copy.deepcopy(bundle.product.tree)
    ids = _new_ids(product, bundle, naming)
    _name(product, naming)
    product["id"] = f"{naming.domain}.{naming.slug}"
    product["version"] = FIRST_VERSION
    if text(product, "status") in PAST:
        product["status"] = "active"
    product.pop("productCreatedTs", None)
    if isinstance(product.get("team"), dict):
        product["team"] = {"name": naming.team_name or naming.team}
    for port in maps(product, "outputPorts"):
        _set_known(port, "version", FIRST_VERSION)
        _set_known(port, "contractId", ids.get(text(port, "contractId"), text(port, "contractId")))
    wanted[bundle.product.index] = product
    for document in bundle.contracts:
        wanted[document.index] = _copied_contract(document, ids, naming)
    return revise(bundle, wanted)


def to_look_at(bundle: Bundle) -> list[str]:
    """What a copy should not keep unread: what was said for another team's product, in sentences."""
    assert bundle.product is not None
    product, found = bundle.product.tree, []
    if maps(product, "support"):
        found.append("The support channels are those of the original.")
    for policy in bundle.policies:
        port, tree = text(policy.tree, "outputPort"), policy.tree
        if text(tree, "terms"):
            found.append(f"The terms of {port} were written for the original.")
        if teams := words(tree, "unmaskedFor"):
            found.append(f"Some teams see masked columns of {port} as they are: {', '.join(teams)}.")
        if any((rule.get("when") or {}).get("teams") for rule in maps(tree, "rules") if isinstance(rule, dict)):
            found.append(f"Some rules of {port} are made for certain teams.")
    return found


def _name(product: Tree, naming: Naming) -> None:
    product["name"] = naming.name
    product["domain"] = naming.domain
    for name, value in (("slug", naming.slug), ("ownerTeam", naming.team)):
        _set_own(product, name, value)


def _set_own(product: Tree, name: str, value: Any) -> None:
    """Set a custom property of ours, where it is not said already."""
    known = product.get("customProperties")
    properties: list[Any] = known if isinstance(known, list) else []
    for vendor in VENDORS:
        for each in properties:
            if isinstance(each, dict) and each.get("property") == name and each.get("vendor") == vendor:
                each["value"] = value
                return
    product["customProperties"] = [*properties, own(name, value)]


def _set_known(tree: Tree, key: str, value: str) -> None:
    if key in tree:
        tree[key] = value


def _new_ids(product: Tree, bundle: Bundle, naming: Naming) -> dict[str, str]:
    """A new id for each contract, made of the new address and the port that is bound to it."""
    ids: dict[str, str] = {}
    for port in maps(product, "outputPorts"):
        if old := text(port, "contractId"):
            ids.setdefault(old, _joined(naming.slug, text(port, "name")))
    for document in bundle.contracts:
        ids.setdefault(text(document.tree, "id"), _joined(naming.slug, text(document.tree, "id")))
    return ids


def _joined(slug: str, name: str) -> str:
    tail = slugify(name)
    return slug if tail in ("", slug) else f"{slug}-{tail}"


def _copied_contract(document: Document, ids: Mapping[str, str], naming: Naming) -> Tree:
    tree = copy.deepcopy(document.tree)
    tree["id"] = ids[text(tree, "id")]
    tree["version"] = FIRST_VERSION
    _set_known(tree, "domain", naming.domain)
    if text(tree, "status") in PAST:
        tree["status"] = "active"
    for stale in ("contractCreatedTs", "dataProduct"):
        tree.pop(stale, None)
    if isinstance(tree.get("team"), dict | list):
        tree["team"] = {"name": naming.team_name or naming.team}
    return tree
