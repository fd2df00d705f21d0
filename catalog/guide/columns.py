"""One column of a contract: what it is called, what it holds, what is promised of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalog.guide.fields import Field, Flag, Prose, Values, Words
from catalog.guide.outputs import columns_of
from catalog.guide.rules import metric_of
from catalog.guide.values import lines_of, put, typed
from catalog.spec.alignment import fingerprint
from catalog.spec.trees import Tree, branch, maps, text, whole
from catalog.spec.versions import newer_than
from catalog.spec.violations import Path

COLUMN_ORDER = (
    *("id", "name", "businessName", "logicalType", "physicalType", "physicalName", "description", "primaryKey"),
    *("primaryKeyPosition", "required", "unique", "partitioned", "partitionKeyPosition", "classification"),
    *("encryptedName", "criticalDataElement", "transformSourceObjects", "transformLogic", "transformDescription"),
    *("tags", "logicalTypeOptions", "enum", "examples", "relationships", "quality", "synonyms"),
    *("authoritativeDefinitions", "customProperties", "properties", "items"),
)
NUMERIC = ("integer", "number")


@dataclass(frozen=True)
class Allowed(Field):
    """The values that are allowed: as `enum` from v3.2.0 on, before that as a quality rule with valid values."""

    numeric: bool = False
    as_enum: bool = True

    def read(self, tree: Tree) -> list[str]:
        """The values, as they are written."""
        if "enum" in tree:
            return lines_of([each.get("value") for each in maps(tree, "enum")])
        rule = _valid_values(tree)
        return lines_of(_told(rule)) if rule else []

    def normal(self, value: Any) -> list[str]:
        """Without blanks around them; each once."""
        return list(dict.fromkeys(each.strip() for each in value or () if each.strip()))

    def write(self, tree: Tree, value: Any) -> None:
        """Where they stood before; new ones as the dialect has it. What an enum says beside its values stays."""
        rule = _valid_values(tree)
        if "enum" in tree or (self.as_enum and rule is None):
            known = {fingerprint(each.get("value")): each for each in maps(tree, "enum")}
            values = typed(value, [each.get("value") for each in maps(tree, "enum")], self.numeric)
            put(tree, self.path, [known.get(fingerprint(each), {"value": each}) for each in values], self.order)
            return
        if rule is None:
            rule = {"type": "library", "metric": "invalidValues", "mustBe": 0}
            put(tree, ("quality",), [*maps(tree, "quality"), rule], self.order)
        values = typed(value, _told(rule), self.numeric)
        if not values:
            put(tree, ("quality",), [each for each in maps(tree, "quality") if each is not rule], self.order)
        elif "validValues" in rule:
            rule["validValues"] = values
        else:
            put(rule, ("arguments", "validValues"), values)

    def place(self, tree: Tree) -> Path:
        """The list, or the rule."""
        rule = _valid_values(tree)
        if "enum" in tree or rule is None:
            return self.path
        return ("quality", next(place for place, each in enumerate(tree["quality"]) if each is rule))


def column_fields(column: Tree, contract_version: str) -> tuple[Field, ...]:
    """The fields of a column, in the dialect that its contract declares."""
    numeric = text(column, "logicalType") in NUMERIC
    as_enum = newer_than("odcs", contract_version, "SchemaBaseProperty", "enum", []) is None
    return (
        Field("name", ("name",), order=COLUMN_ORDER),
        Field("logical_type", ("logicalType",), order=COLUMN_ORDER),
        Prose("description", ("description",), order=COLUMN_ORDER),
        Field("classification", ("classification",), order=COLUMN_ORDER),
        Flag("primary_key", ("primaryKey",), order=COLUMN_ORDER),
        Flag("required", ("required",), order=COLUMN_ORDER),
        Flag("unique", ("unique",), order=COLUMN_ORDER),
        Field("business_name", ("businessName",), order=COLUMN_ORDER),
        Field("physical_type", ("physicalType",), order=COLUMN_ORDER),
        Values("examples", ("examples",), numeric=numeric, order=COLUMN_ORDER),
        Allowed("enum", ("enum",), numeric=numeric, as_enum=as_enum, order=COLUMN_ORDER),
        Words("tags", ("tags",), order=COLUMN_ORDER),
    )


def settle_keys(table: Tree) -> None:
    """Give every key column a position of its own, and take it from those that are none."""
    columns = [column for _, column in columns_of(table)]
    keys = [column for column in columns if column.get("primaryKey") is True]
    for column in columns:
        if column not in keys and (whole(column, "primaryKeyPosition") or 0) > 0:
            del column["primaryKeyPosition"]
    taken = {whole(column, "primaryKeyPosition") for column in keys}
    for column in keys:
        position = whole(column, "primaryKeyPosition")
        if position is None or position < 1:
            free = next(number for number in range(1, len(keys) + 2) if number not in taken)
            put(column, ("primaryKeyPosition",), free, COLUMN_ORDER)
            taken.add(free)


def _valid_values(column: Tree) -> Tree | None:
    """The rule that lists the valid values of a column."""
    return next((each for each in maps(column, "quality") if metric_of(each) == "invalidValues" and _told(each)), None)


def _told(rule: Tree) -> Sequence[Any]:
    for place in (rule, branch(rule, "arguments")):
        values = place.get("validValues")
        if isinstance(values, list):
            return values
    return ()
