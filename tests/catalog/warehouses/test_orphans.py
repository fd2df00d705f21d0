"""Values without a counterpart are counted in one join, whatever they are."""

import pytest

from catalog.warehouses.errors import ReadFailed

VISITS = """
SELECT * FROM (VALUES (1, 'DE', 7.0, {'zip': '1'}), (2, 'FR', 8.5, {'zip': '2'}), (2, NULL, NULL, NULL))
    AS visits(person, country, weight, address)
"""
PEOPLE = """
SELECT * FROM (VALUES (1::BIGINT, '1', 'DE', 7), (2::BIGINT, '9', 'DE', 8)) AS people(id, code, land, mass)
"""


@pytest.fixture
def ends(put):
    return put(VISITS, "visits"), put(PEOPLE, "people")


@pytest.mark.parametrize(
    ("pairs", "orphans"),
    [
        ([("person", "id")], 0),
        ([("country", "land")], 1),
        ([("weight", "mass")], 1),
        ([("person", "id"), ("country", "land")], 1),
        ([("person", "code")], 2),
    ],
    ids=["numbers of two widths", "texts", "numbers of two kinds", "together", "a number and a text"],
)
def test_rows_without_counterpart_are_counted(house, ends, pairs, orphans):
    ways = [((own,), (other,)) for own, other in pairs]

    assert house.orphans(*ends, ways) == orphans


def test_a_column_inside_a_column_may_refer(house, ends):
    assert house.orphans(*ends, [(("address", "zip"), ("code",))]) == 1


def test_a_table_may_refer_to_itself(house, ends):
    assert house.orphans(ends[0], ends[0], [(("person",), ("person",))]) == 0


def test_nothing_is_found_in_an_empty_table(house, put, ends):
    empty = put(f"SELECT * FROM ({PEOPLE}) LIMIT 0", "empty")

    assert house.orphans(ends[0], empty, [(("person",), ("id",))]) == 3
    assert house.orphans(empty, ends[0], [(("id",), ("person",))]) == 0


def test_odd_values_do_no_harm(house, put):
    odd = put(
        "SELECT unnest(['nan'::DOUBLE, 'inf'::DOUBLE, 1, NULL]) AS x, chr(0) || 'a' AS t, DATE '9999-12-31' AS d", "odd"
    )

    for name in ("x", "t", "d"):
        assert house.orphans(odd, odd, [((name,), (name,))]) == 0


def test_a_column_that_is_not_there_is_named(house, ends):
    with pytest.raises(ReadFailed, match="salary"):
        house.orphans(*ends, [(("salary",), ("id",))])
