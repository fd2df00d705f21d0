"""What can wait, comes once a day: together, at the hour that its reader chose, by their own clock."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounts.models import Delivery, MessageChoices
from accounts.notifications import runner
from accounts.notifications.choosing import choose
from accounts.notifications.routing import next_digest
from accounts.notifications.services import Kind, mark_read, tell


def at(*when):
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour", "now", "then"),
    [
        ("UTC", 8, at(2026, 3, 2, 7, 59), at(2026, 3, 2, 8)),
        ("UTC", 8, at(2026, 3, 2, 8), at(2026, 3, 3, 8)),
        ("Europe/Zurich", 8, at(2026, 3, 2, 6), at(2026, 3, 2, 7)),
        # The night in which the clock goes forward is an hour shorter.
        ("Europe/Zurich", 8, at(2026, 3, 28, 12), at(2026, 3, 29, 6)),
        ("Pacific/Auckland", 0, at(2026, 6, 1, 11), at(2026, 6, 1, 12)),
    ],
)
def test_the_hour_is_that_of_the_readers_clock(ada, zone, hour, now, then):
    ada.time_zone = zone

    assert next_digest(ada, MessageChoices(person=ada, digest_hour=hour), now) == then


def test_the_news_of_a_day_come_as_one_mail_at_the_hour_one_chose(ada, mail_server, deliver):
    with time_machine.travel(at(2026, 3, 2, 6), tick=False):
        choose(actor=ada, digest_hour=9, webhook="", said={})
        for number in range(3):
            tell([ada], f"Flights 1.{number}.0 is published.", link="/products/flights/", kind=Kind.PRODUCT)
        deliver()
        assert mail_server.mails == []

    with time_machine.travel(at(2026, 3, 2, 9, 1), tick=False):
        for _ in range(2):
            runner.sweep(runner.deliver_together)
            deliver()

    [mail] = mail_server.mails
    assert mail["subject"] == "3 messages from the data marketplace"
    assert mail.get_content().count("https://data.example.org/products/flights/") == 3
    assert {one.state for one in Delivery.objects.all()} == {"sent"}


def test_what_was_read_in_the_portal_meanwhile_is_not_mailed(ada, mail_server, deliver):
    tell([ada], "Flights 1.0.0 is published.", kind=Kind.PRODUCT)
    tell([ada], "Weather 1.0.0 is published.", kind=Kind.PRODUCT)
    mark_read(actor=ada, notification=ada.notifications.get(text__startswith="Flights"))

    runner.sweep(runner.deliver_together)
    deliver(later=True)

    [mail] = mail_server.mails
    assert mail["subject"] == "Weather 1.0.0 is published."


def test_two_people_get_each_their_own(ada, otto, mail_server, deliver):
    tell([ada, otto], "Flights 1.0.0 is published.", kind=Kind.PRODUCT)
    deliver(later=True)

    assert sorted(mail["to"] for mail in mail_server.mails) == ["ada@example.org", "otto@example.org"]
