"""The sixth step: who may read an output port, for what, how long, and what of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.guide.describing import add_to, take_from
from catalog.guide.fields import Chosen, Code, Field, Number, Prose, Words
from catalog.guide.values import list_at, parent_of, put
from catalog.spec.trees import Tree, numbered, text
from catalog.spec.viewing import mask_method
from catalog.spec.violations import Path

POLICY_ORDER = (
    *("apiVersion", "kind", "outputPort", "description", "purposes", "longestDays", "terms", "rules", "default"),
    *("rowFilter", "masks", "unmaskedFor"),
)
RULE_ORDER = ("name", "when", "then", "reason", "stages")
WHEN_ORDER = (
    *("consumers", "teams", "domains", "regions", "purposes", "classifications"),
    *("daysAtMost", "daysAtLeast", "plain"),
)
MASK_ORDER = ("column", "method", "size", "expression")
ROLES = ("owner", "domain-owner", "steward", "data-protection", "line")
AS_WRITTEN = "as-written"  # stages that only the document can say
PARTED = " of "
SIZED, EXPRESSED = ("partial", "bucket"), ("expression",)


@dataclass(frozen=True)
class Stages(Field):
    """Who is asked for a review, one after the other, and how many of them must agree: "owner", "2 of steward"."""

    def read(self, tree: Tree) -> list[str]:
        """One text for each stage, where there is no more to any of them than that."""
        told = [_stage_shown(each) for each in list_at(tree, self.path)]
        return [each for each in told if each] if all(told) else [AS_WRITTEN]

    def normal(self, value: Any) -> list[str]:
        """Without stages at which nobody is asked."""
        return [each for each in ([value] if isinstance(value, str) else value or ()) if each]

    def write(self, tree: Tree, value: list[str]) -> None:
        """As a list, what stood there as it stood; only where somebody is asked."""
        if AS_WRITTEN in value or text(parent_of(tree, self.path), "then", "review") != "review":
            return
        before = {_stage_shown(each): each for each in list_at(tree, self.path)}
        put(tree, self.path, [before.get(each, _stage_written(each)) for each in value], self.order)


@dataclass(frozen=True)
class Truth(Field):
    """Yes, no, or not said."""

    def read(self, tree: Tree) -> str:
        """As it is written; what is neither counts as absent."""
        value = parent_of(tree, self.path).get(str(self.path[-1]))
        return str(value).lower() if isinstance(value, bool) else ""

    def write(self, tree: Tree, value: str) -> None:
        """A truth, and no text."""
        put(tree, self.path, {"true": True, "false": False}.get(value), self.order)


@dataclass(frozen=True)
class Then(Field):
    """What a rule decides."""

    def write(self, tree: Tree, value: str) -> None:
        """Stages go where nobody is asked any more."""
        super().write(tree, value)
        if value != "review":
            parent_of(tree, self.path).pop("stages", None)


@dataclass(frozen=True)
class Method(Field):
    """How a column is masked."""

    def read(self, tree: Tree) -> str:
        """`null` may stand without its quotes."""
        return mask_method(tree)

    def write(self, tree: Tree, value: str) -> None:
        """What the method has no use for goes with it, and a size that it needs comes."""
        put(tree, ("method",), value, MASK_ORDER)
        if value not in SIZED:
            tree.pop("size", None)
        elif "size" not in tree:
            put(tree, ("size",), 3 if value == "partial" else 10, MASK_ORDER)
        if value not in EXPRESSED:
            tree.pop("expression", None)


@dataclass(frozen=True)
class Size(Number):
    """How many characters stay, or how wide a step is; only where the method has a use for it."""

    def write(self, tree: Tree, value: int | float | None) -> None:
        """Nothing for other methods."""
        if mask_method(tree) in SIZED:
            super().write(tree, value)


@dataclass(frozen=True)
class Expression(Code):
    """What takes the place of a value; only where the method is one."""

    def write(self, tree: Tree, value: str) -> None:
        """Nothing for other methods."""
        if mask_method(tree) in EXPRESSED:
            super().write(tree, value)


POLICY_FIELDS: Sequence[Field] = (
    Words("purposes", ("purposes",), order=POLICY_ORDER),
    Number("longest_days", ("longestDays",), order=POLICY_ORDER),
    Prose("terms", ("terms",), order=POLICY_ORDER),
    Code("row_filter", ("rowFilter",), order=POLICY_ORDER),
    Chosen("unmasked_for", ("unmaskedFor",), order=POLICY_ORDER),
    Then("default_then", ("default", "then"), order=RULE_ORDER),
    Stages("default_stages", ("default", "stages"), order=RULE_ORDER),
    Prose("default_reason", ("default", "reason"), order=RULE_ORDER),
)
RULE_FIELDS: Sequence[Field] = (
    Field("name", ("name",), order=RULE_ORDER),
    Chosen("consumers", ("when", "consumers"), order=WHEN_ORDER),
    Chosen("teams", ("when", "teams"), order=WHEN_ORDER),
    Chosen("domains", ("when", "domains"), order=WHEN_ORDER),
    Chosen("purposes", ("when", "purposes"), order=WHEN_ORDER),
    Chosen("classifications", ("when", "classifications"), order=WHEN_ORDER),
    Words("regions", ("when", "regions"), order=WHEN_ORDER),
    Number("days_at_least", ("when", "daysAtLeast"), order=WHEN_ORDER),
    Number("days_at_most", ("when", "daysAtMost"), order=WHEN_ORDER),
    Truth("plain", ("when", "plain"), order=WHEN_ORDER),
    Then("then", ("then",), order=RULE_ORDER),
    Stages("stages", ("stages",), order=RULE_ORDER),
    Prose("reason", ("reason",), order=RULE_ORDER),
)
MASK_FIELDS: Sequence[Field] = (
    Field("column", ("column",), order=MASK_ORDER),
    Method("method", ("method",), order=MASK_ORDER),
    Size("size", ("size",), order=MASK_ORDER),
    Expression("expression", ("expression",), order=MASK_ORDER),
)


def rules_of(policy: Tree) -> list[tuple[Path, Tree]]:
    """The rules, in the order in which they are asked."""
    return [(("rules", place), rule) for place, rule in numbered(policy, "rules")]


def masks_of(policy: Tree) -> list[tuple[Path, Tree]]:
    """The masks."""
    return [(("masks", place), mask) for place, mask in numbered(policy, "masks")]


def add_rule(policy: Tree) -> None:
    """One more rule, above one that always matches: below it nobody would ever reach it."""
    names = {text(rule, "name") for _, rule in rules_of(policy)}
    base = "new-rule"
    name = next(each for each in (base, *(f"{base}-{number}" for number in range(2, 1000))) if each not in names)
    add_to(policy, "rules", {"name": name, "then": "review", "stages": ["owner"]}, POLICY_ORDER)
    rules = policy["rules"]
    settled = next((place for place, rule in enumerate(rules) if isinstance(rule, dict) and not rule.get("when")), -1)
    if 0 <= settled < len(rules) - 1:
        rules.insert(settled, rules.pop())


def add_mask(policy: Tree, column: str) -> None:
    """One more mask."""
    add_to(policy, "masks", {"column": column, "method": "null"}, POLICY_ORDER)


def remove_from(policy: Tree, key: str, place: int) -> bool:
    """Take a rule or mask out."""
    return take_from(policy, key, place)


def stage_of(shown: str) -> tuple[str, str]:
    """The role of a stage, and how many must agree, out of its text.

    >>> stage_of("2 of steward"), stage_of("owner")
    (('steward', '2'), ('owner', 'any'))
    """
    needs, parted, role = shown.partition(PARTED)
    return (role, needs) if parted else (shown, "any")


def stage_shown(role: str, needs: str) -> str:
    """The text of a stage; nothing where nobody is asked."""
    return role if not role or needs in ("", "any") else f"{needs}{PARTED}{role}"


def _stage_shown(written: Any) -> str:
    """A stage as text; nothing where there is more to it than a role and how many must agree."""
    if isinstance(written, str):
        return written if PARTED not in written else ""
    if not isinstance(written, dict) or not set(written) <= {"role", "needs"} or PARTED in text(written, "role"):
        return ""
    needs = written.get("needs", "any")
    fits = needs in ("any", "all") or (isinstance(needs, int) and not isinstance(needs, bool) and needs > 0)
    return stage_shown(text(written, "role"), str(needs)) if fits else ""


def _stage_written(shown: str) -> str | Tree:
    role, needs = stage_of(shown)
    if needs == "any":
        return role
    return {"role": role, "needs": int(needs) if needs.isdecimal() else needs}
