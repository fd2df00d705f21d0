"""A build over a sample reads some rows of every input: the same ones each time, and only such as may be seen."""

import pytest

from catalog.spec import MaskSpec
from catalog.warehouses.errors import ViewNotFit
from catalog.warehouses.interface import View


@pytest.fixture
def visits(put):
    return put("SELECT range AS id, range % 5 AS arm, 'person ' || range AS person FROM range(20000)", "visits")


@pytest.fixture
def sampled(house, limits):
    """Build one SELECT over so many rows of each input: `sampled("select …", 10, visits=location)`."""

    def run(sql, rows, *, views=None, run_key="run-1", **inputs):
        return house.build(
            sql=sql, inputs=inputs, views=views, port_key="port-1", run_key=run_key, limits=limits,
            alive=lambda: None, sample_rows=rows,
        )  # fmt: skip

    return run


def ids(house, built):
    return [row[0] for row in house.sample(built.location, View(("id",)), limit=1000).rows]


def test_a_sample_has_the_size_that_was_asked_for_and_is_drawn_from_everywhere(sampled, house, visits):
    built = sampled("SELECT id FROM visits", 400, visits=visits)

    found = ids(house, built)
    assert built.rows == 400
    assert found == sorted(found)
    assert all(60 < sum(low <= one < low + 5000 for one in found) < 140 for low in range(0, 20000, 5000))


def test_the_same_data_gives_the_same_sample(sampled, house, visits):
    first = ids(house, sampled("SELECT id FROM visits", 50, visits=visits))
    second = ids(house, sampled("SELECT id FROM visits", 50, run_key="run-2", visits=visits))

    assert first == second


def test_a_table_with_fewer_rows_is_read_whole(sampled, patients):
    assert sampled("SELECT * FROM people", 1000, people=patients).rows == 6


def test_rows_are_drawn_among_those_that_the_view_shows_and_as_it_shows_them(sampled, house, visits):
    view = View(("id", "person"), (MaskSpec("person", "null"),), "arm = 3")

    built = sampled("SELECT * FROM visits", 100, visits=visits, views={"visits": view})

    assert built.rows == 100
    rows = house.sample(built.location, View(("id", "person")), limit=200).rows
    assert {(one % 5, person) for one, person in rows} == {(3, None)}


def test_every_input_has_a_sample_of_its_own(sampled, visits):
    built = sampled("SELECT count(*) AS pairs FROM visits a JOIN again b USING (id)", 1000, visits=visits, again=visits)

    assert built.rows == 1


def test_a_view_that_does_not_fit_is_told(sampled, visits):
    with pytest.raises(ViewNotFit):
        sampled("SELECT * FROM visits", 10, visits=visits, views={"visits": View(("id",), (), "nowhere = 1")})


def test_nothing_of_a_sample_stays(sampled, house, root, visits):
    sampled("SELECT id FROM visits", 10, visits=visits, views={"visits": View(("id",))})

    assert sorted(path.name for path in root.rglob("*.parquet")) == ["run-1.parquet", "visits.parquet"]


def test_a_build_tells_how_much_memory_it_held(build, visits):
    built = build("SELECT * FROM visits", visits=visits)

    assert built.memory_mb is None or 10 < built.memory_mb < 2000
