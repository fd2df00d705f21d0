"""Reminders, escalation, and questions that stop the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone
from zeal import zeal_ignore

from accounts.models import Notification
from accounts.teams.services import remove_member
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.approvals.errors import AlreadyAnswered, AlreadyAsked, NothingAsked
from requests.approvals.questions import answer_back, ask_back
from requests.approvals.schedules import ask_again, keep_time
from requests.approvals.selectors import inbox
from requests.approvals.services import decide
from requests.models import ApprovalStage, Grant, StageQuestion


def stage_of(order):
    return ApprovalStage.objects.get(request__order=order)


def later(stage, hours):
    """So much of its time is over."""
    ApprovalStage.objects.filter(pk=stage.pk).update(due_at=stage.due_at - timedelta(hours=hours))


def verbs(stage):
    return list(AuditEvent.objects.about(stage).order_by("pk").values_list("verb", flat=True))


def test_those_who_were_asked_are_reminded_once_and_then_the_stewards_are_asked(order, port, grace, otto):
    stage = stage_of(order(port))
    keep_time()
    assert verbs(stage) == ["stage.opened"]

    later(stage, 50)
    keep_time()
    keep_time()
    assert verbs(stage) == ["stage.opened", "stage.reminded"]
    assert "then the stewards are asked" in Notification.objects.filter(recipient=otto).first().text
    later(stage, 73)
    keep_time()
    keep_time()

    assert verbs(stage) == ["stage.opened", "stage.reminded", "stage.escalated"]
    assert list(inbox(grace)) == [stage_of(stage.request.order)]
    assert "in time" in Notification.objects.get(recipient=grace).text
    decide(actor=grace, stage=stage, yes=True)
    assert Grant.objects.exists()


def test_whoever_was_asked_may_still_decide_after_the_time(order, port, otto):
    stage = stage_of(order(port))
    later(stage, 73)
    keep_time()

    decide(actor=otto, stage=stage, yes=True)

    assert Grant.objects.exists()


def test_a_steward_who_ordered_is_not_asked_about_it(order, port, grace):
    stage = stage_of(order(port, actor=grace))
    later(stage, 73)
    keep_time()

    assert grace not in stage.pool.all()
    with pytest.raises(NotAllowed):
        decide(actor=grace, stage=stage, yes=True)


def test_a_question_stops_the_clock_until_it_is_answered(order, port, otto, ada):
    stage = stage_of(order(port))
    asked = ask_back(actor=otto, stage=stage, reason="Which arm?")
    assert "Which arm?" in Notification.objects.filter(recipient=ada).first().text
    StageQuestion.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(hours=100))
    later(stage, 73)
    keep_time()
    assert verbs(stage) == ["stage.opened", "stage.asked_back"]

    answer_back(actor=ada, asked=asked, reason="All of them.")
    keep_time()

    assert "All of them." in Notification.objects.filter(recipient=otto).first().text
    assert stage_of(stage.request.order).due_at > timezone.now() + timedelta(hours=90)
    assert verbs(stage)[-1] == "stage.answered"


def test_one_question_at_a_time_and_one_answer(order, port, otto, petra, ada, eve):
    stage = stage_of(order(port))
    with pytest.raises(NothingAsked):
        ask_back(actor=otto, stage=stage, reason=" ")
    with pytest.raises(NotAllowed):
        ask_back(actor=eve, stage=stage, reason="Why?")
    asked = ask_back(actor=otto, stage=stage, reason="Why?")
    with pytest.raises(AlreadyAsked):
        ask_back(actor=petra, stage=stage, reason="What for?")

    with pytest.raises(NotAllowed):
        answer_back(actor=eve, asked=asked, reason="Because.")
    answer_back(actor=ada, asked=asked, reason="Because.")
    with pytest.raises(AlreadyAnswered):
        answer_back(actor=ada, asked=asked, reason="Because, again.")


def test_asking_and_answering_on_the_pages(client, order, port, otto, ada):
    stage = stage_of(order(port))
    client.force_login(otto)
    client.post(f"/approvals/{stage.pk}/ask/", {"reason": "Which arm?"})
    assert "not answered yet" in client.get(f"/approvals/{stage.pk}/").content.decode()
    client.force_login(ada)
    page = client.get(f"/orders/{stage.request.order.number}/").content.decode()
    address = f"/approvals/questions/{StageQuestion.objects.get().pk}/answer/"
    assert "Which arm?" in page
    assert address in page

    client.post(address, {"reason": "All of them."})

    client.force_login(otto)
    assert "All of them." in client.get(f"/approvals/{stage.pk}/").content.decode()


def test_the_scheduler_asks_again_about_every_stage_that_lost_its_people(order, port, otto, petra, clinical, grace):
    stage = stage_of(order(port))
    for person in (otto, petra):
        remove_member(actor=None, team=clinical, person=person)

    ask_again()

    assert list(stage.pool.all()) == [grace]


def test_several_are_decided_at_once_and_what_cannot_be_is_told(client, order, make_port, otto, petra):
    stages = [stage_of(order(make_port(name=f"port_{number}", data=False))) for number in range(3)]
    client.force_login(otto)
    assert "Several at once" in client.get("/approvals/").content.decode()
    numbers = [stage.pk for stage in stages[:2]]

    with zeal_ignore():  # each is decided by itself, in a transaction of its own
        without = client.post("/approvals/decide/", {"stages": numbers, "yes": "0"}, follow=True)
        assert "Say why" in without.content.decode()
        done = client.post("/approvals/decide/", {"stages": numbers, "yes": "1"}, follow=True)

    assert "2 were approved." in done.content.decode()
    assert Grant.objects.count() == 2
    gone = client.post("/approvals/decide/", {"stages": numbers, "yes": "1"}, follow=True)
    assert "Tick what you want to decide" in gone.content.decode()
    assert Grant.objects.count() == 2
