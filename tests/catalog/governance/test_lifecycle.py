"""A policy is drafted, put in force, enforced on its day, replaced and withdrawn; what was in force never changes."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from catalog.governance import services
from catalog.governance.errors import (
    DayTooEarly,
    PolicyChanged,
    PolicyNameTaken,
    PolicyNotDraft,
    PolicyNotInForce,
    PolicyRenamed,
    RuleNotValid,
    WhyMissing,
)
from catalog.governance.runner import judge_products
from catalog.governance.schedules import keep_days
from catalog.models import GovernancePolicy
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.studio_factories import GovernancePolicyFactory

RULE = """\
policy: licensed
name: There is a licence
why: So that people know.
severity: low
applies to: product
require: {product.licence: present}
says: "{product.name} has no licence."
remedy: Add one.
"""


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def draft(grace, nudged):
    """Grace's draft that a product has a licence."""
    return services.draft_policy(actor=grace, text=RULE)


def stricter(text=RULE):
    """The next version of the rule."""
    return text.replace("severity: low", "severity: high")


def test_a_steward_drafts_a_policy_and_nobody_is_judged_by_it(draft, nudged):
    assert (draft.slug, draft.version, draft.state, draft.severity) == ("licensed", 1, "draft", "low")
    assert (draft.name, draft.description) == ("There is a licence", "So that people know.")
    assert nudged == []
    assert AuditEvent.objects.get(verb="policy.drafted").facts["version"] == 1


@pytest.mark.parametrize("person", ["otto", "petra", "ada", "eve"])
def test_only_stewards_write_policies(person, request, draft, today):
    somebody = request.getfixturevalue(person)

    for forbidden in (
        lambda: services.draft_policy(actor=somebody, text=RULE.replace("licensed", "other")),
        lambda: services.change_draft(actor=somebody, policy=draft, text=stricter()),
        lambda: services.put_in_force(actor=somebody, policy=draft, enforced_from=today),
        lambda: services.discard_draft(actor=somebody, policy=draft),
        lambda: services.withdraw(actor=somebody, policy=draft, reason="No."),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_a_rule_that_cannot_be_understood_is_not_kept(grace):
    with pytest.raises(RuleNotValid) as refusal:
        services.draft_policy(actor=grace, text=RULE.replace("severity: low", "severity: lo"))

    assert refusal.value.facts["violations"][0]["line"] == 4
    assert not GovernancePolicy.objects.exists()


def test_the_short_name_of_a_policy_is_its_own_and_stays(grace, draft):
    with pytest.raises(PolicyNameTaken):
        services.draft_policy(actor=grace, text=RULE)
    with pytest.raises(PolicyRenamed):
        services.change_draft(actor=grace, policy=draft, text=RULE.replace("licensed", "licenced"))

    assert services.draft_policy(actor=grace, text=stricter(), slug="licensed").version == 2


def test_two_who_change_a_draft_notice_each_other(grace, draft):
    services.change_draft(actor=grace, policy=draft, text=stricter(), before=RULE.replace("\n", "\r\n"))

    with pytest.raises(PolicyChanged):
        services.change_draft(actor=grace, policy=draft, text=RULE, before=RULE)

    draft.refresh_from_db()
    assert draft.severity == "high"


def test_it_warns_until_its_day_and_is_enforced_then(grace, draft, today, nudged, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.put_in_force(actor=grace, policy=draft, enforced_from=today + timedelta(days=30))
    draft.refresh_from_db()
    assert draft.state == "grace"
    assert nudged == [("judge_all",)]

    assert services.enforce_due(today + timedelta(days=29)) == []
    assert services.enforce_due(today + timedelta(days=30)) == [draft]
    assert services.enforce_due(today + timedelta(days=31)) == []

    draft.refresh_from_db()
    assert draft.state == "enforced"
    assert [event.verb for event in AuditEvent.objects.order_by("pk")][-2:] == ["policy.announced", "policy.enforced"]


def test_what_is_to_hold_from_today_is_enforced_at_once(grace, draft, today):
    assert services.put_in_force(actor=grace, policy=draft, enforced_from=today).state == "enforced"


def test_what_was_in_force_never_changes(grace, draft, today):
    services.put_in_force(actor=grace, policy=draft, enforced_from=today)

    with pytest.raises(PolicyNotDraft):
        services.change_draft(actor=grace, policy=draft, text=stricter())
    with pytest.raises(PolicyNotDraft):
        services.put_in_force(actor=grace, policy=draft, enforced_from=today)
    with pytest.raises(PolicyNotDraft):
        services.discard_draft(actor=grace, policy=draft)


def test_no_policy_is_enforced_from_yesterday(grace, draft, today):
    with pytest.raises(DayTooEarly):
        services.put_in_force(actor=grace, policy=draft, enforced_from=today - timedelta(days=1))


def test_the_version_before_stays_enforced_until_the_next_one_is(grace, draft, today):
    services.put_in_force(actor=grace, policy=draft, enforced_from=today)
    second = services.draft_policy(actor=grace, text=stricter(), slug="licensed")
    services.put_in_force(actor=grace, policy=second, enforced_from=today + timedelta(days=7))

    def states():
        return dict(GovernancePolicy.objects.values_list("version", "state"))

    assert states() == {1: "enforced", 2: "grace"}

    third = services.draft_policy(actor=grace, text=RULE + "# a third\n", slug="licensed")
    services.put_in_force(actor=grace, policy=third, enforced_from=today + timedelta(days=9))
    assert states() == {1: "enforced", 2: "withdrawn", 3: "grace"}

    services.enforce_due(today + timedelta(days=9))
    assert states() == {1: "withdrawn", 2: "withdrawn", 3: "enforced"}
    assert AuditEvent.objects.filter(verb="policy.superseded").count() == 2


def test_its_day_can_be_moved_while_it_warns(grace, draft, today):
    services.put_in_force(actor=grace, policy=draft, enforced_from=today + timedelta(days=3))

    services.postpone(actor=grace, policy=draft, enforced_from=today + timedelta(days=60))

    assert services.enforce_due(today + timedelta(days=59)) == []
    with pytest.raises(DayTooEarly):
        services.postpone(actor=grace, policy=draft, enforced_from=today)


def test_a_policy_is_withdrawn_with_a_reason(grace, draft, today):
    services.put_in_force(actor=grace, policy=draft, enforced_from=today)
    with pytest.raises(WhyMissing):
        services.withdraw(actor=grace, policy=draft, reason=" ")

    services.withdraw(actor=grace, policy=draft, reason="It asks too much.")

    with pytest.raises(PolicyNotInForce):
        services.withdraw(actor=grace, policy=draft, reason="Again.")
    assert str(AuditEvent.objects.get(verb="policy.withdrawn")) == (
        "withdrew the policy “There is a licence (1)”: It asks too much."
    )


def test_a_draft_can_be_thrown_away_and_its_number_is_not_used_again(grace, draft):
    services.discard_draft(actor=grace, policy=draft)

    assert services.draft_policy(actor=grace, text=RULE, slug="licensed").version == 2


def test_owners_hear_when_a_policy_that_they_do_not_keep_draws_near_and_when_it_is_enforced(
    installed, otto, grace, draft, today
):
    product = installed()
    services.put_in_force(actor=grace, policy=draft, enforced_from=today + timedelta(days=20))
    judge_products([product.pk])

    for days in (0, 5, 6, 7, 18, 19, 19, 20, 20, 21):
        now = today + timedelta(days=days)
        services.enforce_due(now)
        services.remind_of_enforcing(now)

    told = [message.text for message in otto.notifications.order_by("pk")]
    assert len(told) == 4, told  # at first, 14 days before, the day before, and on the day
    assert told[0].startswith("Arms does not keep the policy “There is a licence”, which is enforced from")
    assert told[-1] == (
        "Arms does not keep the policy “There is a licence”: nothing new of it is published until it does."
    )


def test_the_schedule_keeps_all_days(grace, draft, today):
    services.put_in_force(actor=grace, policy=draft, enforced_from=today + timedelta(days=1))
    GovernancePolicy.objects.filter(pk=draft.pk).update(enforced_from=today)

    keep_days()

    draft.refresh_from_db()
    assert draft.state == "enforced"


@pytest.mark.django_db(transaction=True)
def test_a_policy_that_is_withdrawn_and_enforced_at_the_same_time_ends_in_one_state(grace, today):
    policies = [GovernancePolicyFactory(state="grace", enforced_from=today) for _ in range(4)]
    ready = threading.Barrier(2)

    def withdrawing():
        ready.wait()
        for policy in policies:
            services.withdraw(actor=grace, policy=policy, reason="Not now.")
        connection.close()

    def enforcing():
        ready.wait()
        services.enforce_due()
        connection.close()

    threads = [threading.Thread(target=withdrawing), threading.Thread(target=enforcing)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert set(GovernancePolicy.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert AuditEvent.objects.filter(verb="policy.withdrawn").count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_put_two_versions_in_force_at_once_leave_one_in_grace(grace, today):
    first = services.draft_policy(actor=grace, text=RULE)
    second = services.draft_policy(actor=grace, text=stricter(), slug="licensed")
    ready = threading.Barrier(2)

    def putting(policy):
        ready.wait()
        services.put_in_force(actor=grace, policy=policy, enforced_from=today + timedelta(days=9))
        connection.close()

    threads = [threading.Thread(target=putting, args=[policy]) for policy in (first, second)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(GovernancePolicy.objects.values_list("state", flat=True)) == ["grace", "withdrawn"]
