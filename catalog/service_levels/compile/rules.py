"""Quality rules of a table and its columns: library metrics, SQL, words, and other people's engines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlglot import exp

from catalog.service_levels.compile import expressions as sql
from catalog.service_levels.compile.places import parts_of
from catalog.service_levels.compile.queries import check_query, table_name
from catalog.service_levels.compile.specs import Kind, MonitorSpec, NotMeasurable, rule_of
from catalog.service_levels.durations import Share, read_value
from catalog.service_levels.judge import Objective, objective_in
from catalog.spec.trees import Tree, branch, maps, numbered, text, words

# As ODCS 3.0 called them.
OLDER_NAMES = {
    "nullCheck": "nullValues",
    "nullCount": "nullValues",
    "duplicateCount": "duplicateValues",
    "duplicateCheck": "duplicateValues",
    "validValues": "invalidValues",
    "countCheck": "rowCount",
}
ROWS = ("rows", "row", "records", "record", "values", "count")
DIMENSIONS = {
    "nullValues": "completeness",
    "missingValues": "completeness",
    "invalidValues": "conformity",
    "duplicateValues": "uniqueness",
    "rowCount": "coverage",
}
IN_WORDS = {
    "nullValues": "Empty values",
    "missingValues": "Missing values",
    "invalidValues": "Invalid values",
    "duplicateValues": "Repeated values",
    "rowCount": "Rows",
}


@dataclass(frozen=True)
class Subject:
    """What a rule is about: the table, or one of its columns."""

    table: Tree
    column: Tree
    place: sql.Place | None = None  # of a column inside a column
    top: str = ""  # the column that it is inside of

    @property
    def name(self) -> str:
        """The column's name; empty for the table."""
        return text(self.column, "name")


def rules(table: Tree) -> Iterator[MonitorSpec]:
    """Every quality rule of a table, of its columns, and of the columns inside those."""
    for place, rule in numbered(table, "quality"):
        yield _compiled(rule, Subject(table, {}), rule_of("schema", table_name(table), "quality", _name(rule, place)))
    for column in maps(table, "properties"):
        here = (table_name(table), text(column, "name") or "_")
        yield from _of_column(Subject(table, column), here)
        yield from _inside(table, column, sql.Place(sql.column(text(column, "name"))), here)


def _inside(table: Tree, column: Tree, place: sql.Place, path: tuple[str, ...]) -> Iterator[MonitorSpec]:
    for part, there in parts_of(column, place):
        here = (*path, text(part, "name") or "items")
        yield from _of_column(Subject(table, part, there, path[1]), here)
        yield from _inside(table, part, there, here)


def _of_column(subject: Subject, path: tuple[str, ...]) -> Iterator[MonitorSpec]:
    for place, rule in numbered(subject.column, "quality"):
        yield _compiled(rule, subject, rule_of("schema", *path, "quality", _name(rule, place)))


def _name(rule: Tree, place: int) -> str:
    """By its id, else by its name, else by its place."""
    return text(rule, "id") or text(rule, "name") or str(place)


def _compiled(rule: Tree, subject: Subject, key: str) -> MonitorSpec:
    kind, metric = _kind_of(rule), _metric_of(rule)
    common: dict[str, Any] = {
        "rule": key,
        "indicator": "volume" if metric == "rowCount" and kind == "library" else "quality",
        "name": _title(rule, metric, subject),
        "column": subject.name,
        "dimension": text(rule, "dimension") or (DIMENSIONS.get(metric, "") if kind == "library" else ""),
        "severity": text(rule, "severity").lower(),
    }
    try:
        if kind not in KINDS:
            raise NotMeasurable(f"There is no kind of quality rule {kind!r}.")
        return KINDS[kind](rule, subject, common)
    except NotMeasurable as reason:
        objective = objective_in(rule) or Objective()
        return MonitorSpec(**common, objective=objective, unit=_unit(rule), unmeasurable=str(reason))


def _kind_of(rule: Tree) -> str:
    said = text(rule, "type")
    if said:
        return said
    if _metric_of(rule):
        return "library"
    return "sql" if "query" in rule else "custom" if "engine" in rule else "text"


def _metric_of(rule: Tree) -> str:
    said = text(rule, "metric") or text(rule, "rule")
    return OLDER_NAMES.get(said, said)


def _title(rule: Tree, metric: str, subject: Subject) -> str:
    if told := text(rule, "name") or text(rule, "description"):
        return " ".join(told.split())[:300]
    where = f" in {subject.name}" if subject.name else ""
    return f"{IN_WORDS.get(metric, metric or 'Quality rule')}{where}"[:300]


def _unit(rule: Tree) -> str:
    """Per cent and rows have one spelling here; other units stay as they are."""
    said = text(rule, "unit")
    return "%" if isinstance(read_value(0, said), Share) else said[:20]


def _objective(rule: Tree) -> Objective:
    objective = objective_in(rule)
    if objective is None:
        raise NotMeasurable("It does not say, by exactly one operator with a value that fits, what it must be.")
    return objective


def _library(rule: Tree, subject: Subject, common: dict[str, Any]) -> MonitorSpec:
    metric = _metric_of(rule)
    if metric not in METRICS:
        raise NotMeasurable(f"There is no library metric {metric!r}.")
    objective = _objective(rule)
    columns, count = METRICS[metric](rule, subject)
    unit = _unit(rule).lower() or ROWS[0]
    unit = ROWS[0] if unit in ROWS else unit
    percent = unit == "%"
    if unit not in ("%", ROWS[0]):
        raise NotMeasurable(f"The metric {metric} is counted in rows or per cent, not in {unit}.")
    if percent and metric == "rowCount":
        raise NotMeasurable("A row count in per cent says nothing: per cent of what?")
    expression = sql.sql_of(sql.in_percent(count) if percent else count)
    return MonitorSpec(
        **common, kind=Kind.SCALAR, objective=objective, unit=unit, expression=expression, columns=columns
    )


def _sql(rule: Tree, subject: Subject, common: dict[str, Any]) -> MonitorSpec:
    if subject.place is not None:
        raise NotMeasurable("It is SQL about a column inside a column; write it at the table.")
    objective = _objective(rule)
    query, reason = check_query(rule.get("query"), subject.table, subject.name)
    if reason:
        raise NotMeasurable(reason)
    return MonitorSpec(
        **common, kind=Kind.QUERY, objective=objective, unit=_unit(rule), query=query, table=table_name(subject.table)
    )


def _words(rule: Tree, subject: Subject, common: dict[str, Any]) -> MonitorSpec:
    """A promise in words is kept by somebody's word, which is good for a while."""
    statement = " ".join((text(rule, "description") or text(rule, "name")).split())
    if not statement:
        raise NotMeasurable("It is to be judged by a person, but does not say what.")
    return MonitorSpec(**common, kind=Kind.ATTESTED, statement=statement)


def _custom(rule: Tree, subject: Subject, common: dict[str, Any]) -> MonitorSpec:
    engine = text(rule, "engine") or "another engine"
    raise NotMeasurable(f"It is written for {engine}, which does not run here.")


KINDS: dict[str, Callable[[Tree, Subject, dict[str, Any]], MonitorSpec]] = {
    "library": _library,
    "sql": _sql,
    "text": _words,
    "custom": _custom,
}
Counted = tuple[tuple[str, ...], exp.Expr]  # the columns looked at, and the number of rows


def _about(rule: Tree, subject: Subject) -> tuple[str, ...]:
    """The column that a rule stands at; at the table, the columns that it names: a row counts when one of them does."""
    names = (subject.name,) if subject.name else words(branch(rule, "arguments"), "properties")
    if not names:
        raise NotMeasurable("It is a rule about a column, but stands at the table and names none in `properties`.")
    return names


def _null_values(rule: Tree, subject: Subject) -> Counted:
    if subject.place is not None:
        return (subject.top,), sql.how_many(subject.place.rows_with(subject.place.empty()))
    names = _about(rule, subject)
    return names, sql.how_many(exp.or_(*(sql.is_null(name) for name in names)))


def _missing_values(rule: Tree, subject: Subject) -> Counted:
    told = branch(rule, "arguments").get("missingValues")
    values = [value for value in told if not isinstance(value, list | dict)] if isinstance(told, list) else []
    if (place := subject.place) is not None:
        meant = [sql.one_of(place.value, known)] if (known := [one for one in values if one is not None]) else []
        return (subject.top,), sql.how_many(place.rows_with(exp.or_(place.empty(), *meant)))
    names = _about(rule, subject)
    return names, sql.how_many(exp.or_(*(sql.missing(name, values) for name in names)))


def _invalid_values(rule: Tree, subject: Subject) -> Counted:
    names: tuple[sql.Named, ...] = (subject.place.value,) if subject.place is not None else _about(rule, subject)
    arguments = branch(rule, "arguments") or rule
    allowed, pattern = arguments.get("validValues"), text(arguments, "pattern")
    if not allowed and not pattern:
        # What is valid stands at the column itself, then.
        allowed = [each.get("value") for each in maps(subject.column, "enum")]
        pattern = text(branch(subject.column, "logicalTypeOptions"), "pattern")
    told = allowed if isinstance(allowed, list) else []
    values = [one for one in told if one is not None and not isinstance(one, list | dict)]
    wrong: list[exp.Expr] = []
    for name in names:
        kind = _logical_type(subject, name) if isinstance(name, str) else text(subject.column, "logicalType")
        wrong += [sql.outside(name, values, kind)] if values else []
        wrong += [sql.not_like(name, pattern)] if pattern else []
    if not wrong:
        raise NotMeasurable("It says neither by validValues nor by a pattern which values are valid.")
    if subject.place is not None:
        return (subject.top,), sql.how_many(subject.place.rows_with(exp.or_(*wrong)))
    return _about(rule, subject), sql.how_many(exp.or_(*wrong))


def _logical_type(subject: Subject, name: str) -> str:
    columns = (subject.column, *maps(subject.table, "properties"))
    return next((text(column, "logicalType") for column in columns if text(column, "name") == name), "")


def _duplicate_values(rule: Tree, subject: Subject) -> Counted:
    if subject.place is not None and subject.place.lists:
        raise NotMeasurable("It is about items of a list, and whether they repeat in other rows is not measured.")
    names = words(branch(rule, "arguments"), "properties") or ((subject.name,) if subject.name else ())
    if subject.place is not None:
        return (subject.top,), sql.repeated((subject.place.value,))
    if not names:
        raise NotMeasurable("It does not say which columns together must not repeat.")
    return names, sql.repeated(names)


def _row_count(rule: Tree, subject: Subject) -> Counted:
    if subject.name:
        raise NotMeasurable("Rows are counted for a table, and this rule stands at a column.")
    return (), sql.rows()


METRICS: dict[str, Callable[[Tree, Subject], Counted]] = {
    "nullValues": _null_values,
    "missingValues": _missing_values,
    "invalidValues": _invalid_values,
    "duplicateValues": _duplicate_values,
    "rowCount": _row_count,
}
