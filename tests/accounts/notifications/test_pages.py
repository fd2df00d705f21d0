"""Where people choose how they are told, and where the platform team sees what did not arrive."""

import pytest

from accounts.models import Delivery
from accounts.notifications.selectors import choices_of
from accounts.notifications.services import Kind, tell

CHOICES = "/api/v1/message-choices/"


def _form(**changes):
    from accounts.models import Channel, How, Notification

    said = {f"{channel}-{kind}": How.AT_ONCE for channel in Channel for kind in Notification.Kind}
    return {"digest_hour": "", "webhook": "", **said, **changes}


def test_one_chooses_on_a_page(client, ada):
    client.force_login(ada)

    client.post("/profile/messages/", _form(**{"mail-product": "never", "digest_hour": "7"}))

    ada.refresh_from_db()
    assert choices_of(ada).how("mail", "product") == "never"
    assert choices_of(ada).digest_hour == 7
    assert "Never" in client.get("/profile/messages/").content.decode()


def test_a_bad_address_is_said_beside_its_field(client, ada):
    client.force_login(ada)

    page = client.post("/profile/messages/", _form(webhook="http://chat.example.org/"))

    assert page.status_code == 422
    assert "The address must begin with https://." in page.content.decode()


def test_the_page_says_that_nothing_is_mailed(client, ada):
    client.force_login(ada)

    assert "has no mail server" in client.get("/profile/messages/").content.decode()


def test_the_api_changes_what_is_said_and_leaves_the_rest(api, ada):
    changed = api(ada).post(CHOICES, {"choices": [{"channel": "mail", "kind": "voices", "how": "never"}]})
    again = api(ada).post(CHOICES, {"digest_hour": 6})

    assert changed.status_code == again.status_code == 200
    shown = api(ada).get(CHOICES).json()
    assert shown["digest_hour"] == 6
    assert {"channel": "mail", "kind": "voices", "how": "never"} in shown["choices"]
    assert {"channel": "mail", "kind": "product", "how": "daily"} in shown["choices"]
    assert shown["mail_is_sent"] is False


def test_the_api_refuses_a_word_that_means_nothing(api, ada):
    answer = api(ada).post(CHOICES, {"choices": [{"channel": "pigeon", "kind": "voices", "how": "never"}]})

    assert answer.status_code == 400


@pytest.fixture
def failed(ada, mail_server, deliver):
    mail_server.refuses = {"RCPT": "550 no such user"}
    for number in range(3):
        tell([ada], f"Approved {number}.", kind=Kind.ORDER)
    deliver()


def test_the_platform_team_sees_what_did_not_arrive_and_sends_it_again(client, petra, failed, mail_server, deliver):
    client.force_login(petra)
    shown = client.get("/platform/messages/").content.decode()
    assert "no such user" in shown
    assert 'href="/platform/messages/"' in client.get("/platform/").content.decode()

    mail_server.refuses = {}
    client.post(f"/platform/messages/{Delivery.objects.first().pk}/again/")
    client.post("/platform/messages/again/")
    deliver()

    assert len(mail_server.mails) == 3
    assert "Everything arrived" in client.get("/platform/messages/").content.decode()


def test_without_a_mail_server_the_platform_pages_say_so(client, petra):
    client.force_login(petra)

    assert "EMAIL_URL is not set" in client.get("/platform/messages/").content.decode()
    assert "there is no mail server" in client.get("/platform/").content.decode()


def test_a_longer_list_of_failures_asks_the_database_no_more(client, petra, ada, queries, mail_server, deliver):
    mail_server.refuses = {"RCPT": "550 no"}
    tell([ada], "One.", kind=Kind.ORDER)
    deliver()
    client.force_login(petra)
    few = queries(client, "/platform/messages/")
    for number in range(20):
        tell([ada], f"Number {number}.", kind=Kind.ORDER)
    deliver()

    assert queries(client, "/platform/messages/") == few
