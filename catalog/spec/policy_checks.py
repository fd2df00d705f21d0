"""What an access policy must hold beyond its schema, taken alone or over the columns of its port."""

from collections.abc import Iterator

from catalog.spec.product import PolicySpec, RuleSpec
from catalog.spec.trees import Tree, branch, numbered, text
from catalog.spec.viewing import mask_method, policy_of, rule_of, stages_of
from catalog.spec.violations import Path, Said

NEEDS = {"bucket": "size", "partial": "size", "expression": "expression"}
OPTIONS = ("size", "expression")


def check_policy(tree: Tree) -> Iterator[Said]:
    """Everything that is odd about one access policy."""
    policy = policy_of(tree)
    yield from _rules(tree, policy)
    yield from _stages(branch(tree, "default"), ("default",))
    yield from _masks(tree)


def check_rules(tree: Tree) -> Iterator[Said]:
    """What is odd about ordered rules, taken by themselves."""
    names: set[str] = set()
    settled = ""
    for place, written in numbered(tree, "rules"):
        path: Path = ("rules", place)
        rule = rule_of(written, text(written, "name"))
        if rule.name in names:
            yield Said("duplicate-rule", (*path, "name"), f"Two rules are named {rule.name[:60]!r}.")
        names.add(rule.name)
        if settled:
            told = f"The rule {rule.name[:60]!r} is never reached: {settled[:60]!r} above it always matches."
            yield Said("unreachable-rule", path, told)
        elif rule.when.always:
            settled = rule.name
        least, most = rule.when.days_at_least, rule.when.days_at_most
        if least is not None and most is not None and least > most:
            told = f"No number of days is at least {least} and at most {most}."
            yield Said("unreachable-days", (*path, "when", "daysAtLeast"), told)
        yield from _stages(written, path)


def _rules(tree: Tree, policy: PolicySpec) -> Iterator[Said]:
    yield from check_rules(tree)
    for (place, _written), rule in zip(numbered(tree, "rules"), policy.rules, strict=True):
        yield from _conditions(rule, policy, ("rules", place))


def _conditions(rule: RuleSpec, policy: PolicySpec, path: Path) -> Iterator[Said]:
    for place, purpose in enumerate(rule.when.purposes):
        if policy.purposes and purpose not in policy.purposes:
            told = f"The purpose {purpose[:60]!r} is not among the purposes of this policy."
            yield Said("unknown-purpose", (*path, "when", "purposes", place), told)
    days = rule.when.days_at_most
    if days is not None and policy.longest_days is not None and days > policy.longest_days:
        told = f"`daysAtMost` is {days}, but the policy allows {policy.longest_days} days at most."
        yield Said("unreachable-days", (*path, "when", "daysAtMost"), told)
    least = rule.when.days_at_least
    if least is not None and policy.longest_days is not None and least > policy.longest_days:
        told = f"`daysAtLeast` is {least}, but the policy allows {policy.longest_days} days at most."
        yield Said("unreachable-days", (*path, "when", "daysAtLeast"), told)


def _stages(tree: Tree, path: Path) -> Iterator[Said]:
    stages = [stage.role for stage in stages_of(tree)]
    if stages and text(tree, "then", "review") != "review":
        told = f"Stages have no meaning where the decision is {text(tree, 'then')[:40]!r}."
        yield Said("stages-without-review", (*path, "stages"), told)
    if len(set(stages)) < len(stages):
        yield Said("duplicate-stage", (*path, "stages"), "The same stage is asked twice.")


def _masks(tree: Tree) -> Iterator[Said]:
    columns: set[str] = set()
    for place, mask in numbered(tree, "masks"):
        path: Path = ("masks", place)
        column, method = text(mask, "column"), mask_method(mask)
        if column.lower() in columns:
            yield Said("duplicate-mask", (*path, "column"), f"Two masks are on the column {column[:60]!r}.")
        columns.add(column.lower())
        needed = NEEDS.get(method)
        if needed and needed not in mask:
            yield Said("mask-option", path, f"The method {method!r} needs `{needed}`.")
        for option in OPTIONS:
            if option in mask and option != needed:
                yield Said("mask-option", (*path, option), f"The method {method[:40]!r} has no use for `{option}`.")
        size = mask.get("size")
        if method == "partial" and isinstance(size, float):
            yield Said("mask-option", (*path, "size"), "The method 'partial' keeps a whole number of characters.")
