"""The company's own rules about access, as a steward writes them: read, judged, and turned into typed facts.

They are one document of the kind AccessRules, which stands in no bundle; `docs/access-rules.md` is its reference.
"""

from dataclasses import dataclass

from catalog.spec.dialects import OURS
from catalog.spec.documents import Document
from catalog.spec.judging import judge
from catalog.spec.nodes import Limits, Unreadable, read_documents
from catalog.spec.policy_checks import check_rules
from catalog.spec.product import RuleSpec
from catalog.spec.trees import Tree, maps, text
from catalog.spec.viewing import rule_of
from catalog.spec.violations import Violation, violation

KIND = "AccessRules"
LIMITS = Limits(size=200_000)
EMPTY = f"apiVersion: {OURS}\nkind: {KIND}\nrules: []\n"


@dataclass(frozen=True)
class AccessRules:
    """Ordered rules of the company; the first that fits speaks, and where none does the port's policy decides alone."""

    rules: tuple[RuleSpec, ...] = ()
    version: int = 0  # 0: the company has none


def read_access_rules(written: str) -> tuple[AccessRules, Tree, list[Violation]]:
    """The rules, the document as a plain tree, and everything there is to say about it. Never raises.

    >>> read_access_rules("kind: AccessRules")[2][0].code
    'unknown-version'
    """
    try:
        document = _document(written)
    except Unreadable as reason:
        return AccessRules(), {}, [violation(reason.code, reason.message, line=reason.line)]
    said = [*judge(document), *check_rules(document.tree)]
    return access_rules_of(document.tree), document.tree, [document.violation(each) for each in said]


def access_rules_of(tree: Tree, version: int = 0) -> AccessRules:
    """Rules that were read before, from their tree."""
    return AccessRules(tuple(rule_of(rule, text(rule, "name")) for rule in maps(tree, "rules")), version)


def _document(written: str) -> Document:
    if len(written.encode()) > LIMITS.size:
        raise Unreadable("too-large", f"At most {LIMITS.size} bytes are read.")
    found = read_documents(written, LIMITS)
    if not found:
        raise Unreadable("empty", "There is no document.")
    if len(found) > 1:
        raise Unreadable("too-many-documents", "The rules of the company are one document.")
    tree, root = found[0].root.value, found[0].root
    if not isinstance(tree, dict):
        raise Unreadable("not-a-mapping", "The document must be a map of keys to values.", root.line)
    for path, key, line in found[0].repeated:
        raise Unreadable("duplicate-key", f"{'.'.join(map(str, (*path, key)))} is here twice; keep one.", line)
    if tree.get("kind") != KIND:
        raise Unreadable("unknown-kind", f"The rules of the company are of the kind {KIND}.", root.line)
    version = tree.get("apiVersion")
    if version != OURS:
        raise Unreadable("unknown-version", f"`apiVersion` must be {OURS}.", root.line)
    return Document(0, "access-rules", OURS, tree, root, (found[0].start, found[0].end))
