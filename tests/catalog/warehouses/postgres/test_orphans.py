"""Relationships are counted where both tables lie on the server, and say what the lakehouse says."""

import pytest

from catalog.warehouses.lakehouse import Lakehouse
from tests.catalog.warehouses.test_orphans import PEOPLE, VISITS

PAIRS = {
    "number": [(("person",), ("id",))],
    "text": [(("country",), ("land",))],
    "together": [(("person",), ("id",)), (("country",), ("land",))],
    "of two kinds": [(("person",), ("code",))],
    "inside": [(("address", "zip"), ("code",))],
}
THERE = ("number", "text", "together")


@pytest.fixture
def by_file(monkeypatch):
    """Which were counted by the files."""
    counted = []
    orphans = Lakehouse.orphans
    monkeypatch.setattr(Lakehouse, "orphans", lambda self, *args: counted.append(args[2]) or orphans(self, *args))
    return counted


def test_the_server_says_what_the_lakehouse_says(database, house, put, by_file):
    own, other = put(VISITS, "visits"), put(PEOPLE, "people")
    expected = {name: house.orphans(own, other, pairs) for name, pairs in PAIRS.items()}
    by_file.clear()
    database.offer(own)
    database.offer(other)

    counted = {name: database.orphans(own, other, pairs) for name, pairs in PAIRS.items()}

    assert counted == expected
    assert by_file == [pairs for name, pairs in PAIRS.items() if name not in THERE]


def test_what_is_not_loaded_yet_is_counted_by_the_files(database, put, by_file):
    own, other = put(VISITS, "visits"), put(PEOPLE, "people")
    database.offer(own)

    assert database.orphans(own, other, PAIRS["text"]) == 1
    assert by_file == [PAIRS["text"]]
