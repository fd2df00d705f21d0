"""A bundle on the bench: copies of its documents, found by what they are about, changed freely, and told at the end."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catalog.spec import Bundle
from catalog.spec.alignment import same
from catalog.spec.dialects import OURS
from catalog.spec.documents import Kind
from catalog.spec.edits import revise
from catalog.spec.trees import Tree, maps, numbered, text
from catalog.spec.violations import Path

OUR_KINDS: dict[Kind, str] = {"transformation": "Transformation", "access-policy": "AccessPolicy"}


@dataclass
class Sheet:
    """One document on the bench. A new one has no index, and counts once something is written on it."""

    kind: Kind
    tree: Tree
    index: int | None = None
    blank: Tree = field(default_factory=dict)  # what a new one says before anything is written on it

    @property
    def is_new(self) -> bool:
        """Is it not in the bundle yet?"""
        return self.index is None


@dataclass(frozen=True)
class Revision:
    """What somebody wants of a bundle: documents changed, added and taken out."""

    changed: Mapping[int, Tree]
    added: tuple[Tree, ...] = ()
    removed: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Does it change nothing?"""
        return not (self.changed or self.added or self.removed)

    def on(self, bundle: Bundle) -> bytes:
        """The bytes of the bundle with this done to it."""
        return bundle.raw if self.is_empty else revise(bundle, self.changed, added=self.added, removed=self.removed)


class Work:
    """The documents of a bundle that has a product, as they are being changed."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.sheets = [Sheet(each.kind, copy.deepcopy(each.tree), each.index) for each in bundle.documents]
        self.removed: set[int] = set()

    @property
    def product(self) -> Sheet:
        """The data product; raises LookupError where there is none."""
        found = self.of("odps")
        if not found:
            raise LookupError("The bundle has no data product.")
        return found[0]

    def of(self, kind: Kind) -> list[Sheet]:
        """The documents of one kind that were not taken out."""
        return [sheet for sheet in self.sheets if sheet.kind == kind and sheet.index not in self.removed]

    def ports(self) -> list[tuple[int, Tree]]:
        """The output ports, each with its place in the list."""
        return list(numbered(self.product.tree, "outputPorts"))

    def port(self, name: str) -> tuple[int, Tree] | None:
        """The output port of that name."""
        return next(((place, port) for place, port in self.ports() if text(port, "name") == name), None)

    def contract(self, port: Tree) -> Sheet | None:
        """The contract that a port is bound to: of the port's version, or the last of that id."""
        wanted, version = text(port, "contractId"), text(port, "version").removeprefix("v")
        found = [sheet for sheet in self.of("odcs") if wanted and text(sheet.tree, "id") == wanted]
        exact = [sheet for sheet in found if text(sheet.tree, "version").removeprefix("v") == version]
        return next(iter(exact or found[-1:]), None)

    def about(self, kind: Kind, port: str) -> Sheet:
        """The transformation or access policy of a port; a new one where there is none."""
        for sheet in self.of(kind):
            if text(sheet.tree, "outputPort") == port:
                return sheet
        blank: dict[str, Any] = {"apiVersion": OURS, "kind": OUR_KINDS[kind], "outputPort": port}
        return self.add(kind, copy.deepcopy(blank), blank=blank)

    def add(self, kind: Kind, tree: Tree, *, blank: Tree | None = None) -> Sheet:
        """Put a new document on the bench."""
        sheet = Sheet(kind, tree, blank=blank or {})
        self.sheets.append(sheet)
        return sheet

    def take_out(self, sheet: Sheet) -> None:
        """Take a document off."""
        if sheet.index is None:
            self.sheets.remove(sheet)
        else:
            self.removed.add(sheet.index)

    def revision(self) -> Revision:
        """What was changed, all in all."""
        before = {document.index: document.tree for document in self.bundle.documents}
        changed = {
            sheet.index: sheet.tree
            for sheet in self.sheets
            if sheet.index is not None and sheet.index not in self.removed and not same(sheet.tree, before[sheet.index])
        }
        added = tuple(sheet.tree for sheet in self.sheets if sheet.is_new and not same(sheet.tree, sheet.blank))
        return Revision(changed, added, frozenset(self.removed))


def table_of(contract: Tree) -> tuple[Path, Tree] | None:
    """The table of a contract that is the port's, and its path."""
    return next(((("schema", place), table) for place, table in numbered(contract, "schema")), None)


def column_names(contract: Tree) -> list[str]:
    """The names of the columns of a contract's table."""
    found = table_of(contract)
    return [text(column, "name") for column in maps(found[1], "properties")] if found else []
