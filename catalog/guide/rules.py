"""The fifth step: quality rules and service levels of a contract."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from catalog.guide.describing import add_to
from catalog.guide.fields import Code, Field, Loose, Prose
from catalog.guide.outputs import CONTRACT_ORDER, columns_of
from catalog.guide.values import lines_of, put, shown, typed
from catalog.spec.trees import Tree, branch, numbered, text
from catalog.spec.violations import Path

METRICS = ("rowCount", "nullValues", "missingValues", "invalidValues", "duplicateValues")
OF_TABLES = ("rowCount",)
OLDER_NAMES = {
    **{"nullCheck": "nullValues", "nullCount": "nullValues", "duplicateCount": "duplicateValues"},
    **{"duplicateCheck": "duplicateValues", "validValues": "invalidValues", "countCheck": "rowCount"},
}
OPERATORS = (
    *("mustBe", "mustNotBe", "mustBeGreaterThan", "mustBeGreaterOrEqualTo", "mustBeLessThan", "mustBeLessOrEqualTo"),
    *("mustBeBetween", "mustNotBeBetween"),
)
RULE_ORDER = (
    *("id", "name", "type", "metric", "rule", "query", "arguments", *OPERATORS, "unit", "description", "dimension"),
    *("severity", "businessImpact", "method", "schedule", "scheduler", "tags", "customProperties"),
)
LEVEL_ORDER = (
    "id",
    "property",
    "value",
    "valueExt",
    "unit",
    "element",
    "driver",
    "description",
    "schedule",
    "scheduler",
)
LEVELS = {
    **{"freshness": ("24", "h"), "latency": ("4", "h"), "frequency": ("1", "d"), "availability": ("99", "percent")},
    **{"retention": ("1", "y"), "timeOfAvailability": ("08:00", ""), "errorRate": ("1", "percent")},
    **{"timeToDetect": ("4", "h"), "timeToNotify": ("1", "d"), "timeToRepair": ("2", "d"), "throughput": ("100", "")},
    **{"generalAvailability": ("", ""), "endOfSupport": ("", ""), "endOfLife": ("", "")},
}


@dataclass(frozen=True)
class Operator(Field):
    """Which comparison a rule makes; changing it keeps what is compared with."""

    def read(self, tree: Tree) -> str:
        """The first that it has."""
        return next((each for each in OPERATORS if each in tree), "")

    def write(self, tree: Tree, value: str) -> None:
        """The key changes in its place; between two numbers needs two."""
        old = self.read(tree)
        limit = tree.get(old, 0)
        ends = limit if isinstance(limit, list) else [limit]
        wanted = _ends(ends) if value.endswith("Between") else next(iter(ends), 0)
        if not old:
            put(tree, (value,), wanted, RULE_ORDER)
            return
        items = [(value if key == old else key, wanted if key == old else said) for key, said in tree.items()]
        tree.clear()
        tree.update((key, said) for key, said in items if key)

    def place(self, tree: Tree) -> Path:
        """The key it has."""
        return (self.read(tree),) if self.read(tree) else ()


@dataclass(frozen=True)
class Limit(Field):
    """What a rule compares with; of two numbers, the lower (0) or upper (1)."""

    end: int = 0

    def read(self, tree: Tree) -> str:
        """As it is written."""
        ends = _limits(tree)
        return shown(ends[self.end]) if self.end < len(ends) else ""

    def write(self, tree: Tree, value: str) -> None:
        """A number where it looks like one."""
        operator = Operator("operator", ()).read(tree)
        if not operator:
            return
        [number] = typed([value], (), numeric=True) if value else [0]
        if operator.endswith("Between"):
            ends = _ends(_limits(tree))
            ends[self.end] = number
            tree[operator] = ends
        elif self.end == 0:
            tree[operator] = number

    def place(self, tree: Tree) -> Path:
        """The key of the operator."""
        return Operator("operator", ()).place(tree)


@dataclass(frozen=True)
class Metric(Field):
    """What a library rule counts, by the name it has now."""

    def read(self, tree: Tree) -> str:
        """Older names are understood."""
        return metric_of(tree)

    def write(self, tree: Tree, value: str) -> None:
        """Under the key that it has."""
        key = "rule" if "rule" in tree and "metric" not in tree else "metric"
        put(tree, (key,), value, RULE_ORDER)

    def place(self, tree: Tree) -> Path:
        """The key that it has."""
        return ("rule",) if "rule" in tree and "metric" not in tree else ("metric",)


@dataclass(frozen=True)
class Argument(Field):
    """An argument of a metric; older documents have it beside the metric."""

    many: bool = False
    numeric: bool = False

    def read(self, tree: Tree) -> Any:
        """Lines, or one text."""
        value = self._home(tree).get(str(self.path[-1]))
        if self.many:
            return lines_of(_nulls_shown(value))
        return shown(value)

    def normal(self, value: Any) -> Any:
        """Without blanks around; each once."""
        if self.many:
            return list(dict.fromkeys(each.strip() for each in value or () if each.strip()))
        return str(value or "").strip()

    def write(self, tree: Tree, value: Any) -> None:
        """Where it stood; values keep the types they had."""
        before = self._home(tree).get(str(self.path[-1]))
        if self.many:
            value = [None if each == "null" else each for each in typed(value, _nulls_shown(before), self.numeric)]
        if str(self.path[-1]) in tree:
            put(tree, (str(self.path[-1]),), value)
        else:
            put(tree, ("arguments", str(self.path[-1])), value, RULE_ORDER)

    def place(self, tree: Tree) -> Path:
        """Where it stands."""
        return (str(self.path[-1]),) if str(self.path[-1]) in tree else ("arguments", str(self.path[-1]))

    def _home(self, tree: Tree) -> Tree:
        return tree if str(self.path[-1]) in tree else branch(tree, "arguments")


@dataclass(frozen=True)
class Rule:
    """A quality rule: the column it stands at (empty: the table), its path in the contract, and itself."""

    column: str
    path: Path
    tree: Tree
    numeric: bool = False

    @property
    def kind(self) -> str:
        """library, sql, text or custom."""
        said = text(self.tree, "type")
        return said or ("library" if metric_of(self.tree) else "sql" if "query" in self.tree else "text")


def metric_of(rule: Tree) -> str:
    """The metric of a library rule, by the name it has now; empty for other rules."""
    said = text(rule, "metric") or text(rule, "rule")
    return OLDER_NAMES.get(said, said) if text(rule, "type", "library") == "library" else ""


def rules_of(table: Tree, path: Path) -> Iterator[Rule]:
    """The quality rules of a table and of its columns, in the order of the document."""
    columns = columns_of(table)
    for spot, column in columns:
        numeric = text(column, "logicalType") in ("integer", "number")
        for place, rule in numbered(column, "quality"):
            here = (*path, "properties", spot, "quality", place)
            yield Rule(text(column, "name"), here, rule, numeric)
    for place, rule in numbered(table, "quality"):
        yield Rule("", (*path, "quality", place), rule)


def rule_fields(rule: Rule) -> tuple[Field, ...]:
    """The fields of a rule of its kind."""
    common = (
        Field("name", ("name",), order=RULE_ORDER),
        Prose("description", ("description",), order=RULE_ORDER),
        Field("dimension", ("dimension",), order=RULE_ORDER),
        Field("severity", ("severity",), order=RULE_ORDER),
    )
    compared = (
        Operator("operator", ()),
        Limit("limit", ()),
        Limit("upper", (), end=1),
        Field("unit", ("unit",), order=RULE_ORDER),
    )
    if rule.kind == "library":
        return (
            Metric("metric", ("metric",)),
            *compared,
            Argument("valid_values", ("validValues",), many=True, numeric=rule.numeric),
            Argument("pattern", ("pattern",)),
            Argument("missing_values", ("missingValues",), many=True, numeric=rule.numeric),
            Argument("properties", ("properties",), many=True),
            *common,
        )
    if rule.kind == "sql":
        return (Code("query", ("query",), order=RULE_ORDER), *compared, *common)
    return common


def add_rule(table: Tree, *, kind: str, column: str = "") -> None:
    """One more rule, with what most rules of its kind say."""
    if kind == "sql":
        query = "select count(*)\nfrom ${object}\nwhere false\n"
        new: Tree = {"name": "New rule", "type": "sql", "query": query, "mustBe": 0, "severity": "error"}
    elif kind == "rowCount":
        new = {"type": "library", "metric": kind, "mustBeGreaterThan": 0, "severity": "error"}
    else:
        new = {"type": "library", "metric": kind, "mustBe": 0, "severity": "error"}
    put_rule(table, new, column)


def put_rule(table: Tree, rule: Tree, column: str) -> None:
    """Put a rule below the column it is about, or below the table."""
    home = next((each for _, each in columns_of(table) if text(each, "name") == column), table) if column else table
    rules = home.get("quality")
    put(home, ("quality",), [*(rules if isinstance(rules, list) else ()), rule], ("quality", "customProperties"))


def drop_rule(table: Tree, rule: Rule) -> None:
    """Take a rule out."""
    for home in (table, *(each for _, each in columns_of(table))):
        rules = home.get("quality")
        if isinstance(rules, list) and any(each is rule.tree for each in rules):
            put(home, ("quality",), [each for each in rules if each is not rule.tree])


LEVEL_FIELDS = (
    Field("property", ("property",), order=LEVEL_ORDER),
    Loose("value", ("value",), order=LEVEL_ORDER),
    Field("unit", ("unit",), order=LEVEL_ORDER),
    Field("element", ("element",), order=LEVEL_ORDER),
    Field("driver", ("driver",), order=LEVEL_ORDER),
    Prose("description", ("description",), order=LEVEL_ORDER),
)


def levels_of(contract: Tree) -> list[tuple[Path, Tree]]:
    """The service levels of a contract, each with its path."""
    return [(("slaProperties", place), each) for place, each in numbered(contract, "slaProperties")]


def add_level(contract: Tree, name: str) -> None:
    """One more service level, with a value to begin from."""
    value, unit = LEVELS.get(name, ("", ""))
    [said] = typed([value], (), numeric=True) if value else [""]
    add_to(
        contract, "slaProperties", {"property": name, "value": said} | ({"unit": unit} if unit else {}), CONTRACT_ORDER
    )


def _nulls_shown(value: Any) -> list[Any]:
    """A list in which nothing is shown by its name."""
    return ["null" if each is None else each for each in value] if isinstance(value, list) else []


def _limits(tree: Tree) -> list[Any]:
    limit = tree.get(Operator("operator", ()).read(tree))
    return limit if isinstance(limit, list) else [] if limit is None else [limit]


def _ends(told: list[Any]) -> list[Any]:
    """Two ends, the lower first."""
    numbers = [each for each in told if isinstance(each, int | float) and not isinstance(each, bool)]
    low = numbers[0] if numbers else 0
    return [low, numbers[1] if len(numbers) > 1 else low + 100]
