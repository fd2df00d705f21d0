"""What a sign-off rests on: digests that change exactly when the part does, and words for what changed."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.governance.checkpoints.covering import PARTS, changes_between, digests_of, facts_of, ground, same
from catalog.governance.checkpoints.parts import read_spec
from tests.catalog.governance.checkpoints.conftest import text_of

OWNER = "clinical-data"


def _facts(owner=OWNER, **changes):
    return facts_of(read_spec(text_of(**changes)), owner=owner)


def _changed(before, now):
    old, new = digests_of(before), digests_of(now)
    return {part for part in PARTS if old[part] != new[part]}


AGE = "name: age, logicalType: integer, classification: internal"


@pytest.mark.parametrize(
    ("changes", "part", "words"),
    [
        ({"Who took part.": "Who was there."}, "purpose", "the description and purpose changed"),
        ({"Count them.": "Add them up."}, "purpose", "the usage changed"),
        (
            {"value: pharmaverse.dm": "value: pharmaverse.suppdm"},
            "inputs",
            "the input raw_dm is read from pharmaverse.suppdm instead of pharmaverse.dm",
        ),
        ({"name: raw_dm": "name: raw"}, "inputs", "1 input was added: raw; 1 input was removed: raw_dm"),
        (
            {AGE: AGE.replace("internal", "restricted")},
            "columns-and-classifications",
            "the classification of demographics.age changed",
        ),
        (
            {"classification: internal": "classification: confidential"},
            "columns-and-classifications",
            "the classifications of 3 columns changed",
        ),
        ({AGE: AGE.replace("age", "years")}, "columns-and-classifications", "1 column was added; 1 column was removed"),
        (
            {"rowFilter: country = 'US'": "rowFilter: country = 'DE'"},
            "access-policy",
            "the row filter of demographics changed",
        ),
        (
            {"longestDays: 100": "longestDays: 200", "method: hash": 'method: "null"'},
            "access-policy",
            "the longest duration and masks of demographics changed",
        ),
        (
            {"unmaskedFor: [analytics]": "unmaskedFor: [analytics, sales]"},
            "access-policy",
            "the teams that see everything of demographics changed",
        ),
        ({"then: approve": "then: review"}, "access-policy", "the rules of demographics changed"),
        (
            {"cast(age as integer)": "cast(age as bigint)"},
            "transformation",
            "the transformation of demographics changed",
        ),
    ],
)
def test_a_change_touches_its_part_and_is_said_in_words(changes, part, words):
    before, now = _facts(), _facts(**changes)

    assert _changed(before, now) == {part, "everything"}
    assert "; ".join(changes_between(ground([part], before), now)) == words
    assert "; ".join(changes_between(ground(["everything"], before), now)) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tags: [people]": "tags: [persons]"}, "the tags changed"),
        ({"description: One row per person.": "description: One row each."}, "the port demographics changed"),
        ({"logicalType: integer": "logicalType: number"}, "the port demographics changed"),
    ],
)
def test_what_no_part_speaks_of_is_part_of_everything(changes, words):
    before, now = _facts(), _facts(**changes)

    assert _changed(before, now) == {"everything"}
    assert changes_between(ground(["everything"], before), now) == [words]


def test_a_new_version_number_and_another_order_of_columns_change_nothing():
    spec = read_spec(text_of())
    port = spec.outputs[0]
    turned = replace(port.contract, version="2.0.0", columns=port.contract.columns[::-1])
    other = replace(spec, version="2.0.0", status="draft", outputs=(replace(port, version="2.0.0", contract=turned),))

    assert _changed(facts_of(spec, owner=OWNER), facts_of(other, owner=OWNER)) <= {"everything"}
    parts = set(PARTS) - {"everything"}
    assert same(digests_of(ground(parts, facts_of(spec, owner=OWNER))), digests_of(facts_of(other, owner=OWNER)))


def test_only_a_number_raised_is_the_same_everything():
    assert _changed(_facts(), _facts(**{"version: 1.0.0": "version: 2.0.0"})) == set()


def test_another_team_is_another_owner_for_whoever_covers_it_or_everything():
    before, now = _facts(), _facts(owner="retail")

    assert _changed(before, now) == {"owner-team"}
    for covers in (["owner-team"], ["everything"]):
        assert changes_between(ground(covers, before), now) == ["the owning team changed from clinical-data to retail"]
    assert changes_between(ground(["purpose"], before), now) == []


def test_many_names_are_told_in_few_words():
    before = {"transformation": {f"port_{n}": "a" for n in range(9)}}
    now = {"transformation": {f"port_{n}": "b" for n in range(9)}}

    assert changes_between(before, now) == ["the transformation of port_0, port_1, port_2 and 6 more changed"]


FACTS = st.dictionaries(st.sampled_from(PARTS), st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(FACTS, FACTS)
def test_words_are_said_exactly_when_a_digest_differs(before, now):
    now = {part: now.get(part, {}) for part in before}

    assert bool(changes_between(before, now)) == (not same(digests_of(before), digests_of(now)))
