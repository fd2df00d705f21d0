"""What somebody wants of a bundle that somebody else has changed in the meantime."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalog.guide.work import Revision
from catalog.spec import Bundle, Document
from catalog.spec.alignment import same
from catalog.spec.dialects import kind_of
from catalog.spec.merging import ABSENT, Choice, Conflict, merge
from catalog.spec.trees import Tree, text


@dataclass(frozen=True)
class Disagreement:
    """A value that both changed: in which of their documents (None where it is gone), where, and to what."""

    key: str  # what a choice names it by
    document: int | None
    conflict: Conflict


@dataclass(frozen=True)
class Reconciled:
    """What to do with the other's bundle so that it has both changes, and what somebody has to choose."""

    revision: Revision
    disagreements: tuple[Disagreement, ...]
    took_theirs: bool  # does the outcome hold anything of theirs that mine did not have?


def reconcile(base: Bundle, mine: Revision, theirs: Bundle, choices: Mapping[str, Choice] | None = None) -> Reconciled:
    """Do my changes of the base to what they made of it."""
    places = _same_documents(base.documents, theirs.documents)
    changed: dict[int, Tree] = {}
    added = [tree for tree in mine.added if not any(same(tree, other.tree) for other in theirs.documents)]
    removed: set[int] = set()
    told: list[Disagreement] = []
    took = len(theirs.documents) != len(base.documents)
    for document in base.documents:
        other = places.get(document.index)
        my_tree = ABSENT if document.index in mine.removed else mine.changed.get(document.index, document.tree)
        their_tree = ABSENT if other is None else other.tree
        name = f"{document.kind}:{_name(document.tree)}"
        mapped = {key.removeprefix(name): choice for key, choice in (choices or {}).items() if key.startswith(name)}
        merged = merge(document.tree, my_tree, their_tree, mapped)
        told += [
            Disagreement(name + conflict.key, other.index if other else None, conflict) for conflict in merged.conflicts
        ]
        took = took or merged.took_theirs
        if merged.value is ABSENT:
            removed |= {other.index} if other else set()
        elif other is None:
            added.append(merged.value)
        elif not same(merged.value, other.tree):
            changed[other.index] = merged.value
    return Reconciled(Revision(changed, tuple(added), frozenset(removed)), tuple(told), took)


def _same_documents(before: Sequence[Document], after: Sequence[Document]) -> dict[int, Document]:
    """For each document of the base, theirs of the same kind and name; else what is left of that kind, in order."""
    found: dict[int, Document] = {}
    left = list(after)
    for by_name in (True, False):
        for document in before:
            if document.index in found:
                continue
            for other in left:
                if other.kind == document.kind and (not by_name or _name(other.tree) == _name(document.tree)):
                    found[document.index] = other
                    left.remove(other)
                    break
    return found


def _name(tree: Tree) -> str:
    """What a document is about."""
    if kind_of(tree) == "odps":
        return ""
    return text(tree, "id") or text(tree, "outputPort")
