"""Columns side by side: every one once, the same beside the same, and nothing told of guarded values."""

from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from catalog.comparing.overlap import Likeness, Side, align, joins, ranges_of
from catalog.requirements.needs import ColumnFacts

CALM = how(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])
values = st.none() | st.integers() | st.sampled_from([0.5, -1e9, "", "b"])
facts = st.builds(
    ColumnFacts, name=st.sampled_from(["a", "A", "b_c", "b c", "d", ""]),
    business_name=st.sampled_from(["", "x", "X y"]),
    logical_type=st.sampled_from(["string", "integer", "number", ""]), least=values, most=values,
    guarded=st.booleans(),
)  # fmt: skip
sides = st.builds(Side, column=facts, port=st.integers(1, 3))


@CALM
@given(st.lists(st.lists(sides, max_size=6), min_size=1, max_size=4))
def test_every_column_stands_in_one_row_and_a_row_has_one_of_each_product(products):
    rows = align(products)

    for place, columns in enumerate(products):
        placed = [id(row.cells[place]) for row in rows if row.cells[place]]
        assert sorted(placed) == sorted(map(id, columns))
    assert all(row.present and len(row.cells) == len(products) for row in rows)
    assert [len(row.present) for row in rows] == sorted((len(row.present) for row in rows), reverse=True)


@CALM
@given(st.lists(st.lists(sides, max_size=6), min_size=2, max_size=4))
def test_a_join_is_between_products_and_tells_no_guarded_value(products):
    for join in joins(align(products)):
        assert join.left[0] != join.right[0]
        if join.left[1].column.guarded or join.right[1].column.guarded:
            assert (join.ranges.says, join.ranges.low, join.ranges.high) == ("", None, None)


some = st.lists(st.integers(0, 9), min_size=1, max_size=4) | st.lists(st.text("abc", max_size=2), min_size=1)


@CALM
@given(some, some)
def test_ranges_that_lie_apart_share_no_value(here, there):
    left, right = (ColumnFacts("a", least=min(each), most=max(each)) for each in (here, there))

    found = ranges_of(left, right)

    shared = set(here) & set(there)
    assert not (found.says == "apart" and shared)
    assert all(found.low <= value <= found.high for value in shared)


def test_a_name_counts_before_a_term():
    left = [Side(ColumnFacts("id", "Subject"), 1), Side(ColumnFacts("subject", "Person"), 1)]
    right = [Side(ColumnFacts("subject", "Subject", logical_type="integer"), 2)]

    rows = align([left, right])

    assert [(row.label, row.by, row.likeness) for row in rows] == [
        ("subject", "name", Likeness.TYPE),
        ("id", "", Likeness.ONE),
    ]


def test_many_columns_are_aligned_in_reasonable_work():
    many = [[Side(ColumnFacts(f"column_{number}", "Value"), place) for number in range(3000)] for place in range(4)]

    rows = align(many)

    assert len(rows) == 3000
    assert {row.by for row in rows} == {"name"}
