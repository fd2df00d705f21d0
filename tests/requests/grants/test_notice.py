"""Access is revoked at once, or with a notice period: until then it is read, and not prolonged."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Notification
from marketplace.foundation.models import AuditEvent
from requests.grants.announcing import remind
from requests.grants.errors import NoticeNotFit
from requests.grants.expiry import expire_due
from requests.grants.policies import may_read
from requests.grants.services import revoke
from requests.ordering.errors import LineRefused
from requests.ordering.services import renew


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_until_its_last_day_it_is_read_and_then_it_is_revoked_not_expired(grant, ada, otto, port, work):
    revoke(actor=otto, grant=grant, reason="The study is over.", on=in_days(5))
    grant.refresh_from_db()

    assert may_read(ada, port)
    assert grant.valid_until < timezone.now() + timedelta(days=6)
    assert "The study is over." in Notification.objects.filter(recipient=ada).latest("pk").text

    assert expire_due(grant.valid_until) == 1
    work()
    grant.refresh_from_db()
    assert (grant.state, grant.ended_by, grant.end_reason) == ("revoked", otto, "The study is over.")
    assert grant.provisioning == "removed"
    event = AuditEvent.objects.get(verb="grant.revoked")
    assert (event.actor, event.facts["reason"]) == (otto, "The study is over.")


def test_what_was_given_notice_is_not_prolonged_nor_announced_again(grant, ada, otto, port):
    line = renew(actor=ada, grant=grant, reason="More.").lines.get()
    revoke(actor=otto, grant=grant, reason="The study is over.", on=in_days(5))
    grant.refresh_from_db()

    line.refresh_from_db()
    assert line.state == "cancelled"
    with pytest.raises(LineRefused, match="was revoked"):
        renew(actor=ada, grant=grant, reason="More.")
    assert remind(grant.valid_until - timedelta(days=2)) == 0


def test_notice_can_be_made_shorter_and_cut_off(grant, ada, otto, grace, port):
    revoke(actor=otto, grant=grant, reason="Soon.", on=in_days(9))
    revoke(actor=grace, grant=grant, reason="Sooner.", on=in_days(2))
    revoke(actor=grace, grant=grant, reason="It is urgent.")

    grant.refresh_from_db()
    assert (grant.state, grant.end_reason, may_read(ada, port).allowed) == ("revoked", "It is urgent.", False)


@pytest.mark.parametrize("days", [-1, 31, 400])
def test_a_notice_never_lengthens_and_never_ends_in_the_past(grant, otto, days):
    before = grant.valid_until

    with pytest.raises(NoticeNotFit):
        revoke(actor=otto, grant=grant, reason="Because.", on=in_days(days))

    grant.refresh_from_db()
    assert (grant.valid_until, grant.end_reason) == (before, "")


def test_the_page_names_the_usual_notice_and_fills_no_day_in(grant, otto):
    browser = Client()
    browser.force_login(otto)

    page = browser.get(f"/grants/{grant.pk}/revoke/").content.decode()
    done = browser.post(f"/grants/{grant.pk}/revoke/", {"reason": "Because.", "on": ""}, follow=True).content.decode()

    grant.refresh_from_db()
    assert f"notice is given until {date_format(in_days(14))}" in page
    assert in_days(14).isoformat() not in page
    assert ("Access is revoked." in done, grant.state) == (True, "revoked")


def test_whoever_gives_notice_is_not_told_that_it_is_over(grant, otto):
    browser = Client()
    browser.force_login(otto)

    last = in_days(3)
    done = browser.post(f"/grants/{grant.pk}/revoke/", {"reason": "Because.", "on": str(last)}, follow=True)

    grant.refresh_from_db()
    assert "Access is revoked." not in done.content.decode()
    assert f"with the end of {date_format(last)}; until then it can be read." in done.content.decode()
    assert grant.state == "active"


def test_a_day_that_is_over_is_refused_and_the_api_takes_a_day(grant, otto, ada, api):
    browser = Client()
    browser.force_login(otto)
    wrong = browser.post(f"/grants/{grant.pk}/revoke/", {"reason": "Because.", "on": "2020-01-01"})
    assert (wrong.status_code, "at the earliest" in wrong.content.decode()) == (422, True)

    answer = api(otto).post(f"/api/v1/grants/{grant.pk}/revoke/", {"reason": "Over.", "on": str(in_days(3))})

    assert (answer.status_code, answer.json()["state"]) == (200, "active")
    browser.force_login(ada)
    assert "ends this access with" in browser.get("/my-data/").content.decode()
