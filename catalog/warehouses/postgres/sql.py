"""A consumer's view of a table as PostgreSQL SQL, with the same masks as in the lakehouse.

Where PostgreSQL writes a value as text in another way than DuckDB, or in a way that the reader's session decides, the
table carries DuckDB's text beside the value: hashes and the first characters of a value must not depend on who asks.
"""

from collections.abc import Callable, Mapping

from catalog.spec import MaskSpec
from catalog.warehouses.dialects import by_name, condition_in, translated
from catalog.warehouses.expressions import HIDDEN, REDACTED, ViewProblem, is_text, quoted_name, quoted_text
from catalog.warehouses.interface import ColumnType, View

LONGEST_NAME = 63  # bytes; PostgreSQL cuts the rest off without a word
TEXT = 'text COLLATE "C"'  # compared byte by byte, as DuckDB does
NESTED = ("STRUCT", "MAP", "UNION")
INTEGERS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}
_TYPES = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "UTINYINT"), "smallint"),
    **dict.fromkeys(("INTEGER", "USMALLINT"), "integer"),
    **dict.fromkeys(("BIGINT", "UINTEGER"), "bigint"),
    "UBIGINT": "numeric(20,0)",
    **dict.fromkeys(("HUGEINT", "UHUGEINT"), "numeric(39,0)"),
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "BOOLEAN": "boolean",
    "DATE": "date",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "timestamp"),
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "TIME": "time",
    "UUID": "uuid",
    "BLOB": "bytea",
    "JSON": "json",
}
# The text of these is the same in both engines and in every session.
_SAME_TEXT = ("smallint", "integer", "bigint", "boolean", "uuid", TEXT)


def type_of(column: ColumnType) -> str:
    """The type of a column in PostgreSQL.

    >>> [type_of(ColumnType("a", type, "")) for type in ("UBIGINT", "DECIMAL(6,2)", "INTEGER[]", "VARCHAR")]
    ['numeric(20,0)', 'numeric(6,2)', 'json', 'text COLLATE "C"']
    """
    if is_nested(column):
        return "json"
    if column.physical_type.startswith("DECIMAL"):
        return column.physical_type.replace("DECIMAL", "numeric", 1)
    return _TYPES.get(column.physical_type, TEXT)


def is_nested(column: ColumnType) -> bool:
    """Is a value of it more than one value?"""
    return column.physical_type.endswith("]") or column.physical_type.partition("(")[0].strip() in NESTED


def has_text_beside(column: ColumnType) -> bool:
    """Does the table carry DuckDB's text of this column beside its value?"""
    return type_of(column) not in _SAME_TEXT and not type_of(column).startswith("numeric")


def text_beside(place: int) -> str:
    """What the column with the text of the column at this place is called."""
    return f"__text_{place}"


def table_of(columns: tuple[ColumnType, ...]) -> str:
    """The columns of the table, as CREATE TABLE wants them."""
    shown = [f"{quoted_name(column.name)} {type_of(column)}" for column in columns]
    beside = [f"{text_beside(place)} {TEXT}" for place, column in enumerate(columns) if has_text_beside(column)]
    return ", ".join(shown + beside)


def carried(columns: tuple[ColumnType, ...]) -> str:
    """What DuckDB selects to write a file that COPY reads into the table."""
    shown = [f"{carried_value(column)} AS {quoted_name(column.name)}" for column in columns]
    beside = [
        f"CAST({quoted_name(column.name)} AS VARCHAR) AS {text_beside(place)}"
        for place, column in enumerate(columns)
        if has_text_beside(column)
    ]
    return ", ".join(shown + beside)


def carried_value(column: ColumnType) -> str:
    """A value of DuckDB in the form in which PostgreSQL takes it, and gives it back."""
    name = quoted_name(column.name)
    if is_nested(column):
        return f"CAST(to_json({name}) AS VARCHAR)"
    if column.physical_type == "BLOB":
        return f"'\\x' || lower(hex({name}))"
    if column.physical_type == "TIMESTAMP_NS":
        return f"CAST({name} AS TIMESTAMP)"
    return name if column.physical_type in _TYPES or is_decimal(column) else f"CAST({name} AS VARCHAR)"


def carried_type(column: ColumnType) -> str:
    """The type of DuckDB in which a value that came back is compared."""
    if column.physical_type == "TIMESTAMP_NS":
        return "TIMESTAMP"
    kept = is_decimal(column) or (column.physical_type in _TYPES and column.physical_type not in ("BLOB", "JSON"))
    return column.physical_type if kept else "VARCHAR"


def is_decimal(column: ColumnType) -> bool:
    """Is it a number with a fixed number of digits?"""
    return column.physical_type.startswith("DECIMAL")


def view_of(view: View, columns: tuple[ColumnType, ...], *, table: str, salt: str) -> str:
    """The SELECT over a table that shows exactly this view; `table` and `salt` are SQL: a name, and a subquery.

    Raises ViewProblem when it does not fit the columns, or cannot be said in PostgreSQL.
    """
    known, masks = by_name(columns), {mask.column.lower(): mask for mask in view.masks}
    places = {column.name.lower(): place for place, column in enumerate(columns)}
    shown = []
    for name in view.columns:
        if name.lower() not in known:
            raise ViewProblem(f"The data has no column {name!r}.")
        column, mask = known[name.lower()], masks.get(name.lower())
        value = quoted_name(column.name)
        if mask is not None:
            value = f"{masked(mask, column, places[name.lower()], columns, salt=salt)} AS {value}"
        shown.append(value)
    if not shown:
        raise ViewProblem("It shows no column.")
    condition = condition_in(view, columns, dialect="postgres")
    return f"SELECT {', '.join(shown)} FROM (SELECT * FROM {table} WHERE {condition}) AS data"


def masked(mask: MaskSpec, column: ColumnType, place: int, columns: tuple[ColumnType, ...], *, salt: str) -> str:
    """The SQL that stands in for a masked column.

    Raises ViewProblem when the method is not known, or its expression cannot be said in PostgreSQL.
    """
    if mask.method == "expression":
        return translated(mask.expression, columns, dialect="postgres")
    if mask.method not in MASKS:
        raise ViewProblem(f"There is no mask {mask.method!r}.")
    text = text_beside(place) if has_text_beside(column) else f"CAST({quoted_name(column.name)} AS text)"
    return MASKS[mask.method](column, mask, text, salt)


def _null(column: ColumnType, mask: MaskSpec, text: str, salt: str) -> str:
    return f"CAST(NULL AS {type_of(column).partition(' COLLATE')[0]})"


def _hash(column: ColumnType, mask: MaskSpec, text: str, salt: str) -> str:
    return f"encode(sha256(convert_to({salt} || {text}, 'UTF8')), 'hex')"


def _partial(column: ColumnType, mask: MaskSpec, text: str, salt: str) -> str:
    """The first characters; a value that is not longer than those is hidden whole."""
    kept = int(mask.size or 0)
    shorter = f"left({text}, {kept}) || repeat('{HIDDEN}', length({text}) - {kept})"
    return f"CASE WHEN length({text}) > {kept} THEN {shorter} ELSE repeat('{HIDDEN}', length({text})) END"


def _redact(column: ColumnType, mask: MaskSpec, text: str, salt: str) -> str:
    return f"CAST({quoted_text(REDACTED)} AS text)" if is_text(column) else _null(column, mask, text, salt)


def _year(column: ColumnType, mask: MaskSpec, text: str, salt: str) -> str:
    name = quoted_name(column.name)
    if type_of(column) == "timestamptz":
        return f"date_trunc('year', {name}, 'UTC')"
    if column.logical_type in ("date", "timestamp"):
        return f"CAST(date_trunc('year', CAST({name} AS timestamp)) AS {type_of(column)})"
    if is_text(column):
        return f"CASE WHEN {text} ~ '^[0-9]{{4}}(-|$)' THEN left({text}, 4) || '-01-01' END"
    return _null(column, mask, text, salt)


def _bucket(column: ColumnType, mask: MaskSpec, text: str, salt: str) -> str:
    """The number floored to a multiple of the width; nothing where the type cannot hold that."""
    width, name, type_ = mask.size or 0, quoted_name(column.name), type_of(column)
    if column.logical_type not in ("integer", "number") or width <= 0:
        return _null(column, mask, text, salt)
    if type_ in ("real", "double precision"):
        step = f"CAST({width} AS {type_})"
        return f"CAST(floor({name} / {step}) * {step} AS {type_})"
    floored = f"(CAST({name} AS numeric) - ((CAST({name} AS numeric) % {width}) + {width}) % {width})"
    if type_ in INTEGERS:
        fits = f"{floored} >= -{INTEGERS[type_]}"
    else:
        digits, _comma, scale = type_.removeprefix("numeric(").rstrip(")").partition(",")
        fits = f"abs({floored}) < 1e{int(digits) - int(scale or 0)}"
    return f"CASE WHEN {fits} THEN CAST({floored} AS {type_}) END"


MASKS: Mapping[str, Callable[[ColumnType, MaskSpec, str, str], str]] = {
    "null": _null,
    "hash": _hash,
    "partial": _partial,
    "redact": _redact,
    "year": _year,
    "bucket": _bucket,
}
