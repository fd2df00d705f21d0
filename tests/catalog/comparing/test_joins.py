"""Columns that join are found by the values they have in common, counted once per pair of snapshots."""

from datetime import timedelta

import duckdb
import pytest
from django.conf import settings
from django.utils import timezone

from catalog.comparing import joins, tasks
from catalog.fitness.services import score_product
from catalog.models import PortJoins
from tests.catalog.factories import OfferedPortFactory, WarehouseFactory
from tests.catalog.fitness_answers import answer_of


@pytest.fixture
def read(monkeypatch):
    """Which columns were read, by port and name."""
    seen = []
    values_of = joins._values
    monkeypatch.setattr(joins, "_values", lambda port, name: seen.append((port.name, name)) or values_of(port, name))
    return seen


def port(name, subjects=("a",), **changes):
    """A port with a key and an amount, whose file holds these subjects."""
    made = OfferedPortFactory(
        name=name, columns=["subject_id", "amount"], warehouse=WarehouseFactory(), snapshot={"rows": 10}, **changes
    )
    made.contract.columns.update(logical_type="string")
    path = settings.LAKEHOUSE_ROOT / made.snapshot.location
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = "SELECT unnest(?::VARCHAR[]) AS subject_id, 1 AS amount"
    duckdb.connect().execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)", [list(subjects)])
    return made


@pytest.mark.django_db
def test_the_share_of_common_values_says_whether_it_joins():
    here, there = port("visits", ["a", "b", "c", None]), port("labs", ["b", "c", "d", "e"])
    tasks.look_for_joins(here.pk)
    score_product(here.product)

    [pair] = PortJoins.objects.get(port=here).pairs
    assert (pair["values"], pair["other_values"], pair["both"], pair["port"]) == (3, 4, 2, there.pk)
    answer = answer_of(here.product, "interoperable.joinable")
    assert (answer.outcome, answer.evidence["both"], answer.evidence["of"]) == ("pass", 2, 3)
    assert "66 % of the values of subject_id" in answer.summary


@pytest.mark.django_db
def test_a_pair_of_snapshots_is_read_once_whichever_side_asks(read):
    here, there = port("visits", ["a"]), port("labs", ["a", "b"])
    for each in (here, there, here):
        tasks.look_for_joins(each.pk)

    assert sorted(read) == [("labs", "subject_id"), ("visits", "subject_id")]
    [pair] = PortJoins.objects.get(port=there).pairs
    assert (pair["values"], pair["other_values"], pair["both"], pair["port"]) == (2, 1, 1, here.pk)


@pytest.mark.django_db
def test_restricted_columns_are_left_alone_on_either_side(read):
    here, there = port("visits"), port("labs")
    there.contract.columns.update(classification="restricted")
    tasks.look_for_joins(here.pk)
    tasks.look_for_joins(there.pk)
    score_product(here.product)

    assert read == []
    assert answer_of(here.product, "interoperable.joinable").summary == (
        "No other product has a column of the name of its keys."
    )
    assert PortJoins.objects.get(port=there).keys == []


@pytest.mark.django_db
def test_what_is_new_or_was_looked_at_long_ago_is_due():
    here, empty = port("visits"), OfferedPortFactory(name="nothing", snapshot={"rows": 0})
    now = timezone.now()
    assert joins.due(now) == [here.pk]
    assert empty.pk not in joins.due(now)

    tasks.look_for_joins(here.pk)

    assert joins.due(now) == []
    assert joins.due(now + timedelta(days=8)) == [here.pk]


@pytest.mark.django_db
def test_a_port_whose_file_is_gone_waits_and_breaks_nothing():
    here, there = port("visits", ["a"]), port("labs", ["a"])
    (settings.LAKEHOUSE_ROOT / there.snapshot.location).unlink()
    for each in (here, there):
        tasks.look_for_joins(each.pk)

    assert PortJoins.objects.get(port=here).pairs == []
    assert not PortJoins.objects.filter(port=there).exists()


@pytest.mark.django_db
def test_before_anybody_looked_it_is_not_known():
    here = port("visits")
    score_product(here.product)

    assert answer_of(here.product, "interoperable.joinable").outcome == "unknown"
