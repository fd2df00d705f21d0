"""Columns that join are found by the values they have in common, counted once per pair of snapshots."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.comparing import joins, tasks
from catalog.fitness.services import score_product
from catalog.models import PortJoins
from tests.catalog.factories import OfferedPortFactory
from tests.catalog.fitness_answers import answer_of


@pytest.fixture
def values(monkeypatch):
    """What lies in the ports, by port and column; and which columns were read."""
    lying, read = {}, []

    def values_of(port, name):
        read.append((port.name, name))
        return lying[port.name]

    monkeypatch.setattr(joins, "_values", values_of)
    return lying, read


def port(name, **changes):
    """A port with a key and an amount, and ten rows."""
    made = OfferedPortFactory(name=name, columns=["subject_id", "amount"], snapshot={"rows": 10}, **changes)
    made.contract.columns.update(logical_type="string")
    return made


@pytest.mark.django_db
def test_the_share_of_common_values_says_whether_it_joins(values):
    lying, _read = values
    here, there = port("visits"), port("labs")
    lying |= {"visits": ["a", "b", "c", None], "labs": ["b", "c", "d", "e"]}
    tasks.look_for_joins(here.pk)
    score_product(here.product)

    [pair] = PortJoins.objects.get(port=here).pairs
    assert (pair["values"], pair["other_values"], pair["both"], pair["port"]) == (3, 4, 2, there.pk)
    answer = answer_of(here.product, "interoperable.joinable")
    assert (answer.outcome, answer.evidence["both"], answer.evidence["of"]) == ("pass", 2, 3)
    assert "66 % of the values of subject_id" in answer.summary


@pytest.mark.django_db
def test_a_pair_of_snapshots_is_read_once_whichever_side_asks(values):
    lying, read = values
    here, there = port("visits"), port("labs")
    lying |= {"visits": ["a"], "labs": ["a", "b"]}
    for each in (here, there, here):
        tasks.look_for_joins(each.pk)

    assert sorted(read) == [("labs", "subject_id"), ("visits", "subject_id")]
    [pair] = PortJoins.objects.get(port=there).pairs
    assert (pair["values"], pair["other_values"], pair["both"], pair["port"]) == (2, 1, 1, here.pk)


@pytest.mark.django_db
def test_restricted_columns_are_left_alone_on_either_side(values):
    here, there = port("visits"), port("labs")
    there.contract.columns.update(classification="restricted")
    tasks.look_for_joins(here.pk)
    tasks.look_for_joins(there.pk)
    score_product(here.product)

    assert values[1] == []
    assert answer_of(here.product, "interoperable.joinable").summary == (
        "No other product has a column of the name of its keys."
    )
    assert PortJoins.objects.get(port=there).keys == []


@pytest.mark.django_db
def test_what_is_new_or_was_looked_at_long_ago_is_due(values):
    lying, _read = values
    here, empty = port("visits"), OfferedPortFactory(name="nothing", snapshot={"rows": 0})
    lying["visits"] = ["a"]
    now = timezone.now()
    assert joins.due(now) == [here.pk]
    assert empty.pk not in joins.due(now)

    tasks.look_for_joins(here.pk)

    assert joins.due(now) == []
    assert joins.due(now + timedelta(days=8)) == [here.pk]


@pytest.mark.django_db
def test_before_anybody_looked_it_is_not_known():
    here = port("visits")
    score_product(here.product)

    assert answer_of(here.product, "interoperable.joinable").outcome == "unknown"
