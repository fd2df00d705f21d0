"""What checkpoints ask, as a steward writes it in the browser."""

import pytest

from catalog.governance.checkpoints.services import begin_form
from catalog.models import CheckpointForm
from tests.catalog.governance.checkpoints.conftest import text_in


def _shaped(form, **changes):
    """A form as the browser of a steward posts it."""
    data = {
        "act": "save", "questions": str(len(form.questions)), "head-title": form.title,
        "head-description": form.description, "head-signer": form.signer, "head-covers": form.covers,
    }  # fmt: skip
    for place, question in enumerate(form.questions):
        data |= {f"q{place}-{name}": question[name] for name in ("id", "label", "help", "kind")}
        data |= {f"q{place}-choices": "\n".join(question["choices"])}
        data |= {f"q{place}-required": "on"} if question["required"] else {}
    return data | changes


def test_grace_writes_a_form_question_by_question_and_puts_it_into_use(as_, grace, forms):
    client = as_(grace)
    assert "What is asked" in text_in(client.get("/governance/checkpoints/forms/"))
    address = client.post("/governance/checkpoints/forms/new/discovery/").headers["Location"]
    draft = CheckpointForm.objects.get(state="draft")
    count = len(draft.questions)

    added = text_in(client.post(address, _shaped(draft, act="add", **{"head-title": "Is it needed?"})))
    assert f"Question {count + 1}" in added
    assert 'value="Is it needed?"' in added
    turned = text_in(client.post(address, _shaped(draft, act="down-0")))
    assert turned.index("Who has asked for it?") < turned.index("Which decision or process")
    fewer = text_in(client.post(address, _shaped(draft, act="remove-0")))
    assert "Which decision or process" not in fewer

    more = _shaped(draft, questions=str(count + 1), **{"head-title": "Is it needed?"})
    more |= {f"q{count}-label": "How often?", f"q{count}-kind": "choice", f"q{count}-choices": "Daily\n\nWeekly\n"}
    assert "The draft of the form is saved." in text_in(client.post(address, more, follow=True))
    used = text_in(client.post(f"{address}use/", follow=True))

    assert "Is it needed? (2) is in use from now on." in used
    form = CheckpointForm.objects.get(kind="discovery", state="in-use")
    assert form.questions[-1] == {
        "id": "how-often", "label": "How often?", "kind": "choice", "help": "", "choices": ["Daily", "Weekly"],
        "required": False,
    }  # fmt: skip
    assert [question["id"] for question in form.questions[:-1]] == [question["id"] for question in draft.questions]


def test_what_is_wrong_with_a_form_stands_beside_its_control(as_, grace, forms):
    draft = begin_form(actor=grace, kind="discovery")
    wrong = _shaped(draft, **{"head-title": "", "q0-label": "", "q2-choices": "only one"})

    page = text_in(as_(grace).post(f"/governance/checkpoints/forms/{draft.pk}/", wrong), 422)

    for sentence in ("The title is missing.", "The label is missing.", "One chooses among 2 to 20."):
        assert page.count(sentence) == 1
    assert "only one" in page


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"questions": "x"},
        {"questions": "999999"},
        {"questions": "99", "act": "add"},
        {"act": "up--1"},
        {"act": "down-99"},
        {"act": "remove-"},
        {"questions": "2", "q0-kind": "essay", "q0-id": "\x00", "head-signer": "me", "head-covers": ["weather"]},
    ],
)
def test_nonsense_is_no_form(as_, grace, forms, nonsense):
    draft = begin_form(actor=grace, kind="discovery")

    answer = as_(grace).post(f"/governance/checkpoints/forms/{draft.pk}/", nonsense)

    assert answer.status_code in (200, 422)
    draft.refresh_from_db()
    assert len(draft.questions) == len(forms["discovery"].questions)


def test_a_form_in_use_is_shown_as_it_is_filled_in(as_, grace, petra, forms):
    for person in (grace, petra):
        page = text_in(as_(person).get(f"/governance/checkpoints/forms/{forms['discovery'].pk}/"))
        assert "Who has asked for it?" in page
        assert "<fieldset disabled" in page
    assert "this is for governance stewards" in page
