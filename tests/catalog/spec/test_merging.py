"""Two people changed the same: what only one of them touched is taken from both, and nothing is ever overwritten."""

import copy

import pytest
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from catalog.spec.alignment import align, same
from catalog.spec.merging import ABSENT, merge

WORDS = st.sampled_from(["a", "b", "c", "yes", "1.10", ""])
LEAVES = WORDS | st.integers(0, 3) | st.booleans() | st.none() | st.lists(WORDS, max_size=3)
NAMED = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("klmnopq")}, optional={"x": LEAVES, "y": LEAVES}),
    max_size=5,
    unique_by=lambda item: item["name"],
)
TREES = st.fixed_dictionaries(
    {}, optional={"p": LEAVES, "q": LEAVES, "items": NAMED, "deep": st.dictionaries(WORDS, LEAVES, max_size=3)}
)

BASE = {
    "name": "Flights",
    "tags": ["a"],
    "columns": [{"name": "k", "type": "text", "about": "old"}, {"name": "l", "type": "text"}, {"name": "m"}],
}


def changed(**keys):
    """The base with some keys changed."""
    return copy.deepcopy(BASE) | keys


def test_what_only_one_of_them_touched_is_taken_from_both():
    mine, theirs = changed(name="Departures"), changed(tags=["a", "b"])

    merged = merge(BASE, mine, theirs)

    assert merged.value == changed(name="Departures", tags=["a", "b"])
    assert merged.conflicts == ()
    assert merged.took_theirs


def test_who_alone_changed_anything_gets_just_that():
    mine = changed(name="Departures")

    assert merge(BASE, mine, BASE).value == mine
    assert not merge(BASE, mine, BASE).took_theirs
    assert merge(BASE, BASE, mine).value == mine


def test_the_same_value_changed_to_different_things_waits_for_a_choice():
    mine, theirs = changed(name="Mine"), changed(name="Theirs")

    [conflict] = merge(BASE, mine, theirs).conflicts

    assert (conflict.key, conflict.base, conflict.mine, conflict.theirs) == ("/name", "Flights", "Mine", "Theirs")
    assert merge(BASE, mine, theirs).value["name"] == "Theirs"
    assert merge(BASE, mine, theirs, {"/name": "mine"}).value["name"] == "Mine"
    assert merge(BASE, mine, theirs, {"/name": "theirs"}).conflicts == ()
    assert merge(BASE, mine, mine).conflicts == ()


def test_items_are_merged_by_their_names_wherever_they_stand():
    mine, theirs = copy.deepcopy(BASE), copy.deepcopy(BASE)
    mine["columns"][0]["about"] = "mine"
    theirs["columns"].insert(0, {"name": "new"})
    theirs["columns"][1]["type"] = "number"
    theirs["columns"].append(theirs["columns"].pop(2))

    merged = merge(BASE, mine, theirs)

    assert merged.conflicts == ()
    assert merged.value["columns"] == [
        {"name": "new"},
        {"name": "k", "type": "number", "about": "mine"},
        {"name": "m"},
        {"name": "l", "type": "text"},
    ]


def test_what_both_added_is_there_once_if_it_is_the_same_and_twice_if_not():
    mine, theirs = copy.deepcopy(BASE), copy.deepcopy(BASE)
    mine["columns"] += [{"name": "both"}, {"name": "mine"}]
    theirs["columns"] += [{"name": "theirs"}, {"name": "both"}]

    names = [column["name"] for column in merge(BASE, mine, theirs).value["columns"]]

    assert sorted(names) == sorted(["k", "l", "m", "both", "mine", "theirs"])


def test_removing_what_somebody_else_changed_is_a_conflict_and_removing_the_rest_is_not():
    mine, theirs = copy.deepcopy(BASE), copy.deepcopy(BASE)
    del mine["columns"][:2]
    theirs["columns"][0]["about"] = "theirs"

    merged = merge(BASE, mine, theirs)

    [conflict] = merged.conflicts
    assert conflict.key == "/columns/0"
    assert conflict.mine is ABSENT
    assert [column["name"] for column in merged.value["columns"]] == ["k", "m"]
    kept = merge(BASE, mine, theirs, {"/columns/0": "mine"})
    assert [column["name"] for column in kept.value["columns"]] == ["m"]


def test_two_orders_are_a_conflict_and_one_is_not():
    mine, theirs, both = copy.deepcopy(BASE), copy.deepcopy(BASE), copy.deepcopy(BASE)
    mine["columns"].reverse()
    theirs["columns"].insert(0, theirs["columns"].pop(1))
    both["columns"][0]["about"] = "new"

    assert [conflict.key for conflict in merge(BASE, mine, theirs).conflicts] == ["/columns"]
    merged = merge(BASE, mine, both)
    assert merged.conflicts == ()
    assert [column["name"] for column in merged.value["columns"]] == ["m", "l", "k"]
    assert merged.value["columns"][2]["about"] == "new"


def test_a_list_that_both_begin_has_what_both_put_in():
    merged = merge({}, {"masks": [{"column": "a"}]}, {"masks": [{"column": "b"}]})

    assert sorted(mask["column"] for mask in merged.value["masks"]) == ["a", "b"]
    assert merged.conflicts == ()


@how(max_examples=150, deadline=None)
@given(TREES, TREES)
def test_merging_with_somebody_who_did_nothing_changes_nothing(base, mine):
    assert same(merge(base, mine, base).value, mine)
    assert same(merge(base, base, mine).value, mine)
    assert same(merge(base, mine, mine).value, mine)


@how(max_examples=150, deadline=None)
@given(TREES, TREES, TREES)
def test_choosing_one_side_everywhere_leaves_no_conflict(base, mine, theirs):
    told = merge(base, mine, theirs)

    for side in ("mine", "theirs"):
        settled = merge(base, mine, theirs, {conflict.key: side for conflict in told.conflicts})
        assert settled.conflicts == ()
    for key in {"p", "q"} & (base.keys() | mine.keys() | theirs.keys()):
        sides = [tree.get(key, ABSENT) for tree in (base, mine, theirs)]
        value = told.value.get(key, ABSENT)
        assert any(same(value, side) for side in sides[1:])


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ([], [1], [None]),
        ([1, True, 1.0], [True, 1.0, 1], [1, 2, 0]),
        ([{"name": "a", "x": 1}], [{"name": "b", "x": 1}], [0]),
        ([{"name": "a", "x": 1}], [{"name": "b", "x": 2}], [None]),
        ([{"a": 1}, {"a": 1}], [{"a": 1}], [0]),
        ([["x"], {"y": 1}], [{"y": 1}, ["x"]], [1, 0]),
    ],
)
def test_items_are_told_apart_by_what_they_say(old, new, found):
    assert align(old, new) == found
