"""Who could read what on a day that is over."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Consumer, MembershipPeriod
from accounts.teams.services import remove_member, set_member
from requests.grants.timelines import Span, overlap, without
from requests.models import Suspension
from requests.selectors.record import Question, grants_of, rights_by_grants, rights_of_owners
from tests.accounts.factories import ConsumerFactory
from tests.requests.record.conftest import DAY, at


def readers(day=DAY, **about):
    """Who could read by a grant, and when: {username: [(hour, hour)]}."""
    asked = Question(day, **about)
    found = {}
    for right in rights_by_grants(asked, grants_of(asked)):
        for reader in right.readers:
            hours = [(span.begins - at(0), span.ends - at(0)) for span in reader.spans]
            found.setdefault(reader.person.username, []).extend((a / HOUR, b / HOUR) for a, b in hours)
    return found


HOUR = timedelta(hours=1)
ALL_DAY = [(0, 24)]


def test_a_grant_counts_on_every_day_of_its_window_and_on_none_beside(past, port):
    past(at(9, day=9), at(0, day=12))

    for day, could in [(8, False), (9, True), (10, True), (11, True), (12, False)]:
        assert bool(readers(DAY.replace(day=day), product=port.product)) is could


def test_what_ended_early_counts_until_the_moment_it_ended(past, port, otto):
    past(at(9, day=9), at(0, day=30), state="revoked", ended_at=at(15), ended_by=otto, end_reason="Misused.")

    assert readers(product=port.product) == {"ada": [(0, 15)]}
    assert readers(DAY.replace(day=11), product=port.product) == {}


def test_nobody_could_read_before_it_was_verified_and_a_later_proof_does_not_hide_the_first(past, port):
    past(at(8), at(0, day=30), verified_at=at(3, day=12), opened_at=at(10))

    assert readers(product=port.product) == {"ada": [(10, 24)]}


def test_what_never_opened_never_counts(past, port):
    past(at(8), at(0, day=30), verified_at=None, state="expired", ended_at=at(0, day=30))

    assert readers(product=port.product) == {}


def test_an_expired_grant_counts_until_its_last_day_however_late_the_sweep_was(past, port):
    past(at(8, day=8), at(0), state="expired", ended_at=at(11))

    assert readers(product=port.product) == {}
    assert readers(DAY.replace(day=9), product=port.product)


def test_in_a_team_counts_who_was_in_it_then_not_who_is_in_it_now(past, port, analytics, ada, eve, was_in):
    past(at(8, day=1), at(0, day=30), consumer=Consumer.objects.for_team(analytics))
    was_in(ada, analytics, at(0, day=20))
    was_in(eve, analytics, at(6), at(18))

    assert readers(product=port.product) == {"eve": [(6, 18)]}
    assert readers(person=eve) == {"eve": [(6, 18)]}
    assert readers(person=ada) == {}
    assert readers(DAY.replace(day=20), product=port.product) == {"ada": [(240, 264)]}


def test_a_suspension_takes_its_hours_out_of_the_day(past, port, ada, grace):
    past(at(8, day=1), at(0, day=30))
    for about, begins, ends in [({"port": port}, 9, 11), ({"person": ada}, 20, 22)]:
        by = {"reason": "A leak.", "suspended_by": grace, "lifted_by": grace}
        Suspension.objects.create(**about, **by, since=at(begins), lifted_at=at(ends))

    assert readers(product=port.product) == {"ada": [(0, 9), (11, 20), (22, 24)]}


def test_owners_could_read_without_an_order_while_they_were_in_the_team(past, port, clinical, otto, petra, was_in):
    port.snapshots.update(built_at=at(0, day=1))
    was_in(otto, clinical, at(0, day=1))
    was_in(petra, clinical, at(0, day=11))

    asked = Question(DAY, product=port.product)
    (right,) = rights_of_owners(asked)

    assert [reader.person for reader in right.readers] == [otto]
    assert [one.port for one in rights_of_owners(Question(DAY, person=otto))] == [port]
    assert rights_of_owners(Question(DAY, person=petra)) == []


def test_of_today_only_what_has_passed_counts(grant, ada):
    asked = Question(timezone.localdate(), person=ada)

    (right,) = rights_by_grants(asked, grants_of(asked))

    assert right.readers[0].spans[0].ends <= timezone.now()
    assert right.people == ["Otto Owner: yes, A good cause."]


def test_more_grants_need_no_more_queries(past, port, analytics, was_in, ada, django_assert_num_queries):
    was_in(ada, analytics, at(0, day=1))
    for day in range(1, 9):
        past(
            at(8, day=day),
            at(8, day=day, minute=30),
            state="expired",
            ended_at=at(9, day=day),
            consumer=ConsumerFactory(),
        )
        past(at(9, day=day), at(0, day=30), consumer=Consumer.objects.for_team(analytics)) if day == 1 else None
    asked = Question(DAY.replace(day=8), product=port.product)

    with django_assert_num_queries(6):
        rights_by_grants(asked, grants_of(asked))


def test_the_services_of_teams_write_the_history(analytics, eve):
    set_member(actor=None, team=analytics, person=eve, role="member")
    set_member(actor=None, team=analytics, person=eve, role="maintainer")
    remove_member(actor=None, team=analytics, person=eve)
    set_member(actor=None, team=analytics, person=eve, role="member")

    first, second = MembershipPeriod.objects.filter(team=analytics, person=eve)
    assert first.since <= first.until <= second.since
    assert second.until is None


moments = st.integers(0, 119).map(lambda minute: at(minute // 60, minute=minute % 60))
spans = st.tuples(moments, moments).map(lambda two: Span(min(two), max(two)))


@given(spans, st.lists(spans, max_size=4))
def test_what_is_left_is_inside_the_span_and_outside_every_gap(span, gaps):
    for piece in without([span], gaps):
        assert span.begins <= piece.begins < piece.ends <= span.ends
        assert not any(overlap(piece, gap) for gap in gaps)


@given(spans, st.lists(spans, max_size=4))
def test_nothing_is_lost_but_the_gaps(span, gaps):
    left = without([span], gaps)
    for minute in range(0, 120, 7):
        moment = at(minute // 60, minute=minute % 60)
        inside = span.begins <= moment < span.ends and not any(gap.begins <= moment < gap.ends for gap in gaps)
        assert any(piece.begins <= moment < piece.ends for piece in left) is inside


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-03-10", 24)])
def test_a_day_is_as_long_as_it_is_where_the_company_is(settings, day, hours, ada):
    settings.TIME_ZONE = "Europe/Berlin"

    span = Question(type(DAY).fromisoformat(day), person=ada).span

    assert span.ends - span.begins == hours * HOUR
