"""A narrowed view never shows more than the view it was made of."""

from collections import Counter

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.spec import MaskSpec
from catalog.warehouses.expressions import select_of
from catalog.warehouses.interface import ColumnType, View
from catalog.warehouses.narrowing import (
    WHOLE,
    Narrowing,
    NarrowingNotFit,
    as_json,
    both,
    from_json,
    is_empty,
    narrowed,
)

COLUMNS = (
    ColumnType("Country", "VARCHAR", "string"),
    ColumnType("age", "BIGINT", "integer"),
    ColumnType("alive", "BOOLEAN", "boolean"),
)
NAMES = tuple(column.name for column in COLUMNS)
ROWS = [("US", 30, True), ("US", 31, False), ("DE", 30, None), ("D'E", None, True), (None, 7, False), ("DE", 30, None)]
values = st.sampled_from(["US", "DE", "D'E", "30", "31", "true", "false", "nothing", "') OR true --"])
names = st.sampled_from(["Country", "age", "alive", "COUNTRY", "AGE"])
rows = st.dictionaries(st.sampled_from(NAMES), st.lists(values, min_size=1, max_size=3).map(tuple), max_size=2)
narrowings = st.builds(
    Narrowing,
    columns=st.lists(names, max_size=3, unique_by=str.lower).map(tuple),
    rows=rows.map(lambda found: tuple(found.items())),
)
views = st.builds(
    View,
    columns=st.sampled_from([NAMES, ("age", "Country"), ("alive",)]),
    masks=st.sampled_from([(), (MaskSpec("Country", "hash"),), (MaskSpec("age", "bucket", 10),)]),
    row_filter=st.sampled_from(["", "age > 20", "Country = 'US' OR alive"]),
)


@pytest.fixture(scope="module")
def table():
    connection = duckdb.connect()
    connection.execute("CREATE TABLE data (Country VARCHAR, age BIGINT, alive BOOLEAN)")
    connection.executemany("INSERT INTO data VALUES (?, ?, ?)", ROWS)
    return connection


def seen(table, view):
    """What is read, row by row, as pairs of column and value."""
    found = table.execute(select_of(view, COLUMNS, salt="salt"))
    heads = [head[0] for head in found.description]
    return [dict(zip(heads, row, strict=True)) for row in found.fetchall()]


@given(view=views, narrowing=narrowings)
@settings(max_examples=150, deadline=None)
def test_less_is_a_subset_of_rows_and_columns(table, view, narrowing):
    whole = seen(table, view)
    try:
        less = narrowed(view, narrowing, columns=NAMES)
    except NarrowingNotFit:
        return
    part = seen(table, less)

    assert set(less.columns) <= set(view.columns)
    assert less.masks == view.masks
    kept = Counter(tuple(row[name] for name in less.columns) for row in whole)
    assert Counter(tuple(row[name] for name in less.columns) for row in part) <= kept


@given(view=views, first=narrowings, second=narrowings)
@settings(max_examples=100, deadline=None)
def test_what_two_left_out_is_left_out_together(table, view, first, second):
    together = both(first, second)
    if is_empty(second, [first]):
        return
    try:
        alone, joined = (narrowed(view, one, columns=NAMES) for one in (first, together))
    except NarrowingNotFit:
        return

    one, two = seen(table, alone), seen(table, joined)

    assert len(two) <= len(one)
    assert set(joined.columns) <= set(alone.columns)


@given(narrowings)
def test_what_is_kept_is_what_was_said(narrowing):
    assert from_json(as_json(narrowing)) == narrowing
    assert bool(narrowing) == bool(as_json(narrowing))


def test_rows_are_chosen_by_values_as_text(table):
    view = View(columns=NAMES)

    assert len(seen(table, narrowed(view, Narrowing(rows=(("age", ("30",)),)), columns=NAMES))) == 3
    assert len(seen(table, narrowed(view, Narrowing(rows=(("Country", ("D'E", "US")),)), columns=NAMES))) == 3
    assert len(seen(table, narrowed(view, Narrowing(rows=(("alive", ("true",)),)), columns=NAMES))) == 2


def test_what_is_not_there_any_more_shows_nothing():
    view = View(columns=("age",))

    with pytest.raises(NarrowingNotFit):
        narrowed(view, Narrowing(columns=("Country",)), columns=("age",))
    with pytest.raises(NarrowingNotFit):
        narrowed(view, Narrowing(rows=(("Country", ("US",)),)), columns=("age",))


def test_an_empty_choice_is_noticed():
    assert is_empty(Narrowing(columns=("a",)), [Narrowing(columns=("b",))])
    assert is_empty(Narrowing(rows=(("a", ("1",)),)), [Narrowing(rows=(("A", ("2",)),))])
    assert not is_empty(WHOLE, [WHOLE])
