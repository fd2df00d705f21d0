"""Edits of real documents: what they are about changes, and not one line around it."""

import copy
from dataclasses import dataclass

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st

from catalog.spec import edits, read_bundle
from catalog.spec.alignment import same
from catalog.spec.nodes import read_documents
from catalog.spec.phrasing import UNLIMITED
from tests.catalog.spec.bundles import ADVERSE_EVENTS, altered, read
from tests.catalog.spec.edited_lines import lines_like, lines_of, paths, touched
from tests.catalog.spec.published_files import SPECS, files

DEMO = sorted((settings.BASE_DIR / "marketplace" / "demo" / "bundles").rglob("*.yaml"))
REAL = [SPECS / name for name in files() if name.endswith((".yaml", ".yml"))] + DEMO
BUNDLES = [bundle for bundle in (read_bundle(file.read_bytes())[0] for file in REAL) if bundle is not None]
PATHS = [[list(paths(document.tree)) for document in bundle.documents] for bundle in BUNDLES]
VALUES = st.sampled_from(
    ["x", "a: b", "yes", "NO", "1.10", "2025-01-01", "22:30", "# no", "two\nlines", "two\nlines\n", "ünï 'q' \"d\""]
    + ["{x}", "- y", "long " * 40, "tail \n x", 1, 1.5, True, None, {}, [], ["a", "b, c"], {"name": "n", "of": ["m"]}]
)


def at(tree, path):
    """The value at a path."""
    for step in path:
        tree = tree[step]
    return tree


def said(raw):
    """What all documents of a stream say."""
    return [each.root.value for each in read_documents(raw.decode().removeprefix("\ufeff"), UNLIMITED)]


@dataclass(frozen=True)
class Place:
    """A path in a document of a bundle of real files; shown without all of that."""

    number: int
    index: int
    path: tuple

    def __iter__(self):
        bundle = BUNDLES[self.number]
        return iter((bundle, bundle.documents[self.index], self.path))


@st.composite
def places(draw):
    """Any place in any of the files."""
    number = draw(st.integers(0, len(BUNDLES) - 1))
    index = draw(st.integers(0, len(BUNDLES[number].documents) - 1))
    return Place(number, index, draw(st.sampled_from(PATHS[number][index])))


@how(max_examples=70, deadline=None)
@given(places(), VALUES)
def test_setting_a_value_touches_its_own_lines_alone(place, value):
    bundle, document, path = place
    wanted = copy.deepcopy(document.tree)
    at(wanted, path[:-1])[path[-1]] = value

    after = edits.revise(bundle, {document.index: wanted})

    first, last = lines_of(document, path)
    assert all(first <= start and end <= last for start, end in touched(bundle, after))
    assert same(said(after)[document.index], wanted)


@how(max_examples=70, deadline=None)
@given(places())
def test_removing_touches_its_own_lines_and_what_belongs_to_them(place):
    bundle, document, path = place
    wanted = copy.deepcopy(document.tree)
    del at(wanted, path[:-1])[path[-1]]
    lines = bundle.text.splitlines()

    after = edits.remove(bundle, document.index, path)

    first, last = lines_of(document, path)
    while first > 1 and (not lines[first - 2].strip() or lines[first - 2].strip().startswith("#")):
        first -= 1
    # The next key of an item moves up to the dash; a map or list that is left empty says so on the line of its key.
    first = min(first, document.line_of(path[:-1])) if not at(wanted, path[:-1]) else first
    for start, end in touched(bundle, after):
        assert any(first <= low and high <= last + 1 for low, high in lines_like(bundle.text, start, end))
    assert same(said(after)[document.index], wanted)


@how(max_examples=70, deadline=None)
@given(places(), VALUES)
def test_inserting_into_a_list_takes_no_line_away(place, value):
    bundle, document, path = place
    if not isinstance(path[-1], int):
        return
    wanted = copy.deepcopy(document.tree)
    at(wanted, path[:-1]).insert(path[-1], value)

    after = edits.insert(bundle, document.index, path, value)

    first, last = lines_of(document, path[:-1])
    assert all(first <= start and end <= last for start, end in touched(bundle, after))
    assert same(said(after)[document.index], wanted)
    node = document.node_at(path[:-1])
    if not node.flow:
        assert all(start > end for start, end in touched(bundle, after))


@how(max_examples=50, deadline=None)
@given(places(), st.integers(0, 5))
def test_moving_an_item_takes_its_lines_along(place, to):
    bundle, document, path = place
    if not isinstance(path[-1], int):
        return
    wanted = copy.deepcopy(document.tree)
    items = at(wanted, path[:-1])
    to = min(to, len(items) - 1)
    items.insert(to, items.pop(path[-1]))

    after = edits.move(bundle, document.index, path, to)

    assert same(said(after)[document.index], wanted)
    if not document.node_at(path[:-1]).flow and "\n" in bundle.text[-1:]:
        assert sorted(bundle.text.splitlines()) == sorted(after.decode().removeprefix("\ufeff").splitlines())


@how(max_examples=30, deadline=None)
@given(places(), VALUES)
def test_line_ends_and_a_byte_order_mark_stay(place, value):
    bundle, document, path = place
    raw = b"\xef\xbb\xbf" + bundle.text.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    windows, _ = read_bundle(raw)
    wanted = copy.deepcopy(windows.documents[bundle.documents.index(document)].tree)
    at(wanted, path[:-1])[path[-1]] = value

    after = edits.revise(windows, {document.index: wanted})

    assert after.startswith(b"\xef\xbb\xbf")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert same(said(after)[document.index], wanted)


def test_an_item_takes_its_comment_along_and_leaves_that_of_the_list():
    raw = b"""kind: DataContract
apiVersion: v3.2.0
# what is there
schema:
  # all of it
  - name: a   # first

  # about b
  - name: b
    x: 'kept'
  - {name: c}
"""
    moved = edits.move(read(raw), 0, ("schema", 1), 0).decode()
    removed = edits.remove(read(raw), 0, ("schema", 1)).decode()

    assert moved.split("# all of it\n")[1] == (
        "  # about b\n  - name: b\n    x: 'kept'\n\n  - name: a   # first\n  - {name: c}\n"
    )
    assert removed.split("# all of it\n")[1] == "  - name: a   # first\n\n  - {name: c}\n"


def test_a_block_of_sql_keeps_its_header_its_depth_and_the_comment_behind():
    raw = (
        b"kind: Transformation\napiVersion: marketplace/v1\nsql: |  # by hand\n      select 1\n      as x\n\nother: 1\n"
    )

    after = edits.set_value(read(raw), 0, ("sql",), "select 2\nas x\n").decode()

    assert after == raw.decode().replace("select 1", "select 2")


def test_new_items_are_laid_out_like_their_neighbours():
    bundle = read(ADVERSE_EVENTS)
    said = {"property": "licence", "value": "a, b", "vendor": "marketplace"}

    grown = edits.insert(bundle, 0, ("customProperties", 1), said).decode()

    assert "  - {property: licence, value: 'a, b', vendor: marketplace}\n" in grown


def test_a_document_in_json_stays_json():
    raw = b'{\n  "kind": "DataContract",\n  "apiVersion": "v3.2.0",\n  "tags": ["a"]\n}\n'
    bundle = read(raw)

    after = edits.revise(bundle, {0: bundle.documents[0].tree | {"name": "yes", "tags": ["a", "b"]}}).decode()

    assert (
        after == '{\n  "kind": "DataContract",\n  "apiVersion": "v3.2.0",\n  "tags": ["a", "b"],\n  "name": "yes"\n}\n'
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a:\t{b:\t1,\tc: [x,\ty]}", {"b": 2, "c": ["x", "z", "y"]}),
        ("a: &anchor {b: 1}", {"b": 2}),
        ("? a\n: b: 1", {"b": 2}),
        ("a: !!map {b: 1}", {"b": 2}),
        ('"a" : {"b":1}', {"b": 2}),
        ("a:\n- b\n-   c: 1\n    d: 2", ["b", {"c": 1, "d": 3}, "e"]),
        ("a:\n  # nothing yet\n  -\n  - \n", ["x", None]),
        ("a: >+\n  folded\n  text\n\n", "folded text, and more\n\n"),
    ],
)
def test_odd_layouts_say_what_is_wanted_all_the_same(old, new):
    raw = f"kind: DataContract\napiVersion: v3.2.0\n{old}\n# the end\nz: 'kept'\n".encode()
    bundle = read(raw)

    after = edits.revise(bundle, {0: bundle.documents[0].tree | {"a": new}}).decode()

    assert said(after.encode()) == [bundle.documents[0].tree | {"a": new}]
    assert after.startswith("kind: DataContract\napiVersion: v3.2.0\n")
    assert after.endswith("# the end\nz: 'kept'\n")


def test_keys_given_twice_stay_until_somebody_mends_them():
    raw = altered(("domain: clinical", "domain: clinical\ndomain: other"))

    after = edits.set_value(read(raw), 0, ("name",), "Other").decode()

    assert "domain: clinical\ndomain: other\n" in after


def test_a_port_is_renamed_wherever_it_is_spoken_of():
    after = read(edits.rename_output_port(read(ADVERSE_EVENTS), "adverse_events_by_arm", "by_arm"))

    assert [port["name"] for port in after.product.tree["outputPorts"]] == ["by_arm"]
    assert {each.tree["outputPort"] for each in (*after.transformations, *after.policies)} == {"by_arm"}
    assert after.contracts[0].tree == read(ADVERSE_EVENTS).contracts[0].tree
    with pytest.raises(LookupError):
        edits.rename_output_port(after, "adverse_events_by_arm", "x")


def test_documents_come_and_go_and_leave_the_others_alone():
    bundle = read(ADVERSE_EVENTS)
    policy = {"apiVersion": "marketplace/v1", "kind": "AccessPolicy", "outputPort": "x", "rules": [{"name": "yes"}]}

    grown = edits.add_document(bundle, policy)
    shrunk = edits.remove_document(read(grown), 4)

    assert grown.startswith(ADVERSE_EVENTS)
    assert read(grown).documents[4].tree == policy
    assert shrunk == ADVERSE_EVENTS
    without = edits.remove_document(bundle, 2)
    assert [each.kind for each in read(without).documents] == ["odps", "odcs", "access-policy"]


def test_a_comment_right_above_the_next_document_stays_with_it():
    raw = b"kind: DataProduct\napiVersion: v1.1.0\n---\nkind: AccessPolicy\napiVersion: marketplace/v1\n"
    raw += b"\n# the SQL\n---\n"
    raw += b"kind: Transformation\napiVersion: marketplace/v1\n"

    after = edits.remove_document(read(raw), 1).decode()

    assert after.startswith("kind: DataProduct\napiVersion: v1.1.0\n# the SQL\n---\nkind: Transformation")


@pytest.mark.parametrize(
    "act",
    [
        lambda bundle: edits.remove(bundle, 0, ()),
        lambda bundle: edits.remove(bundle, 0, ("nothing",)),
        lambda bundle: edits.remove(bundle, 0, ("tags", 99)),
        lambda bundle: edits.insert(bundle, 0, ("tags", 99), "x"),
        lambda bundle: edits.insert(bundle, 0, ("name", 0), "x"),
        lambda bundle: edits.move(bundle, 0, ("tags", 0), 99),
        lambda bundle: edits.remove_document(bundle, 9),
    ],
)
def test_what_is_not_there_is_refused(act):
    with pytest.raises(LookupError):
        act(read(ADVERSE_EVENTS))


def test_aliases_never_come_as_far_as_an_edit():
    bundle, violations = read_bundle(b"kind: DataProduct\napiVersion: v1.1.0\na: &x [1]\nb: *x\n")

    assert bundle is None
    assert [each.code for each in violations] == ["alias"]
