"""A mail asks, its reader decides: signed in, once, while the link is fresh, and never about their own order."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.db import connection
from django.utils import timezone

from accounts.models import Delivery, Membership
from accounts.notifications import runner
from requests.approvals.by_mail import SALT, address_in_mail, decide_by_mail, token_for
from requests.approvals.errors import AlreadyDecided, LinkNotGood, LinkUsed
from requests.approvals.services import decide
from requests.models import ApprovalStage, DecisionLink

YES = {"yes": "1", "days": "30", "reason": ""}


@pytest.fixture
def stage(order, port, otto, mail_server):
    """Ada asks for the port of otto and petra, who are mailed."""
    line = order(port).lines.get()
    runner.deliver(list(Delivery.objects.values_list("notification", flat=True)))
    return line.stages.get()


@pytest.fixture
def mailed(stage, mail_server):
    """The path of the link in otto's mail."""
    [mail] = [mail for mail in mail_server.mails if mail["to"] == "otto@example.org"]
    [path] = re.findall(r"https://data\.example\.org(/approvals/by-mail/\S+/)", mail.get_content())
    return path


def test_the_link_in_the_mail_lands_on_a_page_that_asks_and_decides_nothing(client, otto, mailed, stage):
    client.force_login(otto)

    page = client.get(mailed)
    client.head(mailed)

    assert page.status_code == 200
    assert "Study of side effects." in page.content.decode()
    assert not DecisionLink.objects.exclude(used_at=None).exists()
    assert ApprovalStage.objects.get(pk=stage.pk).state == "open"


def test_pressing_the_button_decides_once(client, otto, mailed, stage):
    client.force_login(otto)

    assert client.post(mailed, YES).status_code == 302
    again = client.post(mailed, {**YES, "yes": "0", "reason": "No."})

    assert again.status_code == 410
    stage.refresh_from_db()
    assert (stage.state, stage.decision.by) == ("approved", otto)


def test_who_is_not_signed_in_signs_in_first_and_comes_back(client, mailed, otto):
    answer = client.get(mailed)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=/approvals/by-mail/")


@pytest.mark.parametrize("person", ["ada", "petra", "grace", "eve"])
def test_a_mail_that_was_passed_on_lets_nobody_else_decide(client, request, mailed, stage, person):
    client.force_login(request.getfixturevalue(person))

    assert client.get(mailed).status_code == 403
    assert client.post(mailed, YES).status_code == 403
    assert ApprovalStage.objects.get(pk=stage.pk).state == "open"


def test_a_no_without_a_reason_leaves_the_link_good(client, otto, mailed, stage):
    client.force_login(otto)

    assert client.post(mailed, {**YES, "yes": "0"}).status_code == 422
    assert client.post(mailed, {**YES, "yes": "0", "reason": "Not for this."}).status_code == 302

    assert ApprovalStage.objects.get(pk=stage.pk).state == "denied"


def test_a_link_does_not_last(client, otto, mailed, stage, settings):
    client.force_login(otto)

    with time_machine.travel(timezone.now() + timedelta(days=settings.APPROVAL_LINK_DAYS, seconds=2)):
        client.force_login(otto)
        assert client.get(mailed).status_code == 410
        assert client.post(mailed, YES).status_code == 410

    assert ApprovalStage.objects.get(pk=stage.pk).state == "open"


def test_a_link_that_was_changed_or_made_up_opens_nothing(client, otto, mailed, stage):
    client.force_login(otto)
    made_up = signing.dumps({"stage": stage.pk, "person": otto.pk, "nonce": "0" * 32}, salt=SALT)

    assert client.get(mailed[:-3] + "xx/").status_code == 404
    with pytest.raises(LinkNotGood):
        decide_by_mail(actor=otto, token=made_up, yes=True)


def test_whoever_lost_the_role_decides_no_more(client, otto, clinical, mailed, stage):
    Membership.objects.filter(team=clinical, person=otto).delete()
    client.force_login(otto)

    assert client.get(mailed).status_code == 403
    assert client.post(mailed, YES).status_code == 403
    assert DecisionLink.objects.get(person=otto).used_at is None


def test_nobody_decides_about_their_own_order_by_link(client, order, port, otto, stage):
    own = order(port, actor=otto).lines.get().stages.get()
    own.pool.add(otto)
    client.force_login(otto)

    answer = client.post(f"/approvals/by-mail/{token_for(own, otto.pk)}/", YES)

    assert answer.status_code == 403
    assert ApprovalStage.objects.get(pk=own.pk).state == "open"


def test_when_somebody_else_was_faster_the_link_says_so(client, otto, petra, mailed, stage):
    decide(actor=petra, stage=stage, yes=True)
    client.force_login(otto)

    assert client.get(mailed).status_code == 409
    with pytest.raises(AlreadyDecided):
        decide_by_mail(actor=otto, token=token_for(stage, otto.pk), yes=True)


def test_a_message_about_something_else_keeps_its_link(ada, stage):
    told = ada.notifications.model(recipient=ada, kind="approval", link="/orders/X/")

    assert address_in_mail(told) is None


@pytest.mark.django_db(transaction=True)
def test_one_link_pressed_in_many_windows_decides_once(otto, order, port):
    stage = order(port).lines.get().stages.get()
    token, outcomes = token_for(stage, otto.pk), []
    together = threading.Barrier(6)

    def press():
        together.wait()
        try:
            decide_by_mail(actor=otto, token=token, yes=True)
            outcomes.append("decided")
        except (LinkUsed, AlreadyDecided):
            outcomes.append("refused")
        finally:
            connection.close()

    windows = [threading.Thread(target=press) for _ in range(6)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert sorted(outcomes) == ["decided", *["refused"] * 5]
    assert DecisionLink.objects.exclude(used_at=None).count() == 1
