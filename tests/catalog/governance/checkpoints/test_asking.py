"""Fill a form in, ask for the signature, take the request back, and give it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from accounts.teams.services import set_member
from catalog.governance.checkpoints import reminding
from catalog.governance.checkpoints.answers import answers_in
from catalog.governance.checkpoints.errors import (
    AlreadyAnswered,
    AlreadyRequested,
    AnswersConflict,
    AnswersNotValid,
    CheckpointNotAsked,
    NoteMissing,
)
from catalog.governance.checkpoints.policies import may_request, may_sign, may_withdraw
from catalog.governance.checkpoints.reminding import REMIND_DAYS
from catalog.governance.checkpoints.selectors import history, inbox
from catalog.governance.checkpoints.services import decide, keep_answers, request_checkpoint, withdraw
from catalog.governance.checkpoints.services.requests import fingerprint
from catalog.models import Checkpoint, CheckpointForm, DataProduct
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.governance.checkpoints.conftest import answers_to, published
from tests.catalog.studio_factories import CheckpointFactory


def _told(person):
    return [(message.tone, message.text) for message in Notification.objects.filter(recipient=person)]


def test_otto_asks_and_grace_who_signs_is_told(asked, product, otto, grace, petra):
    checkpoint = asked(product, harm="Somebody who took part.")

    assert (checkpoint.state, checkpoint.version, checkpoint.requested_by) == ("requested", 1, otto)
    assert answers_in(checkpoint.answers)["harm"] == "Somebody who took part."
    assert checkpoint.rests_on.keys() == set(checkpoint.form.covers)
    words = "Otto Owner asks for a signature: Demographics: System risk assessment."
    assert _told(grace) == [("action", words)]
    assert _told(petra) == _told(otto) == []
    assert list(inbox(grace)) == [checkpoint]
    assert list(inbox(petra)) == list(inbox(otto)) == []
    event = AuditEvent.objects.get(verb="checkpoint.requested")
    assert (event.actor, event.product, event.concerns_team) == (otto, "demographics", product.owner_id)


def test_nothing_is_asked_under_answers_that_are_missing_or_none(forms, product, otto):
    answers = answers_to(forms["risk-assessment"]) | {"harm": " ", "basis-evidence": "javascript:alert(1)"}

    with pytest.raises(AnswersNotValid) as refusal:
        request_checkpoint(actor=otto, product=product, kind="risk-assessment", answers=answers)

    assert [error["id"] for error in refusal.value.facts["errors"]] == ["basis-evidence", "harm"]
    assert not Checkpoint.objects.exists()


def test_a_checkpoint_without_a_form_is_not_asked(product, otto):
    with pytest.raises(CheckpointNotAsked):
        request_checkpoint(actor=otto, product=product, kind="discovery", answers={})


def test_it_is_asked_once_at_a_time(asked, product, petra, forms):
    asked(product)

    with pytest.raises(AlreadyRequested):
        asked(product, by=petra)
    with pytest.raises(AlreadyRequested):
        keep_answers(actor=petra, product=product, kind="risk-assessment", answers={})


def test_who_may_not_change_the_draft_does_not_ask(asked, product, ada, grace, eve):
    for person in (ada, grace, eve):
        assert not may_request(person, product)
        with pytest.raises(NotAllowed):
            asked(product, by=person)


def test_for_a_retired_product_nothing_is_asked(asked, product, otto):
    product.status = "retired"
    product.save()

    with pytest.raises(NotAllowed):
        asked(product)


def test_what_is_filled_in_is_kept_and_goes_on_from_there(forms, product, otto, petra):
    begun = keep_answers(
        actor=otto, product=product, kind="risk-assessment", answers={"harm": "Some", "retention": "x"}
    )

    assert begun.state == "draft"
    assert answers_in(begun.answers) == {"harm": "Some", "retention": "x"}
    assert list(inbox(petra)) == []

    answers = answers_to(forms["risk-assessment"])
    asked = request_checkpoint(
        actor=petra, product=product, kind="risk-assessment", answers=answers, seen=fingerprint(begun)
    )
    assert (asked.pk, asked.state, asked.requested_by) == (begun.pk, "requested", petra)


def test_two_who_fill_in_the_same_form_notice_each_other(forms, product, otto, petra):
    facts = {"product": product, "kind": "risk-assessment"}
    mine = keep_answers(actor=otto, answers={"harm": "Mine."}, seen="", **facts)
    keep_answers(actor=otto, answers={"harm": "Mine, longer."}, seen=fingerprint(mine), **facts)

    for seen in ("", fingerprint(mine)):
        with pytest.raises(AnswersConflict):
            keep_answers(actor=petra, answers={"harm": "Hers."}, seen=seen, **facts)
        with pytest.raises(AnswersConflict):
            request_checkpoint(actor=petra, answers=answers_to(forms["risk-assessment"]), seen=seen, **facts)
    assert answers_in(Checkpoint.objects.get().answers) == {"harm": "Mine, longer."}


def test_grace_signs_and_otto_and_the_maintainers_are_told(asked, product, otto, petra, grace):
    checkpoint = decide(actor=grace, checkpoint=asked(product), yes=True, note="Well masked.")

    assert (checkpoint.state, checkpoint.answered_by, checkpoint.note) == ("signed", grace, "Well masked.")
    words = "Grace Governance signed Demographics: System risk assessment."
    assert _told(otto) == _told(petra) == [("info", words)]
    assert list(inbox(grace)) == []
    assert list(history(grace)) == list(history(otto)) == [checkpoint]


def test_a_refusal_says_why(asked, product, otto, grace):
    checkpoint = asked(product)

    for note in ("", " \n ", "\x00"):
        with pytest.raises(NoteMissing):
            decide(actor=grace, checkpoint=checkpoint, yes=False, note=note)
    decide(actor=grace, checkpoint=checkpoint, yes=False, note="Who sees the birth dates?")

    checkpoint.refresh_from_db()
    assert (checkpoint.state, checkpoint.note) == ("refused", "Who sees the birth dates?")
    assert _told(otto)[0][0] == "trouble"
    assert "Who sees the birth dates?" in _told(otto)[0][1]


def test_it_is_answered_once(asked, product, grace):
    checkpoint = asked(product)
    decide(actor=grace, checkpoint=checkpoint, yes=True)

    with pytest.raises(AlreadyAnswered):
        decide(actor=grace, checkpoint=checkpoint, yes=False, note="No.")


def test_only_the_group_of_the_form_signs_and_nobody_their_own_request(
    asked, drafted, product, otto, ada, grace, petra, eve
):
    by_governance = asked(product, "risk-assessment", by=petra)
    by_platform = asked(product, "lean-inception", by=petra)

    assert [bool(may_sign(person, by_governance)) for person in (ada, otto, grace, petra, eve)] == [0, 0, 1, 0, 0]
    assert [bool(may_sign(person, by_platform)) for person in (ada, otto, grace, petra, eve)] == [0, 0, 0, 0, 0]
    assert list(inbox(petra)) == []
    with pytest.raises(NotAllowed):
        decide(actor=petra, checkpoint=by_platform, yes=True)
    with pytest.raises(NotAllowed):
        decide(actor=otto, checkpoint=by_governance, yes=True)


def test_somebody_who_left_signs_nothing(asked, product, grace):
    checkpoint = asked(product)
    grace.is_active = False
    grace.save()

    with pytest.raises(NotAllowed):
        decide(actor=grace, checkpoint=checkpoint, yes=True)


def test_a_request_is_taken_back_by_who_asked_or_a_maintainer_and_asked_again_with_its_answers(
    asked, product, otto, petra, ada, grace, forms
):
    first = asked(product, harm="Nobody, we thought.")

    assert [bool(may_withdraw(person, first)) for person in (otto, petra, ada, grace)] == [1, 1, 0, 0]
    with pytest.raises(NotAllowed):
        withdraw(actor=ada, checkpoint=first)
    withdraw(actor=otto, checkpoint=first)
    with pytest.raises(AlreadyAnswered):
        withdraw(actor=otto, checkpoint=first)
    with pytest.raises(AlreadyAnswered):
        decide(actor=grace, checkpoint=first, yes=True)

    assert (asked(product).version, list(inbox(grace))) == (2, [Checkpoint.objects.get(version=2)])


def test_a_team_passes_its_onboarding_once_for_all_its_products(asked, drafted, petra, otto):
    one, other = drafted("demographics"), drafted("exposure")
    checkpoint = asked(one, "onboarding")

    assert str(checkpoint) == "Clinical data: Team onboarding"
    with pytest.raises(AlreadyRequested):
        asked(other, "onboarding")

    decide(actor=petra, checkpoint=checkpoint, yes=True)
    again = asked(other, "onboarding")
    assert (again.version, again.team) == (2, one.owner)


def test_a_signature_has_the_policies_look_again(
    asked, drafted, grace, petra, monkeypatch, django_capture_on_commit_callbacks
):
    one, other, _draft = drafted("demographics"), drafted("exposure"), drafted("laboratory")
    for product in (one, other):
        published(product)
    sent = []
    monkeypatch.setattr("marketplace.foundation.nudges._send", lambda task, ids: sent.extend(ids))

    def judged(kind, signer):
        sent.clear()
        with django_capture_on_commit_callbacks(execute=True):
            decide(actor=signer, checkpoint=asked(one, kind), yes=True)
        return set(sent)

    assert judged("risk-assessment", grace) == {one.pk}
    assert judged("onboarding", petra) == {one.pk, other.pk}


def test_what_a_team_was_asked_is_seen_by_the_team_and_by_those_who_watch(asked, product, otto, ada, grace, petra, eve):
    product.status = "published"
    product.save()
    checkpoints = [asked(product), asked(product, "onboarding")]
    other = CheckpointFactory(form=CheckpointForm.objects.get(kind="discovery"))

    def seen(person):
        return set(Checkpoint.objects.visible_to(person))

    assert seen(otto) == set(checkpoints)
    assert seen(grace) == seen(petra) == {*checkpoints, other}
    assert seen(ada) == seen(eve) == set()


def test_who_may_sign_is_reminded_every_third_day_until_somebody_answers(asked, product, grace):
    checkpoint = asked(product)
    begun = checkpoint.requested_at

    reminded = [reminding.remind(begun + timedelta(days=days, hours=1)) for days in (2, 3, 3, 4, 6)]
    decide(actor=grace, checkpoint=checkpoint, yes=True)

    assert reminded == [0, 1, 0, 0, 1]
    assert [text for _tone, text in _told(grace)[:2]] == [
        "Demographics: System risk assessment has waited for a signature for 6 days.",
        "Demographics: System risk assessment has waited for a signature for 3 days.",
    ]
    assert not Notification.objects.filter(text__contains="waited").exclude(recipient=grace).exists()
    assert reminding.remind(begun + timedelta(days=30)) == 0


def test_nobody_is_reminded_of_what_they_asked_for_nor_of_a_retired_product(asked, product, drafted, grace, clinical):
    set_member(actor=None, team=clinical, person=grace, role="maintainer")
    asked(product, by=grace)
    asked(drafted(slug="exposure"))
    DataProduct.objects.filter(slug="exposure").update(status="retired")
    later = timezone.now() + timedelta(days=REMIND_DAYS)

    reminding.remind(later)

    assert not Notification.objects.filter(text__contains="waited").exists()
