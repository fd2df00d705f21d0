"""The sixth step: who may read an output port, for what, how long, and what of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.guide.describing import add_to, take_from
from catalog.guide.fields import Chosen, Code, Field, Number, Prose, Words
from catalog.guide.values import list_at, parent_of, put
from catalog.spec.trees import Tree, numbered, text, words
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
STAGES = ("owner", "steward", "owner,steward", "steward,owner")
AS_WRITTEN = "as-written"  # stages that only the document can say
SIZED, EXPRESSED = ("partial", "bucket"), ("expression",)


@dataclass(frozen=True)
class Stages(Field):
    """Who is asked for a review, one after the other."""

    def read(self, tree: Tree) -> str:
        """Their names in a row, where there is nothing more to them."""
        written = list_at(tree, self.path)
        named = ",".join(words(parent_of(tree, self.path), "stages"))
        return named if not written or (named in STAGES and len(named.split(",")) == len(written)) else AS_WRITTEN

    def write(self, tree: Tree, value: str) -> None:
        """As a list; only where somebody is asked."""
        if value != AS_WRITTEN and text(parent_of(tree, self.path), "then", "review") == "review":
            put(tree, self.path, [each for each in value.split(",") if each], self.order)


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
    Chosen("teams", ("when", "teams"), order=WHEN_ORDER),
    Chosen("domains", ("when", "domains"), order=WHEN_ORDER),
    Chosen("purposes", ("when", "purposes"), order=WHEN_ORDER),
    Number("days_at_most", ("when", "daysAtMost"), order=WHEN_ORDER),
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
