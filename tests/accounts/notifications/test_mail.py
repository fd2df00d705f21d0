"""Messages go out by mail: once, to those who want them, and never in silence where they do not arrive."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import Delivery, Notification
from accounts.notifications import runner
from accounts.notifications.choosing import choose, send_again
from accounts.notifications.errors import NothingGivenUp
from accounts.notifications.services import Kind, tell
from marketplace.foundation.errors import NotAllowed

LINK = "/orders/2026-000001/"


def test_what_somebody_waits_for_is_mailed_at_once_with_its_one_link(ada, mail_server, deliver):
    tell([ada], "Subjects was approved for you.", link=LINK, kind=Kind.ORDER)
    deliver()

    [mail] = mail_server.mails
    assert mail["to"] == "ada@example.org"
    assert mail["subject"] == "Subjects was approved for you."
    assert mail.get_content().count("https://data.example.org/orders/2026-000001/") == 1
    assert Delivery.objects.get().state == "sent"


def test_a_mail_is_sent_once_however_often_a_worker_is_asked(ada, mail_server, deliver):
    tell([ada], "Approved.", kind=Kind.ORDER, key="once")
    tell([ada], "Approved.", kind=Kind.ORDER, key="once")
    for _ in range(3):
        deliver()
        runner.deliver([ada.notifications.get().pk])

    assert len(mail_server.mails) == 1
    assert Delivery.objects.count() == 1


def test_nobody_is_mailed_about_their_own_act(ada, otto, mail_server, deliver):
    tell([ada, otto], "Approved.", kind=Kind.ORDER, but=otto)
    deliver()

    assert [mail["to"] for mail in mail_server.mails] == ["ada@example.org"]


def test_a_message_and_its_mail_are_written_together_or_not_at_all(ada, mail_server):
    with transaction.atomic():
        tell([ada], "Approved.", kind=Kind.ORDER)
        transaction.set_rollback(True)

    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()


def test_without_a_mail_server_nothing_pretends_to_be_mailed(ada, settings, deliver):
    assert settings.MAIL_IS_CONFIGURED is False

    tell([ada], "Approved.", kind=Kind.ORDER)
    deliver()

    assert not Delivery.objects.exists()


def test_a_line_break_in_a_name_adds_no_header(ada, mail_server, deliver):
    tell([ada], "Approved.\r\nBcc: eve@example.org", kind=Kind.ORDER)
    deliver()

    [mail] = mail_server.mails
    assert mail["bcc"] is None
    assert mail["subject"] == "Approved. Bcc: eve@example.org"


def test_people_who_left_get_no_mail(ada, mail_server, deliver):
    tell([ada], "Approved.", kind=Kind.ORDER)
    ada.is_active = False
    ada.save()
    deliver()

    assert mail_server.mails == []
    assert Delivery.objects.get().state == "dropped"


def test_a_mail_server_that_is_busy_is_asked_again_later_with_the_same_name_for_the_mail(ada, mail_server, deliver):
    mail_server.refuses = {"RCPT": "451 try again later"}
    tell([ada], "Approved.", kind=Kind.ORDER)
    deliver()
    waiting = Delivery.objects.get()
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert "451" in waiting.error
    assert waiting.due_at > timezone.now() + timedelta(seconds=10)

    mail_server.refuses = {}
    deliver(later=True)

    [mail] = mail_server.mails
    assert mail["message-id"].startswith(f"<{waiting.key}@")
    assert Delivery.objects.get().state == "sent"


def test_a_mail_server_that_is_away_is_tried_so_often_and_then_the_platform_team_knows(
    ada, petra, otto, settings, mail_server, deliver
):
    settings.EMAIL_PORT = 1
    tell([ada, otto], "Approved.", kind=Kind.ORDER)
    for _ in range(settings.OUTBOX_ATTEMPTS):
        deliver(later=True)

    assert {one.state for one in Delivery.objects.all()} == {"failed"}
    told = petra.notifications.get()
    assert (told.kind, told.tone, told.link) == ("platform", "trouble", "/platform/messages/")
    assert not Delivery.objects.filter(notification=told).exists()


def test_a_no_for_good_is_not_asked_again(ada, petra, mail_server, deliver):
    mail_server.refuses = {"RCPT": "550 no such user"}
    tell([ada], "Approved.", kind=Kind.ORDER)
    deliver()

    assert (Delivery.objects.get().state, Delivery.objects.get().attempts) == ("failed", 1)
    assert petra.notifications.count() == 1


def test_what_was_given_up_can_be_sent_again_once_by_the_platform_team(ada, petra, mail_server, deliver):
    mail_server.refuses = {"RCPT": "550 no such user"}
    tell([ada], "Approved.", kind=Kind.ORDER)
    deliver()
    failed = Delivery.objects.get()
    with pytest.raises(NotAllowed):
        send_again(actor=ada, deliveries=[failed])

    mail_server.refuses = {}
    assert send_again(actor=petra, deliveries=[failed]) == 1
    deliver()

    assert len(mail_server.mails) == 1
    with pytest.raises(NothingGivenUp):
        send_again(actor=petra, deliveries=[failed])


def test_a_worker_that_dies_while_it_sends_leaves_the_mail_to_the_next(ada, mail_server, deliver):
    tell([ada], "Approved.", kind=Kind.ORDER)
    Delivery.objects.due().claim(Delivery.objects.get().pk)
    deliver()
    assert mail_server.mails == []

    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    runner.sweep(runner.deliver_together)
    deliver()

    assert len(mail_server.mails) == 1


def test_whoever_wants_no_mail_of_a_kind_gets_none(ada, mail_server, deliver):
    choose(actor=ada, digest_hour=None, webhook="", said={"mail": {"order": "never"}})

    tell([ada], "Approved.", kind=Kind.ORDER)
    tell([ada], "Your access ends.", kind=Kind.ACCESS)
    deliver()

    assert [mail["subject"] for mail in mail_server.mails] == ["Your access ends."]


def test_deliveries_of_long_ago_are_forgotten_but_not_those_given_up(ada, mail_server, deliver, settings):
    settings.OUTBOX_KEEP_DAYS = 90
    tell([ada], "Somebody waits.", kind=Kind.APPROVAL)
    deliver()
    mail_server.refuses = {"MAIL": "550 no"}
    tell([ada], "Somebody waits again.", kind=Kind.APPROVAL)
    deliver()

    assert runner.forget_old() == 0
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert runner.forget_old() == 1

    assert Delivery.objects.get().state == "failed"
    assert ada.notifications.count() == 2
