"""What readers hear before the end, and of what they do not use: once each, one message, never after they acted."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Consumer, Notification
from accounts.teams.services import remove_member, set_member
from requests.grants.announcing import offer_return, remind
from requests.grants.services import give_back
from requests.models import Grant, GrantAnnouncement, ProvisioningRun
from tests.requests.factories import GrantFactory


@pytest.fixture
def ending(analytics, make_port):
    """So many grants of the team that end in ten days."""

    def make(count, **kwargs):
        now, team = timezone.now(), Consumer.objects.for_team(analytics)
        window = {"valid_from": now - timedelta(days=80), "valid_until": now + timedelta(days=10)} | kwargs
        return [GrantFactory(consumer=team, port=make_port(name=f"p{n}", data=False), **window) for n in range(count)]

    return make


def test_everything_that_ends_is_one_message_for_each_person(ending, analytics, ada, eve):
    set_member(actor=None, team=analytics, person=eve, role="member")
    ending(6)

    assert (remind(), remind()) == (6, 0)

    for person in (ada, eve):
        text = Notification.objects.get(recipient=person).text
        assert "Demographics · p0 on" in text
        assert "and 2 more" in text


def test_each_of_the_three_days_is_told_once_however_often_the_sweep_runs(ending):
    (grant,) = ending(1)

    told = [remind(grant.valid_until - timedelta(days=days, hours=1)) for days in range(40, -1, -1) for _ in range(2)]

    assert sum(told) == 3
    assert set(GrantAnnouncement.objects.values_list("kind", flat=True)) == {"ends-30", "ends-14", "ends-3"}


def test_it_stops_once_it_was_given_back(ending, ada):
    (grant,) = ending(1)
    give_back(actor=ada, grant=grant)

    assert remind() == 0


def test_more_grants_need_no_more_queries(ending, django_assert_max_num_queries):
    ending(8)

    with django_assert_max_num_queries(11):
        assert remind() == 8


def test_what_nobody_reads_is_offered_for_return_once_until_it_is_read_again(ending, settings, ada):
    settings.UNUSED_DAYS = 60
    (grant,) = ending(1, verified_at=timezone.now() - timedelta(days=80))

    assert (offer_return(), offer_return()) == (1, 0)
    assert "Give it back" in Notification.objects.get(recipient=ada).text

    now = timezone.now()
    Grant.objects.update(valid_until=now + timedelta(days=300), last_read_at=now + timedelta(days=1))
    assert offer_return(now + timedelta(days=59)) == 0
    assert offer_return(now + timedelta(days=62)) == 1


def test_what_is_read_or_young_is_not_offered(ending, settings):
    ending(1, last_read_at=timezone.now() - timedelta(days=89), verified_at=timezone.now() - timedelta(days=95))
    assert offer_return() == 0

    Grant.objects.update(last_read_at=None, opened_at=timezone.now() - timedelta(days=20))
    assert offer_return() == 0


def test_home_and_my_data_offer_it(ending, ada):
    long = timezone.now() - timedelta(days=100)
    (grant,) = ending(1, valid_from=long, verified_at=long, valid_until=timezone.now() + timedelta(days=60))
    browser = Client()
    browser.force_login(ada)

    assert "Give Demographics · p0 back?" in browser.get("/").content.decode()
    assert "Nobody has read it for 90 days" in browser.get("/my-data/").content.decode()
    Grant.objects.update(last_read_at=timezone.now())
    assert "Give Demographics · p0 back?" not in browser.get("/").content.decode()
    assert "Nobody has read it" not in browser.get("/my-data/").content.decode()


def test_who_leaves_a_team_hears_what_ends_and_the_warehouse_follows(port, analytics, ada, eve, otto, make_port, work):
    set_member(actor=None, team=analytics, person=eve, role="member")
    team = Consumer.objects.for_team(analytics)
    held = GrantFactory(consumer=team, port=port)
    both = make_port(name="both")
    GrantFactory(consumer=team, port=both)
    GrantFactory(consumer=Consumer.objects.for_person(eve), port=both)

    remove_member(actor=ada, team=analytics, person=eve)

    text = Notification.objects.get(recipient=eve).text
    assert "Demographics · subjects" in text
    assert "both" not in text
    assert ProvisioningRun.objects.open().filter(grant=held, aim="open").exists()
    work()
    held.refresh_from_db()
    assert (held.state, held.provisioning) == ("active", "provisioned")
