"""What one is told."""

import pytest

from accounts.models import Notification
from accounts.notifications.services import tell


@pytest.fixture
def told(ada, otto):
    """Ada and otto are told that an order waits."""
    tell([ada, otto], "An order waits for you.", link="/approvals/", tone=Notification.Tone.ACTION)
    return ada.notifications.get()


def test_a_message_stays_unread_until_it_is_posted_away(client, ada, told):
    client.force_login(ada)

    assert b"An order waits for you." in client.get("/notifications/").content
    assert client.get(f"/notifications/{told.pk}/read/").status_code == 405
    assert ada.notifications.unread().count() == 1
    client.post(f"/notifications/{told.pk}/read/")

    assert ada.notifications.unread().count() == 0
    assert b"An order waits for you." not in client.get("/notifications/?show=unread").content


def test_opening_a_message_marks_it_and_lands_on_the_thing(client, ada, told):
    client.force_login(ada)

    response = client.post(f"/notifications/{told.pk}/open/")

    assert response["Location"] == "/approvals/"
    told.refresh_from_db()
    assert told.read_at


@pytest.mark.parametrize("link", ["", "https://evil.example/", "//evil.example"])
def test_a_message_never_leads_to_another_site(client, ada, link):
    tell([ada], "Look.", link=link)
    client.force_login(ada)

    response = client.post(f"/notifications/{ada.notifications.get().pk}/open/")

    assert response["Location"] == "/notifications/"


def test_one_reads_all_of_ones_own_and_nobody_elses(client, ada, otto, told):
    client.force_login(ada)

    client.post("/notifications/read/")

    assert ada.notifications.unread().count() == 0
    assert otto.notifications.unread().count() == 1
    assert client.post(f"/notifications/{otto.notifications.get().pk}/read/").status_code == 404


def test_nobody_is_told_about_their_own_act_nor_twice_the_same(ada, otto):
    for _ in range(2):
        tell([ada, otto], "It is published.", but=otto, key="published-1")

    assert ada.notifications.count() == 1
    assert otto.notifications.count() == 0


def test_a_longer_list_asks_the_database_no_more(client, ada, queries):
    client.force_login(ada)
    tell([ada], "One.")
    few = queries(client, "/notifications/")
    for number in range(20):
        tell([ada], f"Number {number}.")

    assert queries(client, "/notifications/") == few
