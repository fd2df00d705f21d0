"""The columns that tell rows apart, found by asking; the answers here come from small tables."""

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.starting.keys import TABLE_TRIES, Candidate, find_key

cells = st.integers(0, 3).map(str)
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.tuples(*[cells] * width), min_size=0, max_size=25).map(lambda rows: (width, rows))
)


def asked(width, rows):
    """The search over a table of that many columns."""
    names = [f"column{place}" for place in range(width)]
    candidates = [
        Candidate(name, len({row[place] for row in rows}), "string", place) for place, name in enumerate(names)
    ]

    def is_unique(some):
        places = [names.index(name) for name in some]
        return len({tuple(row[place] for place in places) for row in rows}) == len(rows)

    return find_key(candidates, len(rows), in_sample=is_unique, in_table=is_unique), is_unique


@settings(max_examples=150, deadline=None)
@given(tables)
def test_a_key_tells_all_rows_apart_and_none_of_its_columns_can_go(table):
    width, rows = table

    key, is_unique = asked(width, rows)

    if key:
        assert is_unique(key)
        assert len(key) == 1 or not any(is_unique(key[:place] + key[place + 1 :]) for place in range(len(key)))
    elif len(rows) >= 2 and width <= 4:
        assert not is_unique([f"column{place}" for place in range(width)])


def test_of_two_keys_the_one_that_is_named_like_a_key_is_proposed():
    candidates = [Candidate("title", 9, "string", 0), Candidate("order_id", 9, "integer", 1)]

    assert find_key(candidates, 9, in_sample=bool, in_table=bool) == ("order_id",)


def test_measures_are_no_keys_however_different_they_are():
    candidates = [Candidate("price", 9, "number", 0), Candidate("weight", 9, "integer", 1)]

    assert find_key(candidates, 9, in_sample=bool, in_table=bool) == ()


def test_a_wide_table_takes_no_longer_than_a_narrow_one():
    asked_for = []
    candidates = [Candidate(f"code{place}", 50, "string", place) for place in range(200)]

    key = find_key(candidates, 1000, in_sample=lambda names: True, in_table=lambda names: bool(asked_for.append(names)))

    assert key == ()
    assert len(asked_for) <= TABLE_TRIES
