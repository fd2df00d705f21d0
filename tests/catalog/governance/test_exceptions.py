"""A team may be let off a policy for a while: asked with a reason, decided by somebody else, over on its last day."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Notification, User
from catalog.governance import services
from catalog.governance.errors import (
    AlreadyAsked,
    DayTooEarly,
    ExceptionOver,
    ExceptionTooLong,
    PolicyNotInForce,
    WhyMissing,
)
from catalog.governance.runner import judge_products
from catalog.governance.selectors import verdicts_of, verdicts_on
from catalog.models import PolicyException
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.governance.products import documents, spec_of
from tests.catalog.studio_factories import GovernancePolicyFactory


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def policy(today):
    """Enforced: a product names a support channel."""
    return GovernancePolicyFactory(slug="support", name="A way to ask", state="enforced", enforced_from=today)


@pytest.fixture
def asked(installed, otto, grace, policy, today, nudged):
    """Otto's request that arms may do without a support channel for a month."""
    return services.ask_exception(
        actor=otto,
        product=installed(),
        policy_slug="support",
        reason="The desk opens next month.",
        valid_until=today + timedelta(days=30),
    )


@pytest.fixture
def granted(asked, grace):
    """The same, granted."""
    return services.decide_exception(actor=grace, exception=asked, yes=True, note="Until the desk opens.")


def outcome(product):
    """What the policy says of the product as it would be, and as it is."""
    judge_products([product.pk])
    return verdicts_on(spec_of(documents()), product)[0].outcome, verdicts_of(product)[0].outcome


def test_stewards_hear_of_the_request_and_nothing_changes_yet(asked, grace):
    assert outcome(asked.product) == ("fail", "fail")
    assert [message.text for message in grace.notifications.all()] == [
        f"An exception is asked for: Arms would not keep “A way to ask” until {date_format(asked.valid_until)}."
    ]
    assert str(AuditEvent.objects.get(verb="exception.requested")) == (
        f"asked that Arms need not keep the policy “A way to ask” until {asked.valid_until}: The desk opens next month."
    )


def test_once_granted_the_product_is_excepted_and_may_be_published(granted, otto):
    assert outcome(granted.product) == ("excepted", "excepted")
    verdict = verdicts_on(spec_of(documents()), granted.product)[0]
    assert (verdict.forbids, verdict.excepted_until) == (False, granted.valid_until)
    assert "need not keep" in otto.notifications.latest("pk").text


def test_it_holds_for_the_next_version_of_the_policy_too(granted, grace, today):
    granted.product.refresh_from_db()
    text = GovernancePolicyFactory.build(slug="support", name="Two ways to ask").rule
    second = services.draft_policy(actor=grace, text=text, slug="support")
    services.put_in_force(actor=grace, policy=second, enforced_from=today)

    assert [one.outcome for one in verdicts_on(spec_of(documents()), granted.product)] == ["excepted"]


def test_nobody_grants_themselves_an_exception(installed, clinical, grace, policy, today):
    from accounts.teams.services import set_member

    set_member(actor=None, team=clinical, person=grace, role="maintainer")
    exception = services.ask_exception(
        actor=grace, product=installed(), policy_slug="support", reason="I say so.", valid_until=today
    )

    with pytest.raises(NotAllowed, match="nobody grants themselves"):
        services.decide_exception(actor=grace, exception=exception, yes=True)


@pytest.mark.parametrize("person", ["otto", "petra", "ada", "eve"])
def test_only_stewards_decide(asked, person, request):
    with pytest.raises(NotAllowed):
        services.decide_exception(actor=request.getfixturevalue(person), exception=asked, yes=True)


@pytest.mark.parametrize("person", ["ada", "eve", "grace"])
def test_only_those_who_work_on_the_product_ask(installed, policy, person, request, today):
    with pytest.raises(NotAllowed):
        services.ask_exception(
            actor=request.getfixturevalue(person),
            product=installed(),
            policy_slug="support",
            reason="Why not.",
            valid_until=today,
        )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"reason": "  "}, WhyMissing),
        ({"days": -1}, DayTooEarly),
        ({"days": 181}, ExceptionTooLong),
        ({"policy_slug": "nothing"}, PolicyNotInForce),
    ],
)
def test_a_request_says_why_and_until_when(installed, otto, policy, today, changes, refusal):
    said = {"reason": "Later.", "days": 30, "policy_slug": "support"} | changes
    until = today + timedelta(days=said.pop("days"))

    with pytest.raises(refusal):
        services.ask_exception(actor=otto, product=installed(), valid_until=until, **said)


def test_one_exception_is_open_at_a_time(asked, otto, today):
    with pytest.raises(AlreadyAsked):
        services.ask_exception(
            actor=otto, product=asked.product, policy_slug="support", reason="More.", valid_until=today
        )


def test_a_refusal_says_why_and_is_told(asked, grace, otto):
    with pytest.raises(WhyMissing):
        services.decide_exception(actor=grace, exception=asked, yes=False)

    services.decide_exception(actor=grace, exception=asked, yes=False, note="Name your team's address.")

    assert otto.notifications.latest("pk").text == "Arms has to keep “A way to ask”: Name your team's address."
    with pytest.raises(ExceptionOver):
        services.decide_exception(actor=grace, exception=asked, yes=True)


def test_a_steward_may_give_less_time_but_not_more(asked, grace, today):
    services.decide_exception(actor=grace, exception=asked, yes=True, valid_until=today + timedelta(days=7))

    asked.refresh_from_db()
    assert asked.valid_until == today + timedelta(days=7)


def test_it_is_over_on_its_last_day_and_once_only(granted, otto, today):
    assert services.end_exceptions_due(granted.valid_until) == 0
    assert services.end_exceptions_due(granted.valid_until + timedelta(days=1)) == 1
    assert services.end_exceptions_due(granted.valid_until + timedelta(days=1)) == 0

    assert outcome(granted.product) == ("fail", "fail")
    assert AuditEvent.objects.filter(verb="exception.ended").count() == 1
    assert otto.notifications.filter(text__contains="is over").count() == 1


def test_a_request_that_nobody_decided_in_time_is_over_too(asked, otto):
    services.end_exceptions_due(asked.valid_until + timedelta(days=1))

    asked.refresh_from_db()
    assert asked.state == PolicyException.State.ENDED
    assert "ask again" in otto.notifications.latest("pk").text


def test_the_team_hears_once_two_weeks_before(granted, otto):
    for days in (20, 14, 13, 2):
        services.remind_of_exceptions(granted.valid_until - timedelta(days=days))

    assert otto.notifications.filter(text__contains="has to keep “A way to ask” again after").count() == 1


def test_it_can_be_ended_before_and_a_request_taken_back(granted, otto, grace):
    services.end_exception(actor=otto, exception=granted, reason="The desk is open.")

    assert outcome(granted.product)[0] == "fail"
    with pytest.raises(ExceptionOver):
        services.end_exception(actor=grace, exception=granted, reason="Again.")
    assert Notification.objects.filter(recipient=otto, text__contains="was ended").count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_stewards_who_answer_at_once_one_is_heard(asked, grace):
    other = User.objects.create_user("gus", "gus@example.org")
    other.groups.set(grace.groups.all())
    outcomes, ready = [], threading.Barrier(2)

    def answering(steward, yes):
        ready.wait()
        try:
            services.decide_exception(actor=steward, exception=asked, yes=yes, note="So be it.")
            outcomes.append("done")
        except ExceptionOver:
            outcomes.append("over")
        connection.close()

    threads = [threading.Thread(target=answering, args=said) for said in ((grace, True), (other, False))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes) == ["done", "over"]
    assert AuditEvent.objects.filter(verb__in=["exception.granted", "exception.refused"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_sweeps_one_ends_an_exception(granted, otto):
    ready = threading.Barrier(2)

    def sweeping():
        ready.wait()
        services.end_exceptions_due(granted.valid_until + timedelta(days=1))
        connection.close()

    threads = [threading.Thread(target=sweeping) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert AuditEvent.objects.filter(verb="exception.ended").count() == 1
    assert otto.notifications.filter(text__contains="is over").count() == 1
