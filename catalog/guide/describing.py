"""The first step: what the product is, whose, and for whom."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.guide.fields import Custom, Field, Prose, Words
from catalog.spec.dialects import VERSIONS
from catalog.spec.documents import Kind
from catalog.spec.trees import Tree, numbered, text
from catalog.spec.versions import newer_than
from catalog.spec.viewing import ARCHETYPES
from catalog.spec.violations import Path

PRODUCT_ORDER = (
    *("apiVersion", "kind", "id", "name", "version", "status", "domain", "type", "tenant", "description", "tags"),
    *("inputPorts", "outputPorts", "managementPorts", "support", "team", "authoritativeDefinitions"),
    *("customProperties", "productCreatedTs"),
)
ABOUT_ORDER = ("purpose", "usage", "limitations", "authoritativeDefinitions", "customProperties")
SUPPORT_ORDER = ("id", "channel", "url", "description", "tool", "scope", "invitationUrl", "customProperties")
AS_WRITTEN = {"source-aligned": "sourceAligned", "aggregate": "aggregate", "consumer-aligned": "consumerAligned"}


@dataclass(frozen=True)
class Archetype(Field):
    """What kind of product it is, however it is spelled."""

    def normal(self, value: object) -> str:
        """Our own word for it; else as it is written."""
        said = str(value or "").strip()
        return ARCHETYPES.get(re.sub(r"[^a-z]", "", said.lower()), said)

    def write(self, tree: Tree, value: str) -> None:
        """The standard's word for it."""
        super().write(tree, AS_WRITTEN.get(value, value))


def knows_vendors(product: Tree) -> bool:
    """May a custom property say whose it is, in the dialect that a product's document declares?"""
    return newer_than("odps", text(product, "apiVersion"), "CustomProperty", "vendor", None) is None


def product_fields(product: Tree) -> tuple[Field, ...]:
    """The fields of a product, in the dialect that its document declares."""
    vendor = knows_vendors(product)
    custom: Path = ("customProperties",)
    return (
        Field("name", ("name",), order=PRODUCT_ORDER),
        Field("version", ("version",), order=PRODUCT_ORDER),
        Field("status", ("status",), order=PRODUCT_ORDER),
        Field("domain", ("domain",), order=PRODUCT_ORDER),
        Archetype("archetype", ("type",), order=PRODUCT_ORDER),
        Prose("purpose", ("description", "purpose"), order=ABOUT_ORDER),
        Prose("usage", ("description", "usage"), order=ABOUT_ORDER),
        Prose("limitations", ("description", "limitations"), order=ABOUT_ORDER),
        Custom("description", custom, property="description", vendor=vendor, lines=True, order=PRODUCT_ORDER),
        Words("tags", ("tags",), order=PRODUCT_ORDER),
        Custom("licence", custom, property="licence", vendor=vendor, order=PRODUCT_ORDER),
        Custom("refresh", custom, property="refresh", vendor=vendor, order=PRODUCT_ORDER),
    )


SUPPORT_FIELDS: Sequence[Field] = (
    Field("channel", ("channel",), order=SUPPORT_ORDER),
    Field("url", ("url",), order=SUPPORT_ORDER),
    Field("tool", ("tool",), order=SUPPORT_ORDER),
    Field("scope", ("scope",), order=SUPPORT_ORDER),
    Field("description", ("description",), order=SUPPORT_ORDER),
)


def channels(product: Tree) -> list[tuple[Path, Tree]]:
    """The support channels, each with its path."""
    return [(("support", place), each) for place, each in numbered(product, "support")]


def add_channel(product: Tree) -> None:
    """One more support channel, to be filled in; a channel must say how to reach it."""
    known = {text(each, "channel") for _, each in channels(product)}
    name = next(name for name in _names("Questions") if name not in known)
    add_to(product, "support", {"channel": name, "url": "mailto:", "tool": "email"}, PRODUCT_ORDER)


def add_to(tree: Tree, key: str, item: Tree, order: Sequence[str]) -> None:
    """Put a map at the end of the list under a key, making the list where the usual order has it."""
    if isinstance(tree.get(key), list):
        tree[key].append(item)
        return
    items = [(known, value) for known, value in tree.items() if known != key]
    later = set(order[order.index(key) + 1 :]) if key in order else set()
    spot = next((place for place, (known, _) in enumerate(items) if known in later), len(items))
    items.insert(spot, (key, [item]))
    tree.clear()
    tree.update(items)


def take_from(tree: Tree, key: str, place: int) -> bool:
    """Take an item out of the list under a key; a list that is left empty goes with it. Was there one?"""
    items = tree.get(key)
    if not isinstance(items, list) or not 0 <= place < len(items):
        return False
    del items[place]
    if not items:
        del tree[key]
    return True


def move_in(tree: Tree, key: str, place: int, step: int) -> bool:
    """Move an item of the list under a key up (-1) or down (1). Was there room?"""
    items = tree.get(key)
    if not isinstance(items, list) or not (0 <= place < len(items) and 0 <= place + step < len(items)):
        return False
    items.insert(place + step, items.pop(place))
    return True


def newest(kind: Kind) -> str:
    """The newest version of a standard."""
    return VERSIONS[kind][0]


def may_be_raised(kind: Kind, document: Tree) -> bool:
    """Does a document declare a version of its standard that is known, and not the newest?"""
    return text(document, "apiVersion") in VERSIONS[kind][1:]


def _names(base: str) -> Sequence[str]:
    return [base, *(f"{base} {number}" for number in range(2, 1000))]
