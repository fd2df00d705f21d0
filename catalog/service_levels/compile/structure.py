"""What a contract's schema promises about values: required, unique, keys, allowed values, bounds, relationships."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlglot import exp

from catalog.service_levels.compile import expressions as sql
from catalog.service_levels.compile.places import parts_of
from catalog.service_levels.compile.queries import table_name
from catalog.service_levels.compile.relationships import relationships
from catalog.service_levels.compile.specs import Kind, MonitorSpec, rule_of
from catalog.service_levels.judge import Objective
from catalog.spec.trees import Tree, branch, flag, maps, text, whole

NO_SQL: dict[str, Any] = {"expression": "", "columns": ()}
NONE_BROKEN = Objective("mustBe", 0)
BOUNDS: dict[str, tuple[type[exp.Binary], str]] = {
    "minimum": (exp.LT, "below"),
    "exclusiveMinimum": (exp.LTE, "at or below"),
    "maximum": (exp.GT, "above"),
    "exclusiveMaximum": (exp.GTE, "at or above"),
}
SIZES: dict[str, tuple[type[exp.Binary], type[exp.Func], str]] = {
    "minLength": (exp.LT, exp.Length, "shorter than"),
    "maxLength": (exp.GT, exp.Length, "longer than"),
    "minItems": (exp.LT, exp.ArraySize, "with fewer items than"),
    "maxItems": (exp.GT, exp.ArraySize, "with more items than"),
    "dimensions": (exp.NEQ, exp.ArraySize, "with another number of items than"),
}
FORMATS = {
    "email": r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    "uuid": r"^[0-9A-Fa-f]{8}-([0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}$",
    "uri": r"^[A-Za-z][A-Za-z0-9+.-]*:\S+$",
    "hostname": r"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$",
    "ipv4": r"^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$",
}
IN_A_LIST = "It is about items of a list, and whether they repeat in other rows is not measured."
# How a value is shown, or which model made it; they say nothing that a value could break.
SHOWN = ("timezone", "defaultTimezone", "embeddingModel", "embeddingModelVersion", "distanceMetric", "elementType")
_INTEGER = re.compile(r"([iu])(8|16|32|64|128)")


def structure(table: Tree) -> Iterator[MonitorSpec]:
    """Every promise that the schema of a table makes about its values."""
    for column in maps(table, "properties"):
        if text(column, "name"):
            place = sql.Place(sql.column(text(column, "name")))
            yield from _of_column(table_name(table), column, place, text(column, "name"))
            yield from _inside(table_name(table), column, place, (text(column, "name"),))
    yield from _key(table)
    yield from relationships(table)


def _of_column(table: str, column: Tree, place: sql.Place, top: str) -> Iterator[MonitorSpec]:
    """What is promised of a column, or of a place inside of the column at the top."""
    name, kind = text(column, "name"), text(column, "logicalType")

    def counted(what: str, title: str, wrong: exp.Expr, dimension: str) -> MonitorSpec:
        count = sql.how_many(place.rows_with(wrong))
        return _counted(table, name, what, title, count, dimension, top)

    if flag(column, "required"):
        yield counted("required", f"{name} is filled", place.empty(), "completeness")
    if flag(column, "unique"):
        told = f"{name} does not repeat"
        single = _counted(table, name, "unique", told, sql.repeated((place.value,)), "uniqueness", top)
        yield single if not place.lists else replace(single, kind=Kind.NONE, unmeasurable=IN_A_LIST, **NO_SQL)
    named = [each.get("value") for each in maps(column, "enum")]
    allowed = [value for value in named if isinstance(value, str | int | float)]
    if allowed:
        told = f"{name} has one of {len(allowed)} allowed values"
        yield counted("enum", told, sql.outside(place.value, allowed, kind), "conformity")
    elif named:
        reason = "None of the values that it allows is one plain value."
        key = rule_of("schema", table, name, "enum")
        yield MonitorSpec(key, "quality", f"{name}: allowed values"[:300], column=name[:200], unmeasurable=reason)
    for option, value in branch(column, "logicalTypeOptions").items():
        yield from _option(table, column, place, top, option, value)


def _inside(table: str, column: Tree, place: sql.Place, path: tuple[str, ...]) -> Iterator[MonitorSpec]:
    """What is promised of columns inside a column: of its parts, and of the items of a list."""
    for part, there in parts_of(column, place):
        here = (*path, text(part, "name") or "items")
        yield from _of_column(table, part | {"name": ".".join(here)}, there, path[0])
        yield from _inside(table, part, there, here)


def _option(table: str, column: Tree, place: sql.Place, top: str, option: str, value: Any) -> Iterator[MonitorSpec]:
    """One of logicalTypeOptions; those that say how a value is shown, and not what it is, promise nothing."""
    name, kind = text(column, "name"), text(column, "logicalType")
    key = rule_of("schema", table, name, option)
    plain = isinstance(value, str | int | float) and (option == "uniqueItems" or not isinstance(value, bool))
    told = _condition(place.value, kind, option, value) if plain else None
    if told:
        words, condition = told
        count = sql.how_many(place.rows_with(condition))
        yield _counted(table, name, option, f"{name} is never {words}", count, "conformity", top)
    elif not (option in SHOWN or (option == "format" and kind in sql.MOMENTS)):
        reason = f"The option {option} is not measured for a column of type {kind or 'unknown'}."
        title = f"{name}: {option} {value}"[:300]
        yield MonitorSpec(key, "quality", title, column=name, dimension="conformity", unmeasurable=reason[:300])


def _condition(name: exp.Expr, kind: str, option: str, value: Any) -> tuple[str, exp.Expr] | None:
    """In words and in SQL what a value that breaks the option is like."""
    number = isinstance(value, int | float)
    if option in BOUNDS and (number or kind in sql.MOMENTS):
        wrong, words = BOUNDS[option]
        return f"{words} {value}", wrong(this=sql.column(name), expression=sql.literal(value, kind))
    if option in SIZES and number:
        wrong, measure, words = SIZES[option]
        subject = sql.text_of(name) if measure is exp.Length else sql.column(name)
        return f"{words} {value}", wrong(this=measure(this=subject), expression=sql.literal(value))
    if option == "uniqueItems" and value is True:
        return "a list that repeats an item", sql.repeats_inside(name)
    if option == "multipleOf" and number and value:
        return f"no multiple of {value}", _not_multiple(name, value)
    if option == "pattern" and isinstance(value, str):
        return f"unlike {value}"[:200], sql.not_like(name, value)
    if option == "format" and isinstance(value, str):
        return _format(name, kind, value)
    return None


def _not_multiple(name: exp.Expr, value: float) -> exp.Expr:
    """More than a rounding error away from the next multiple."""
    times = exp.Div(this=exp.cast(sql.column(name), "double"), expression=sql.literal(value))
    away = exp.Abs(this=exp.Sub(this=times, expression=exp.Round(this=times.copy())))
    return exp.GT(this=away, expression=exp.Literal.number("0.000001"))


def _format(name: exp.Expr, kind: str, value: str) -> tuple[str, exp.Expr] | None:
    if kind == "string" and value in FORMATS:
        return f"without the form of {value}", sql.not_like(name, FORMATS[value])
    if kind == "integer" and (found := _INTEGER.fullmatch(value)):
        bits = int(found[2])
        low, high = (0, 2**bits - 1) if found[1] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        inside = exp.Between(this=sql.column(name), low=sql.literal(low), high=sql.literal(high))
        return f"outside of {value}", exp.not_(inside)
    return None


def _key(table: Tree) -> Iterator[MonitorSpec]:
    """The primary key tells every row apart and has no gaps."""
    parts = [column for column in maps(table, "properties") if flag(column, "primaryKey") and text(column, "name")]
    parts.sort(key=lambda column: whole(column, "primaryKeyPosition") or 0)
    names = tuple(text(column, "name") for column in parts)
    if names:
        told = f"{' + '.join(names)} is a key"[:300]
        yield MonitorSpec(
            rule=rule_of("schema", table_name(table), "primaryKey"),
            indicator="quality",
            name=told,
            kind=Kind.SCALAR,
            objective=NONE_BROKEN,
            unit="rows",
            column=", ".join(names)[:200],
            dimension="uniqueness",
            severity="error",
            expression=sql.sql_of(sql.not_keyed(names)),
            columns=names,
        )


def _counted(table: str, name: str, what: str, title: str, count: exp.Expr, dimension: str, top: str) -> MonitorSpec:
    return MonitorSpec(
        rule=rule_of("schema", table, name, what),
        indicator="quality",
        name=title[:300],
        kind=Kind.SCALAR,
        objective=NONE_BROKEN,
        unit="rows",
        column=name[:200],
        dimension=dimension,
        expression=sql.sql_of(count),
        columns=(top,),
    )
