"""What the data suggests is proposed, never written; people decide."""

import json

import pytest

from catalog.models import DataProfile, Draft, Proposal
from catalog.publishing.checking import check_bundle
from catalog.publishing.services import save_draft
from catalog.starting import services, tasks
from catalog.starting.errors import AlreadyLooking, ProposalDecided, ProposalOutdated
from catalog.starting.selectors import proposal_counts
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.leases import LeaseLost
from marketplace.foundation.models import AuditEvent
from tests.catalog.publishing.test_races import at_once

PORT = "subjects"


def column_of(product, name):
    """A column as the draft says it."""
    spec = check_bundle(bytes(Draft.objects.get(product=product).bundle)).spec
    return next(column for column in spec.outputs[0].contract.columns if column.name == name)


def test_the_data_suggests_what_it_shows(looked_at):
    suggested = {(row.column, row.aspect): row.value for row in Proposal.objects.all()}

    assert suggested[("", "primary-key")] == ["usubjid"]
    assert suggested[("arm", "enum")] == ["active", "placebo"]
    assert suggested[("age", "range")] == {"minimum": 35, "maximum": 70}
    assert suggested[("born", "classification")] == "restricted"
    assert suggested[("email", "classification")] == "confidential"
    assert ("born", "range") not in suggested
    assert DataProfile.objects.get().facts["rows"] == 60


def test_no_value_of_a_person_is_kept(looked_at):
    kept = json.dumps(list(Proposal.objects.values("column", "value", "why", "evidence")))

    assert "example.org" not in kept
    assert "S-0" not in kept
    assert "194" not in kept


def test_accepting_writes_its_keys_and_nothing_else(looked_at, otto, proposal):
    before = bytes(looked_at.draft.bundle).decode()

    services.accept(actor=otto, proposal=proposal("age", "range"))

    after = bytes(Draft.objects.get().bundle).decode()
    added = "        logicalTypeOptions:\n          minimum: 35\n          maximum: 70\n"
    assert after.replace(added, "", 1) == before
    assert (proposal("age", "range").state, proposal("age", "range").decided_by) == ("accepted", otto)
    assert AuditEvent.objects.filter(verb="proposal.accepted").count() == 1


def test_a_column_about_people_is_masked_as_was_chosen(looked_at, otto, proposal):
    services.accept(actor=otto, proposal=proposal("email", "classification"), mask="hash")
    services.accept(actor=otto, proposal=proposal("born", "classification"))

    policy = check_bundle(bytes(Draft.objects.get().bundle)).spec.outputs[0].policy
    assert column_of(looked_at, "email").classification == "confidential"
    assert [(mask.column, mask.method) for mask in policy.masks] == [("email", "hash")]


def test_all_of_a_kind_are_accepted_at_once(looked_at, otto):
    revision = looked_at.draft.revision

    services.accept_all(actor=otto, product=looked_at, port=PORT, aspect="required")

    assert all(column_of(looked_at, name).required for name in ("born", "arm", "age", "email"))
    assert Draft.objects.get().revision == revision + 1
    assert proposal_counts(looked_at)["accepted"] == 4


def test_everything_accepted_is_a_draft_that_can_be_published_and_suggests_no_more(looked_at, otto):
    services.accept_all(actor=otto, product=looked_at, port=PORT)
    services.ask_for_proposals(actor=otto, product=looked_at, port=PORT)
    tasks.look(DataProfile.objects.open().get().pk)

    checked = check_bundle(bytes(Draft.objects.get().bundle))
    assert checked.is_valid, checked.errors
    assert column_of(looked_at, "usubjid").primary_key
    assert proposal_counts(looked_at)["proposed"] == 0


def test_a_dismissal_can_be_taken_back_and_outlives_another_look(looked_at, otto, proposal):
    services.dismiss(actor=otto, proposal=proposal("arm", "enum"))
    services.ask_for_proposals(actor=otto, product=looked_at, port=PORT)
    tasks.look(DataProfile.objects.open().get().pk)
    dismissed = proposal("arm", "enum").state
    services.restore(actor=otto, proposal=proposal("arm", "enum"))

    assert dismissed == "dismissed"
    assert proposal("arm", "enum").state == "proposed"
    assert proposal("arm", "enum").decided_at is None


def test_what_was_taken_out_of_the_draft_again_is_proposed_again(looked_at, otto, proposal):
    before = bytes(looked_at.draft.bundle)
    services.accept(actor=otto, proposal=proposal("arm", "enum"))
    save_draft(actor=otto, raw=before, slug=looked_at.slug)
    services.ask_for_proposals(actor=otto, product=looked_at, port=PORT)
    tasks.look(DataProfile.objects.open().get().pk)

    assert proposal("arm", "enum").state == "proposed"


def test_a_proposal_is_decided_once(looked_at, otto, proposal):
    services.accept(actor=otto, proposal=proposal("arm", "enum"))

    with pytest.raises(ProposalDecided):
        services.accept(actor=otto, proposal=proposal("arm", "enum"))
    with pytest.raises(ProposalDecided):
        services.dismiss(actor=otto, proposal=proposal("arm", "enum"))


def test_a_column_that_is_gone_is_told(looked_at, otto, proposal):
    raw = bytes(looked_at.draft.bundle).replace(b"- name: arm\n", b"- name: branch\n")
    save_draft(actor=otto, raw=raw, slug=looked_at.slug)

    with pytest.raises(ProposalOutdated, match="arm"):
        services.accept(actor=otto, proposal=proposal("arm", "enum"))

    assert proposal("arm", "enum").state == "proposed"


def test_only_the_team_looks_and_decides(looked_at, ada, grace, petra, analytics, proposal):
    for stranger in (ada, grace):
        with pytest.raises(NotAllowed):
            services.ask_for_proposals(actor=stranger, product=looked_at, port=PORT)
        with pytest.raises(NotAllowed):
            services.accept(actor=stranger, proposal=proposal("arm", "enum"))


def test_one_look_at_a_time(begun, otto):
    with pytest.raises(AlreadyLooking):
        services.ask_for_proposals(actor=otto, product=begun, port=PORT)


def test_a_look_that_cannot_be_says_why(begun, otto):
    raw = bytes(begun.draft.bundle).replace(b"from dm\n", b"from nowhere\n")
    save_draft(actor=otto, raw=raw, slug=begun.slug)

    tasks.look(DataProfile.objects.get().pk)

    profile = DataProfile.objects.get()
    assert profile.state == "failed"
    assert "nowhere" in profile.error
    assert profile.remedy
    assert otto.notifications.get(tone="trouble").link == f"/studio/{begun.slug}/proposals/"


def test_whoever_left_the_team_learns_nothing(begun, otto, clinical):
    clinical.memberships.filter(person=otto).delete()

    tasks.look(DataProfile.objects.get().pk)

    assert DataProfile.objects.get().state == "failed"
    assert not Proposal.objects.exists()


def test_a_look_whose_worker_died_is_taken_up_again(begun, nudged, monkeypatch, django_capture_on_commit_callbacks):
    from catalog.starting import runner

    profile = DataProfile.objects.get()
    with monkeypatch.context() as patch:
        patch.setattr(runner, "table_facts", lambda *args, **kwargs: (_ for _ in ()).throw(LeaseLost()))
        tasks.look(profile.pk)
    DataProfile.objects.update(lease_until=None, leased_by="")
    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()

    tasks.look(profile.pk)

    assert ("catalog.starting.tasks.look", profile.pk) in nudged
    assert DataProfile.objects.get().state == "succeeded"
    assert Proposal.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_at_once_both_are_in_the_draft(looked_at, otto, petra, proposal):
    first, second = proposal("arm", "enum"), proposal("age", "range")

    outcomes = at_once(
        lambda: services.accept(actor=otto, proposal=first),
        lambda: services.accept(actor=petra, proposal=second),
    )

    assert outcomes == ["done", "done"]
    assert column_of(looked_at, "arm").enum == ("active", "placebo")
    assert column_of(looked_at, "age").options == {"minimum": 35, "maximum": 70}


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_the_same_nothing_is_written_twice(looked_at, otto, petra, proposal):
    one = proposal("arm", "enum")

    outcomes = at_once(
        lambda: services.accept(actor=otto, proposal=one),
        lambda: services.accept(actor=petra, proposal=one),
    )

    assert "done" in outcomes
    assert set(outcomes) <= {"done", "proposal-decided"}
    assert column_of(looked_at, "arm").enum == ("active", "placebo")
    assert AuditEvent.objects.filter(verb="proposal.accepted").count() == 1
