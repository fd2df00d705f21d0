"""Forms as people write them: what is one, and what is wrong with the others."""

import pytest

from catalog.governance.checkpoints.questions import MOST_QUESTIONS, Question, kept_questions, read_form, read_questions
from catalog.governance.checkpoints.services.forms import SHIPPED, read_shipped

GOOD = {
    "title": "Discovery",
    "signer": "governance",
    "covers": ["purpose"],
    "questions": [{"label": "Who has asked for it?", "kind": "long-text", "required": True}],
}


def _faults(**changes):
    spec, faults = read_form({**GOOD, **changes})
    assert (spec is None) == bool(faults)
    return [(fault.place, fault.sentence) for fault in faults]


def test_a_form_is_read_and_its_questions_get_ids_of_their_words():
    spec, faults = read_form(GOOD)

    assert faults == []
    assert spec.questions == (Question("who-has-asked-for-it", "Who has asked for it?", "long-text", required=True),)


def test_two_questions_with_the_same_words_get_different_ids():
    questions, _ = read_questions([{"label": "Why?"}, {"label": "Why?"}, {"id": "why-2", "label": "Why, really?"}])

    assert [question.id for question in questions] == ["why", "why-3", "why-2"]


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_shipped_form_is_one(file):
    kind, spec = read_shipped(file)

    assert file.stem.endswith(kind)
    assert len(spec.questions) >= 8
    assert spec.covers
    assert any(question.required for question in spec.questions)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"title": ""}, "title"),
        ({"title": None}, "title"),
        ({"title": 7}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"description": ["x"]}, "description"),
        ({"signer": "everybody"}, "signer"),
        ({"signer": ["governance"]}, "signer"),
        ({"covers": "purpose"}, "covers"),
        ({"covers": ["weather"]}, "covers"),
        ({"covers": [{}]}, "covers"),
        ({"colour": "red"}, "colour"),
        ({"questions": None}, "questions"),
        ({"questions": []}, "questions"),
        ({"questions": "Why?"}, "questions"),
        ({"questions": [{"label": "Why?"}] * (MOST_QUESTIONS + 1)}, "questions"),
        ({"questions": ["Why?"]}, "questions/0"),
        ({"questions": [{"kind": "text"}]}, "questions/0/label"),
        ({"questions": [{"label": " \x00 "}]}, "questions/0/label"),
        ({"questions": [{"label": "x" * 301}]}, "questions/0/label"),
        ({"questions": [{"label": "Why?", "kind": "essay"}]}, "questions/0/kind"),
        ({"questions": [{"label": "Why?", "kind": ["text"]}]}, "questions/0/kind"),
        ({"questions": [{"label": "Why?", "required": "yes"}]}, "questions/0/required"),
        ({"questions": [{"label": "Why?", "colour": "red"}]}, "questions/0/colour"),
        ({"questions": [{"label": "Why?", "id": "Big Id"}]}, "questions/0/id"),
        ({"questions": [{"label": "Why?", "id": 7}]}, "questions/0/id"),
        ({"questions": [{"label": "A", "id": "a"}, {"label": "B", "id": "a"}]}, "questions/1/id"),
        ({"questions": [{"label": "Why?", "choices": ["a", "b"]}]}, "questions/0/choices"),
        ({"questions": [{"label": "Why?", "kind": "choice"}]}, "questions/0/choices"),
        ({"questions": [{"label": "Why?", "kind": "choice", "choices": ["a"]}]}, "questions/0/choices"),
        ({"questions": [{"label": "Why?", "kind": "choice", "choices": ["a", " a"]}]}, "questions/0/choices"),
        ({"questions": [{"label": "Why?", "kind": "choice", "choices": ["a", True]}]}, "questions/0/choices"),
        ({"questions": [{"label": "Why?", "kind": "several", "choices": ["a", "b\nc"]}]}, "questions/0/choices"),
        ({"questions": [{"label": "Why?", "kind": "several", "choices": ["a", "x" * 121]}]}, "questions/0/choices"),
        (
            {"questions": [{"label": "Why?", "kind": "several", "choices": list("abcdefghijklmnopqrstu")}]},
            "questions/0/choices",
        ),
    ],
)
def test_what_is_wrong_with_a_form_is_said_at_its_place(changes, place):
    faults = _faults(**changes)

    assert [fault[0] for fault in faults] == [place]
    assert faults[0][1].endswith(".")


@pytest.mark.parametrize("tree", [None, [], "form", 7, {}, {1: 2}])
def test_what_is_no_form_at_all_is_answered_too(tree):
    spec, faults = read_form(tree)

    assert spec is None
    assert faults


def test_every_fault_is_told_at_once():
    faults = _faults(title="", signer="x", questions=[{"kind": "x"}, {"label": "Good?"}])

    assert {place for place, _ in faults} == {"title", "signer", "questions/0/label", "questions/0/kind"}


def test_a_kept_form_reads_back_as_it_was():
    spec, _ = read_form(GOOD)

    assert kept_questions([question.as_kept() for question in spec.questions]) == spec.questions
