"""Everything that happened, as CloudEvents."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from marketplace.foundation.audit import coming_from, record
from tests.catalog.factories import DomainFactory

EVENTS = "/api/v1/events/"


@pytest.fixture
def happened(otto, clinical):
    """Three things, an hour ago: one public, one of otto's team, one of nobody's business."""
    domain = DomainFactory(team=clinical)
    with time_machine.travel(timezone.now() - timedelta(hours=1)), coming_from("web", address="203.0.113.7"):
        return [
            record("domain.created", domain, actor=otto, public=True),
            record("team.changed", clinical, actor=None, team=clinical),
            record("domain.created", domain, actor=None),
        ]


def ids(answer):
    """The ids of a page of events."""
    return [int(event["id"]) for event in answer.json()["results"]]


def test_an_event_is_a_cloudevent(api, otto, happened):
    first = happened[0]
    (event,) = [one for one in api(otto).get(EVENTS).json()["results"] if one["id"] == str(first.pk)]

    assert event["specversion"] == "1.0"
    assert event["type"] == "org.marketplace.domain.created.v1"
    assert event["subject"] == f"catalog.domain/{first.object_id}"
    assert event["data"]["actor"] == "otto"
    assert event["data"]["sentence"].startswith("added the domain")
    assert event["time"] == first.at.isoformat()


def test_nobody_learns_where_somebody_came_from(api, grace, happened):
    assert "203.0.113.7" not in api(grace).get(EVENTS).content.decode()


@pytest.mark.parametrize(
    ("who", "seen"), [("ada", [0]), ("otto", [0, 1]), ("eve", [0]), ("grace", [0, 1, 2]), ("petra", [0, 1, 2])]
)
def test_everybody_sees_what_they_may(api, request, happened, who, seen):
    expected = {happened[index].pk for index in seen}

    found = set(ids(api(request.getfixturevalue(who)).get(EVENTS))) & {event.pk for event in happened}

    assert found == expected


def test_one_reads_on_from_the_last_one_seen(api, grace, happened):
    caller = api(grace)
    before = happened[0].pk - 1
    first = caller.get(f"{EVENTS}?after={before}&limit=2")
    rest = caller.get(first.json()["next"])
    nothing = caller.get(rest.json()["next"])

    assert ids(first) == [happened[0].pk, happened[1].pk]
    assert ids(rest)[0] == happened[2].pk
    assert ids(nothing) == []
    assert nothing.json()["next"] == rest.json()["next"]


def test_the_newest_wait_until_slower_ones_before_them_are_there(api, otto, clinical):
    event = record("domain.created", DomainFactory(team=clinical), actor=otto, public=True)
    assert event.pk not in ids(api(otto).get(EVENTS))

    with time_machine.travel(timezone.now() + timedelta(seconds=3)):
        assert event.pk in ids(api(otto).get(EVENTS))


def test_a_longer_list_asks_no_more(client, grace, queries, happened):
    client.force_login(grace)

    assert queries(client, f"{EVENTS}?limit=1") == queries(client, EVENTS)
