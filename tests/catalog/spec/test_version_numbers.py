"""Numbers follow what changes: compared as Semantic Versioning says, stepped as the gravest change demands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.spec.changes import breaking, compatible, cosmetic
from catalog.spec.version_numbers import is_enough, is_greater, level_of, next_number, rank_of

PARTS = st.integers(0, 999_999_999)
EARLY = st.from_regex(r"(0|[1-9][0-9]{0,3}|[a-z][a-z0-9-]{0,5})(\.(0|[1-9][0-9]{0,3}|[a-z]{1,4})){0,2}", fullmatch=True)
LEVELS = st.sampled_from(["major", "minor", "patch", None])


@st.composite
def numbers(draw):
    major, minor, patch = draw(st.integers(0, 999_999_998)), draw(PARTS), draw(PARTS)
    early = draw(st.none() | EARLY)
    return draw(st.sampled_from(["", "v"])) + f"{major}.{minor}.{patch}" + (f"-{early}" if early else "")


@given(numbers(), LEVELS)
def test_the_number_proposed_is_always_accepted(published, level):
    proposed = next_number(published, level)

    assert is_enough(proposed, proposed)
    assert is_greater(proposed, published)


@given(numbers(), LEVELS)
def test_nothing_smaller_than_the_number_proposed_is_enough(published, level):
    proposed = next_number(published, level)
    major, minor, patch = rank_of(proposed)[:3]
    smaller = {(major, minor, patch - 1), (major, minor - 1, 999_999_999), (major - 1, 999_999_999, 0)}

    assert not any(is_enough(".".join(map(str, parts)), proposed) for parts in smaller if min(parts) >= 0)


@given(numbers(), st.permutations(["major", "minor", "patch"]))
def test_a_graver_change_never_demands_a_smaller_number(published, levels):
    ranks = {level: rank_of(next_number(published, level)) for level in levels}

    assert ranks["major"] >= ranks["minor"] >= ranks["patch"] > rank_of(published)


@given(numbers(), numbers())
def test_of_two_numbers_at_most_one_is_greater(one, other):
    assert not (is_greater(one, other) and is_greater(other, one))


@given(st.text(max_size=60))
def test_whatever_stands_there_is_answered(text):
    assert rank_of(next_number(text, "major")) is not None
    assert isinstance(is_enough(text, "1.0.0"), bool)


@pytest.mark.parametrize(
    ("published", "level", "proposed"),
    [
        ("1.4.2", "major", "2.0.0"),
        ("1.4.2", "minor", "1.5.0"),
        ("1.4.2", "patch", "1.4.3"),
        ("1.4.2", None, "1.4.3"),
        ("v1.4.2", "minor", "1.5.0"),
        ("1.4.2+build.7", "patch", "1.4.3"),
        ("0.4.2", "major", "0.5.0"),
        ("0.4.2", "minor", "0.4.3"),
        ("0.0.3", "major", "0.1.0"),
        ("0.4.2", "patch", "0.4.3"),
        ("2.0.0-rc.1", "major", "2.0.0"),
        ("2.1.0-rc.1", "major", "3.0.0"),
        ("2.1.0-rc.1", "minor", "2.1.0"),
        ("2.1.1-rc.1", "minor", "2.2.0"),
        ("2.1.1-rc.1", "patch", "2.1.1"),
        ("0.5.0-beta", "major", "0.5.0"),
        ("1.999999999.999999999", "patch", "2.0.0"),
        ("v1", "major", "1.0.0"),
        ("latest", "minor", "1.0.0"),
        ("", "patch", "1.0.0"),
        ("01.2.3", "patch", "1.0.0"),
    ],
)
def test_the_smallest_number_that_may_follow(published, level, proposed):
    assert next_number(published, level) == proposed


def test_the_gravest_change_decides():
    words, more, broken = cosmetic("/a", "A."), compatible("/b", "B."), breaking("/c", "C.")

    assert level_of([]) is None
    assert level_of([words]) == "patch"
    assert level_of([words, more]) == "minor"
    assert level_of([more, broken, words]) == "major"


def test_a_pre_release_of_the_number_demanded_announces_the_same_step():
    assert is_enough("2.0.0-rc.1", "2.0.0")
    assert not is_enough("1.9.0-rc.1", "2.0.0")


def test_a_number_of_absurd_length_is_no_trouble():
    assert rank_of(f"1.0.0-{'9' * 5_000}") is not None
    assert rank_of(f"1.0.{'9' * 5_000}") is None
    assert rank_of("1.0.0-" + "a." * 2_000) is None
