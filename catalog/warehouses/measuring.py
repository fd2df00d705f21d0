"""All aggregates over a table in one reading, and what the file itself tells instead of reading."""

from collections.abc import Mapping
from typing import Any

from catalog.warehouses.errors import ReadFailed
from catalog.warehouses.expressions import DATA, quoted_name
from catalog.warehouses.file_figures import needs_rows, notes_of, with_notes
from catalog.warehouses.interface import MeasureFailure
from catalog.warehouses.reader import Reader

ALL_ROWS = "count(*)"


def measured(reader: Reader, expressions: Mapping[str, str], *, path: str) -> dict[str, Any]:
    """The value of each aggregate over `data`, which is the file at this path; a MeasureFailure where there is none."""
    if set(expressions.values()) == {ALL_ROWS}:  # the last lines of the file tell that, and that it can be read
        return _values(reader, expressions, f" FROM {DATA}")
    known = with_notes(reader, dict(expressions), notes_of(reader, path))
    told = {key: sql for key, sql in known.items() if not needs_rows(sql)}
    asked = {key: sql for key, sql in known.items() if key not in told}
    values = _values(reader, told, "") | _values(reader, asked, f" FROM {DATA}")
    return {key: values[key] for key in expressions}


def _values(reader: Reader, expressions: Mapping[str, str], source: str) -> dict[str, Any]:
    """In one reading; where that fails, without those that cannot be worked out at all, and then by halves."""
    if not expressions:
        return {}
    try:
        return _together(reader, expressions, source)
    except ReadFailed:
        possible: dict[str, str] = {}
        failures: dict[str, Any] = {}
        for key, sql in expressions.items():
            try:
                reader.describe(_select({key: sql}, source))
                possible[key] = sql
            except ReadFailed as error:
                failures[key] = _failure(error)
        return failures | _by_halves(reader, possible, source)


def _by_halves(reader: Reader, expressions: Mapping[str, str], source: str) -> dict[str, Any]:
    if not expressions:
        return {}
    try:
        return _together(reader, expressions, source)
    except ReadFailed as error:
        if len(expressions) == 1:
            return dict.fromkeys(expressions, _failure(error))
        keys = list(expressions)
        halves = keys[: len(keys) // 2], keys[len(keys) // 2 :]
        first, second = ({key: expressions[key] for key in half} for half in halves)
        return _by_halves(reader, first, source) | _by_halves(reader, second, source)


def _together(reader: Reader, expressions: Mapping[str, str], source: str) -> dict[str, Any]:
    return dict(zip(expressions, reader.one(_select(expressions, source)), strict=True))


def _select(expressions: Mapping[str, str], source: str) -> str:
    # On a line of its own, because an expression may end in a comment.
    named = (f"({sql}\n) AS {quoted_name(f'__measure_{place}')}" for place, sql in enumerate(expressions.values()))
    return f"SELECT {', '.join(named)}{source}"


def _failure(error: ReadFailed) -> MeasureFailure:
    return MeasureFailure(f"The expression cannot be measured ({error.facts['kind']}).")
