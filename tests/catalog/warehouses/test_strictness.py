"""An old version shows of a column never more than both policies show, whatever the two say."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.spec import MaskSpec
from catalog.warehouses.expressions import ViewProblem, masked
from catalog.warehouses.interface import ColumnType, Limits, View
from catalog.warehouses.reader import reading
from catalog.warehouses.strictness import FilterNotFit, strictest, strictest_filter, strictest_masks

COLUMNS = ("usubjid", "country", "age")
MASKS = st.one_of(
    st.builds(MaskSpec, st.just("age"), st.sampled_from(["null", "redact", "hash", "year"])),
    st.builds(MaskSpec, st.just("AGE"), st.just("partial"), st.integers(0, 4)),
    st.builds(MaskSpec, st.just("age"), st.just("bucket"), st.sampled_from([1, 5, 10, 25, 50, 2.5])),
    st.builds(MaskSpec, st.just("age"), st.just("expression"), st.none(), st.sampled_from(["age % 2", "upper(sex)"])),
)
VALUES = [1, 17, 63, 64, 71, 712345, None, -4]


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """What the engine makes of a few numbers under a mask."""
    folder, known = tmp_path_factory.mktemp("values"), {}
    written = ", ".join("(NULL)" if value is None else f"({value})" for value in VALUES)
    duckdb.sql(f"SELECT t.v::INTEGER AS age FROM (VALUES {written}) AS t(v)").write_parquet(str(folder / "v.parquet"))

    def showing(mask):
        if mask not in known:
            try:
                seen = masked(mask, ColumnType("age", "INTEGER", "integer"), ("age",), salt="s")
            except ViewProblem:  # today's table has the column that the expression asks for; here nothing is shown
                seen = "NULL"
            with reading({"data": folder / "v.parquet"}, limits=Limits(), scratch=folder) as reader:
                known[mask] = [row[0] for row in reader.sample(f"SELECT {seen} AS age FROM data").rows]
        return known[mask]

    return showing


def of_age(old, new):
    """The one mask of the column age, or none."""
    found = strictest_masks([old] if old else [], [new] if new else [], columns=COLUMNS)
    return found[0] if found else None


@given(old=st.none() | MASKS, new=st.none() | MASKS)
def test_what_one_of_the_two_masks_is_never_seen_as_it_is(old, new):
    mask = of_age(old, new)

    assert (mask is None) == (old is None and new is None)
    assert mask is None or mask.column == "age"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(old=MASKS, new=MASKS)
def test_it_tells_no_two_values_apart_that_today_s_mask_leaves_the_same(shown, old, new):
    """Whoever reads both versions learns nothing from the old one that the new one does not tell."""
    today, then = shown(new), shown(of_age(old, new))

    pairs = [(a, b) for a in range(len(VALUES)) for b in range(a)]
    assert all(then[a] == then[b] for a, b in pairs if today[a] == today[b]), (old, new, of_age(old, new))


def test_an_expression_over_columns_that_the_old_data_lacks_shows_nothing():
    mask = of_age(None, MaskSpec("age", "expression", None, "age + length(region)"))

    assert mask == MaskSpec("age", "null")


def test_masks_of_columns_that_the_old_data_lacks_are_left_out():
    assert strictest_masks([], [MaskSpec("region", "hash")], columns=COLUMNS) == ()


@pytest.mark.parametrize(
    ("before", "now", "both"),
    [
        ("", "", ""),
        ("age > 17", "", "age > 17"),
        ("", "age > 17", "age > 17"),
        ("age  > 17", "age > 17", "age  > 17"),
        ("age > 17 OR country = 'US'", "age < 60", "(age > 17 OR country = 'US') AND (age < 60)"),
    ],
)
def test_only_rows_that_both_filters_let_through_are_seen(before, now, both):
    assert strictest_filter(before, now, columns=COLUMNS) == both


def test_where_today_s_filter_cannot_be_asked_nothing_is_seen():
    with pytest.raises(FilterNotFit, match="region"):
        strictest(View(COLUMNS), View(("region",), row_filter="region = 'EU'"), columns=COLUMNS)
