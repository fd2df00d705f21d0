"""Answers as they come in by every door: kept in one way, or refused in one sentence."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.governance.checkpoints.answers import answers_in, judge, keep, with_questions
from catalog.governance.checkpoints.questions import KINDS, Question

FORM = {
    kind: Question(kind, f"{kind}?", kind, choices=("low", "high", "other") if kind in ("choice", "several") else ())
    for kind in KINDS
}


@pytest.mark.parametrize(
    ("kind", "said", "kept"),
    [
        ("text", "  Nobody.\x00 ", "Nobody."),
        ("long-text", "One.\r\nTwo.", "One.\nTwo."),
        ("choice", "high", "high"),
        ("several", ["other", "low", "low"], ["low", "other"]),
        ("several", "low", ["low"]),
        ("yes-no", "yes", True),
        ("yes-no", "No", False),
        ("yes-no", False, False),
        ("link", "https://wiki.example.org/a?b=c#d", "https://wiki.example.org/a?b=c#d"),
        ("link", "HTTP://[::1]:8080/", "HTTP://[::1]:8080/"),
        ("number", "12", 12),
        ("number", "12,5", 12.5),
        ("number", "\u22123", -3),
        ("number", 0.25, 0.25),
        ("date", "2024-02-29", "2024-02-29"),
    ],
)
def test_an_answer_is_kept(kind, said, kept):
    answers, faults = judge([FORM[kind]], {kind: said})

    assert (answers, faults) == ({kind: kept}, [])


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("text", "x" * 501),
        ("text", "one\ntwo"),
        ("text", 7),
        ("text", {"a": 1}),
        ("long-text", "x" * 10_001),
        ("long-text", True),
        ("choice", "medium"),
        ("choice", ["low"]),
        ("several", ["low", "medium"]),
        ("several", [["low"]]),
        ("several", {"low": True}),
        ("yes-no", "perhaps"),
        ("yes-no", 1),
        ("link", "wiki.example.org"),
        ("link", "javascript:alert(1)"),
        ("link", "data:text/html,x"),
        ("link", "ftp://example.org/"),
        ("link", "https://"),
        ("link", "https:///path"),
        ("link", "https://[::1"),
        ("link", "https://example.org:port/"),
        ("link", "https://otto:secret@example.org/"),
        ("link", "https://example.org/a b"),
        ("link", 'https://example.org/"><script>'),
        ("link", "https://example.org\\@evil.example"),
        ("link", "https://example.org/" + "x" * 2000),
        ("number", "many"),
        ("number", "1e5"),
        ("number", "٣"),
        ("number", "9" * 16),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", 10**15),
        ("number", 10**400),
        ("number", True),
        ("date", "2023-02-29"),
        ("date", "29.02.2024"),
        ("date", "20240229"),
        ("date", "0000-01-01"),
        ("date", 20240229),
    ],
)
def test_what_is_no_answer_is_refused_at_its_question(kind, said):
    answers, faults = judge([FORM[kind]], {kind: said})

    assert answers == {}
    assert [fault.place for fault in faults] == [kind]
    assert faults[0].sentence.endswith(".")


@pytest.mark.parametrize("said", [None, "", "  \t\n", [], "\x00"])
def test_nothing_is_an_answer_only_where_none_is_needed(said):
    needed = Question("harm", "Who?", required=True)

    assert judge([FORM["text"]], {"text": said}) == ({}, [])
    assert [fault.sentence for fault in judge([needed], {"harm": said})[1]] == ["This needs an answer."]


def test_what_the_form_does_not_ask_is_refused():
    _, faults = judge([FORM["text"]], {"text": "Yes.", "colour": "red"})

    assert [fault.place for fault in faults] == ["colour"]


def test_what_is_half_typed_is_kept_while_somebody_fills_in():
    kept = keep([*FORM.values()], {"link": "https:/", "number": "about 5", "choice": "low", "text": " "})

    assert kept == {"link": "https:/", "number": "about 5", "choice": "low"}


def test_answers_are_kept_beside_their_questions_and_come_back():
    answers, _ = judge([*FORM.values()], {"text": "Nobody.", "yes-no": "no", "several": ["low"]})

    kept = with_questions(FORM.values(), answers)

    assert kept[0] == {"id": "text", "label": "text?", "kind": "text", "answer": "Nobody."}
    assert answers_in(kept) == answers == {"text": "Nobody.", "yes-no": False, "several": ["low"]}


LEAF = st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20)
SAID = LEAF | st.lists(LEAF, max_size=3) | st.dictionaries(st.text(max_size=3), LEAF, max_size=2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KINDS), SAID, max_size=4))
def test_whatever_is_said_is_kept_or_refused_and_what_is_kept_is_kept_again(said):
    answers, _faults = judge(FORM.values(), said)

    assert judge(FORM.values(), answers) == (answers, [])
    assert keep(FORM.values(), answers) == answers
    assert keep(FORM.values(), said).keys() <= said.keys()
