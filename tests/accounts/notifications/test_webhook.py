"""Messages go to an address of one's own: signed, bounded, and nowhere inside unless somebody allowed it."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Delivery, MessageChoices
from accounts.notifications.channels import webhook_secret
from accounts.notifications.choosing import choose
from accounts.notifications.errors import NoSuchChoice, NotSafelyReached
from accounts.notifications.services import Kind, tell
from marketplace.foundation.signatures import insist_genuine
from tests.servers import Answer


@pytest.fixture
def hooked(ada, web_server):
    """Ada wants her messages at an address of hers."""
    choose(actor=ada, digest_hour=None, webhook=f"{web_server.address}/hook", said={})
    return ada


def test_a_call_says_what_happened_and_is_signed(hooked, web_server, deliver):
    tell([hooked], "Approved.", link="/orders/1/", kind=Kind.ORDER)
    deliver()

    [call] = web_server.calls
    assert call.json()["messages"][0]["link"].endswith("/orders/1/")
    assert "Approved." in call.json()["text"]
    secret = webhook_secret(hooked, f"{web_server.address}/hook")
    assert insist_genuine(secret, call.headers, call.body, now=int(time.time())) == str(Delivery.objects.get().key)


def test_a_server_that_wants_to_be_left_alone_is(hooked, web_server, deliver):
    web_server.answer = lambda call: Answer(429, headers={"Retry-After": "600"})
    tell([hooked], "Approved.", kind=Kind.ORDER)
    deliver()

    waiting = Delivery.objects.get()
    assert waiting.state == "waiting"
    assert waiting.due_at > timezone.now() + timedelta(minutes=9)


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [
        (Answer(500, "oh"), "waiting", "500"),
        (Answer(410, "gone"), "failed", "410"),
        (Answer(404), "failed", "404"),
        (Answer(302, headers={"Location": "http://127.0.0.1:1/"}), "failed", "302"),
        (Answer(200, after=1.5), "waiting", "within 1 seconds"),
        (Answer(200, "x" * 1_000_001), "failed", "too long"),
    ],
)
def test_a_bad_answer_is_kept_in_words(hooked, web_server, deliver, answer, state, says):
    web_server.answer = lambda call: answer
    tell([hooked], "Approved.", kind=Kind.ORDER)
    deliver()

    tried = Delivery.objects.get()
    assert tried.state == state
    assert says in tried.error
    assert len(web_server.calls) == 1


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "[::ffff:10.0.0.1]"]
)
def test_no_message_goes_to_an_address_inside(ada, settings, deliver, host):
    settings.PRIVATE_HOSTS_ALLOWED = []
    MessageChoices.objects.create(person=ada, webhook=f"http://{host}:9/latest/meta-data/")
    tell([ada], "Approved.", kind=Kind.ORDER)
    deliver()

    assert Delivery.objects.get().state == "failed"
    assert "private" in Delivery.objects.get().error


def test_an_address_that_others_can_listen_to_is_refused(ada):
    with pytest.raises(NotSafelyReached):
        choose(actor=ada, digest_hour=None, webhook="http://chat.example.org/hook", said={})


def test_a_word_that_means_nothing_is_refused(ada):
    with pytest.raises(NoSuchChoice):
        choose(actor=ada, digest_hour=None, webhook="", said={"mail": {"order": "sometimes"}})
