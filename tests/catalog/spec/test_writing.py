import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.spec import check, edit, read_bundle, write
from tests.catalog.spec.bundles import ADVERSE_EVENTS, altered, read

WORDS = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=20)
LINES = st.lists(WORDS, max_size=4).map("\n".join)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | WORDS | LINES
TRICKY = st.sampled_from(
    ["NO", "1.10", "22:30", "2025-01-28", "~", "", "1e5", "0x1F", "- a", "a: b", "#", "<<", "=", "null"]
)
TREES = st.recursive(
    SCALARS | TRICKY,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(WORDS | TRICKY, below, max_size=4),
    max_leaves=15,
)


def test_an_unchanged_bundle_is_written_as_the_same_bytes():
    assert write(read(ADVERSE_EVENTS)) == ADVERSE_EVENTS


def test_trees_are_written_so_that_they_say_the_same():
    trees = [document.tree for document in read(ADVERSE_EVENTS).documents]
    again = read(write(trees))

    assert [document.tree for document in again.documents] == trees
    assert check(again) == []


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_whatever_is_written_reads_the_same(value):
    tree = {"apiVersion": "v1.1.0", "kind": "DataProduct", "value": value}
    bundle, _ = read_bundle(write([tree]))

    assert bundle.documents[0].tree == tree


@pytest.mark.parametrize(
    ("index", "path", "value", "old", "new"),
    [
        (0, ("version",), "2.0.0", "version: 1.2.0", "version: 2.0.0"),
        (0, ("version",), "1.10", "version: 1.2.0", "version: '1.10'"),
        (0, ("customProperties", 3, "value"), "weekly", "value: daily", "value: weekly"),
        (1, ("slaProperties", 1, "value"), "99%", '"99.5%"', '"99%"'),
        (3, ("longestDays",), 90, "longestDays: 180", "longestDays: 90"),
        (3, ("rules", 0, "when", "daysAtMost"), 7, "daysAtMost: 30", "daysAtMost: 7"),
        (3, ("rules", 0, "when", "domains", 0), "a, b", "[clinical]", "['a, b']"),
    ],
)
def test_one_value_is_edited_without_touching_another_byte(index, path, value, old, new):
    edited = edit(read(ADVERSE_EVENTS), index, path, value).decode()

    assert [line for line in edited.splitlines() if line not in ADVERSE_EVENTS.decode().splitlines()] == [
        next(line for line in ADVERSE_EVENTS.decode().splitlines() if old in line).replace(old, new)
    ]


def test_a_new_key_keeps_comments_order_and_the_other_documents():
    edited = edit(read(ADVERSE_EVENTS), 1, ("schema", 0, "properties", 0, "description"), "The arm: a # test.").decode()

    added = [line for line in edited.splitlines() if line not in ADVERSE_EVENTS.decode().splitlines()]
    assert added == ["        description: 'The arm: a # test.'"]
    assert edited.startswith("# Adverse events by treatment arm")
    assert len(edited.splitlines()) == len(ADVERSE_EVENTS.splitlines()) + 1


def test_a_list_grows_and_maps_on_the_way_are_made():
    bundle = read(ADVERSE_EVENTS)

    grown = read(edit(bundle, 3, ("masks", 1), {"column": "arm", "method": "redact"}))
    made = read(edit(bundle, 3, ("default", "then"), "deny"))

    assert grown.policies[0].tree["masks"][1] == {"column": "arm", "method": "redact"}
    assert made.policies[0].tree["default"] == {"then": "deny"}


def test_a_block_of_sql_stays_a_block():
    edited = edit(read(ADVERSE_EVENTS), 2, ("sql",), "select arm\nfrom raw_dm\n").decode()

    assert "sql: |\n  select arm\n  from raw_dm\n" in edited


def test_keys_nobody_knows_survive_an_edit():
    raw = altered(("domain: clinical", "domain: clinical\nx-house:  {of: [cards]}  # ours"))

    edited = edit(read(raw), 0, ("support", 1), {"channel": "mail", "url": "mailto:a@example.org"}).decode()

    assert "{of: [cards]}" in edited
    assert "# ours" in edited


@pytest.mark.parametrize(("index", "path"), [(9, ("name",)), (0, ("tags", 7)), (0, ("tags", 7, "x")), (0, ())])
def test_an_edit_of_what_is_not_there_is_refused(index, path):
    with pytest.raises(LookupError):
        edit(read(ADVERSE_EVENTS), index, path, "x")


@pytest.mark.parametrize("value", [object(), "nul \x00"])
def test_a_value_that_yaml_cannot_hold_is_refused(value):
    with pytest.raises(ValueError, match="cannot hold"):
        edit(read(ADVERSE_EVENTS), 0, ("name",), value)


@settings(max_examples=150, deadline=None)
@given(TREES, st.sampled_from([("name",), ("tags", 0), ("inputPorts", 1, "customProperties", 0, "value"), ("new",)]))
def test_whatever_is_edited_reads_as_it_was_meant(value, path):
    edited, _ = read_bundle(edit(read(ADVERSE_EVENTS), 0, path, value))
    found = edited.documents[0].tree
    for step in path:
        found = found[step]

    assert found == value
    assert [each.tree for each in edited.documents[1:]] == [each.tree for each in read(ADVERSE_EVENTS).documents[1:]]
