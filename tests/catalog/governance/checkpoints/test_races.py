"""Two at the same instant: one is first, the other gets one clear sentence."""

import pytest

from catalog.governance.checkpoints.services import begin_form, decide, keep_answers, use_form, withdraw
from catalog.governance.checkpoints.services.requests import request_checkpoint
from catalog.models import Checkpoint, CheckpointForm
from tests.accounts.factories import UserFactory
from tests.catalog.governance.checkpoints.conftest import answers_to
from tests.catalog.publishing.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def greta(grace):
    """A second steward."""
    greta = UserFactory()
    greta.groups.set(grace.groups.all())
    return greta


def test_of_two_signers_one_answers(asked, product, grace, greta):
    checkpoint = asked(product)

    outcomes = at_once(
        lambda: decide(actor=grace, checkpoint=checkpoint, yes=True),
        lambda: decide(actor=greta, checkpoint=checkpoint, yes=False, note="No."),
    )

    assert outcomes == ["checkpoint-already-answered", "done"]
    checkpoint.refresh_from_db()
    assert (checkpoint.answered_by, checkpoint.state) in [(grace, "signed"), (greta, "refused")]


def test_a_signature_and_taking_it_back_do_not_both_happen(asked, product, grace, otto):
    checkpoint = asked(product)

    outcomes = at_once(
        lambda: decide(actor=grace, checkpoint=checkpoint, yes=True),
        lambda: withdraw(actor=otto, checkpoint=checkpoint),
    )

    assert outcomes == ["checkpoint-already-answered", "done"]


@pytest.mark.parametrize("kind", ["risk-assessment", "onboarding"])
def test_of_two_who_ask_for_the_same_one_does(forms, drafted, otto, petra, kind):
    one, other = drafted("demographics"), drafted("exposure")
    answers = answers_to(forms[kind])

    def ask(actor, product):
        return lambda: request_checkpoint(actor=actor, product=product, kind=kind, answers=answers)

    outcomes = at_once(ask(otto, one), ask(petra, other if kind == "onboarding" else one))

    assert outcomes == ["checkpoint-already-requested", "done"]
    assert Checkpoint.objects.count() == 1


def test_of_two_who_begin_to_fill_in_one_form_one_is_first(forms, product, otto, petra):
    def keep(actor):
        return lambda: keep_answers(
            actor=actor, product=product, kind="discovery", answers={"measure": str(actor)}, seen=""
        )

    assert at_once(keep(otto), keep(petra)) == ["answers-conflict", "done"]
    assert Checkpoint.objects.count() == 1


def test_two_stewards_begin_one_draft_and_put_it_into_use_once(forms, grace, greta):
    assert at_once(*(lambda who=who: begin_form(actor=who, kind="discovery") for who in (grace, greta))) == ["done"] * 2
    draft = CheckpointForm.objects.get(state="draft")

    outcomes = at_once(*(lambda who=who: use_form(actor=who, form=draft) for who in (grace, greta)))

    assert outcomes == ["checkpoint-form-not-draft", "done"]
    assert CheckpointForm.objects.filter(kind="discovery", state="in-use").count() == 1
