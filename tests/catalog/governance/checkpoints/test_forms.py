"""What checkpoints ask: shipped once, then written by stewards, version by version."""

from io import StringIO

import pytest
from django.core.management import call_command

from catalog.governance.checkpoints.errors import FormNotDraft, FormNotValid
from catalog.governance.checkpoints.services import (
    begin_form,
    change_form,
    discard_form,
    load_shipped_forms,
    use_form,
)
from catalog.governance.checkpoints.services.forms import as_tree, read_shipped
from catalog.models import CheckpointForm
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.studio_factories import CheckpointFormFactory


def test_the_shipped_forms_are_loaded_once(db):
    said = StringIO()
    call_command("load_checkpoint_forms", stdout=said)
    call_command("load_checkpoint_forms", stdout=said)

    assert set(CheckpointForm.objects.values_list("kind", "version", "state")) == {
        (kind, 1, "in-use") for kind in CheckpointForm.Kind.values
    }
    assert said.getvalue().count("In use: ") == 4
    assert "Every checkpoint has a form already." in said.getvalue()
    assert AuditEvent.objects.filter(verb="form.used", actor=None).count() == 4


def test_where_stewards_have_written_a_form_none_is_loaded(db):
    CheckpointFormFactory(kind="discovery", state="withdrawn", title="Ours")

    load_shipped_forms()

    assert [form.title for form in CheckpointForm.objects.filter(kind="discovery")] == ["Ours"]


def test_a_steward_writes_the_next_version_and_puts_it_into_use(forms, grace):
    draft = begin_form(actor=grace, kind="discovery")
    tree = as_tree(draft) | {"title": "Is it needed?"}
    change_form(actor=grace, form=draft, **tree | {"questions": [{"label": "Who needs it?", "kind": "text"}]})
    before = CheckpointForm.objects.get(kind="discovery", state="in-use")
    use_form(actor=grace, form=draft)

    states = dict(CheckpointForm.objects.filter(kind="discovery").values_list("version", "state"))
    assert states == {1: "withdrawn", 2: "in-use"}
    assert before.title == "Discovery"
    used = CheckpointForm.objects.get(kind="discovery", state="in-use")
    assert (used.title, used.questions[0]["id"]) == ("Is it needed?", "who-needs-it")


def test_one_draft_of_a_kind_is_begun_at_a_time(forms, grace):
    assert begin_form(actor=grace, kind="discovery") == begin_form(actor=grace, kind="discovery")
    assert CheckpointForm.objects.filter(kind="discovery").count() == 2


def test_the_first_form_of_a_kind_can_be_written_from_nothing(grace):
    draft = begin_form(actor=grace, kind="discovery")

    assert (draft.title, draft.questions, draft.version) == ("Discovery", [], 1)
    with pytest.raises(FormNotValid):
        use_form(actor=grace, form=draft)


def test_a_form_in_use_or_withdrawn_never_changes(forms, grace):
    used = forms["discovery"]
    use_form(actor=grace, form=begin_form(actor=grace, kind="discovery"))

    for form in CheckpointForm.objects.filter(kind="discovery"):
        for act in (use_form, discard_form):
            with pytest.raises(FormNotDraft):
                act(actor=grace, form=form)
        with pytest.raises(FormNotDraft):
            change_form(actor=grace, form=form, **as_tree(used))


def test_a_draft_is_thrown_away(forms, grace):
    discard_form(actor=grace, form=begin_form(actor=grace, kind="discovery"))

    assert not CheckpointForm.objects.filter(state="draft").exists()


def test_what_is_wrong_with_a_form_is_refused_with_its_places(forms, grace):
    draft = begin_form(actor=grace, kind="discovery")

    with pytest.raises(FormNotValid) as refusal:
        change_form(actor=grace, form=draft, **as_tree(draft) | {"title": "", "questions": [{"label": ""}]})

    assert {error["place"] for error in refusal.value.facts["errors"]} == {"title", "questions/0/label"}


def test_a_checkpoint_about_a_team_rests_on_the_team_alone(forms, grace):
    draft = begin_form(actor=grace, kind="onboarding")

    with pytest.raises(FormNotValid):
        change_form(actor=grace, form=draft, **as_tree(draft) | {"covers": ["purpose"]})


def test_only_stewards_say_what_is_asked(forms, grace, otto, petra):
    draft = begin_form(actor=grace, kind="discovery")

    for person in (otto, petra):
        with pytest.raises(NotAllowed):
            begin_form(actor=person, kind="lean-inception")
        with pytest.raises(NotAllowed):
            change_form(actor=person, form=draft, **as_tree(draft))
        for act in (use_form, discard_form):
            with pytest.raises(NotAllowed):
                act(actor=person, form=draft)


def test_a_file_that_is_no_form_is_refused(tmp_path):
    for text in ("kind: [", "kind: weather\n", "- a\n", "", "kind: discovery\ntitle: 7\n"):
        (tmp_path / "x.yaml").write_text(text)
        with pytest.raises(FormNotValid):
            read_shipped(tmp_path / "x.yaml")
