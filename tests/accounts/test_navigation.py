"""What every page knows."""

import pytest
from django.test import RequestFactory

from accounts.context import places
from accounts.models import User
from accounts.notifications.services import tell
from catalog import panels
from marketplace.foundation import navigation

ALWAYS = ["/", "/studio/", "/mesh/"]


def seen_by(person, path="/profile/"):
    """The context that a page of this person gets."""
    request = RequestFactory().get(path)
    request.user = User.objects.get(pk=person.pk)
    return places(request)


@pytest.mark.parametrize(
    ("who", "more"), [("eve", []), ("ada", []), ("grace", ["/governance/"]), ("petra", ["/platform/"])]
)
def test_everybody_is_shown_their_places(request, who, more):
    context = seen_by(request.getfixturevalue(who))

    assert [place["url"] for place in context["places"]] == ALWAYS + more


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/", ["/"]),
        ("/products/flights/", ["/"]),
        ("/orders/A-1/", ["/"]),
        ("/my-data/", ["/"]),
        ("/studio/flights/", ["/studio/"]),
        ("/mesh/", ["/mesh/"]),
        ("/profile/", []),
    ],
)
def test_the_place_one_is_in_is_marked(ada, path, active):
    assert [place["url"] for place in seen_by(ada, path)["places"] if place["active"]] == active


def test_places_and_unread_messages_cost_one_query_and_only_when_shown(ada, django_assert_num_queries):
    tell([ada], "One.")
    with django_assert_num_queries(1):
        request = RequestFactory().get("/")
        request.user = User.objects.get(pk=ada.pk)
        context = places(request)
    with django_assert_num_queries(1):
        assert context["counts"]["notifications"] == 1
        assert len(context["places"]) == 3
        assert context["counts"]["notifications"] == 1


def test_apps_add_their_numbers_and_unknown_ones_are_not_there(ada, monkeypatch):
    monkeypatch.setattr(navigation.COUNTS, "_entries", {})
    navigation.COUNTS.add("waiting")(lambda request: 7)

    counts = seen_by(ada)["counts"]

    assert counts["waiting"] == 7
    with pytest.raises(KeyError):
        counts["nothing"]


def test_the_catalog_offers_the_same_registry():
    assert panels.COUNTS is navigation.COUNTS
