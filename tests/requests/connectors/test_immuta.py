"""Immuta lets in who has access here, and shows them what the access policy shows, whatever goes wrong on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Membership
from catalog.models import OutputPort
from catalog.publishing.services.endings import retire
from requests.connectors import runner, tasks
from requests.connectors.immuta import out_of_step
from requests.connectors.services import send_again, try_out
from requests.grants import exceptions
from requests.grants.services import revoke
from requests.grants.suspending import lift, suspend_person
from requests.models import AccessRequest, ConnectorMessage, GovernedPort, Grant, MaskException
from requests.provisioning.naming import called
from tests.requests.connectors.immuta_server import Immuta
from tests.servers import Answer


@pytest.fixture
def immuta(web_server):
    web_server.answer = immuta = Immuta()
    return immuta


@pytest.fixture
def system(connect, immuta):
    return connect("immuta", account="username", table="lakehouse")


@pytest.fixture
def tag(port):
    return f"Marketplace.{called(port)}"


@pytest.fixture
def told(system, grant, bring):
    """Ada's access, told; `grant` asks for `system` before it, so its events are followed."""
    runner.reconcile(tasks.send)
    bring()
    return grant


def _reconcile(bring):
    runner.reconcile(tasks.send)
    bring()


def test_who_was_given_access_is_let_in_and_sees_it_masked_and_filtered(system, grant, immuta, tag, bring):
    bring()

    assert immuta.subscribed(tag) == {"ada"}
    mask, rows = immuta.rules(tag)
    assert mask["config"]["fields"] == [{"type": "columnRegex", "regex": "^usubjid$", "caseInsensitive": True}]
    assert (mask["config"]["maskingConfig"], "exceptions" in mask) == ({"type": "Hash"}, False)
    assert rows["config"]["predicate"] == "@columnReference('country') = 'US'"
    assert immuta.refused == []


def test_an_event_that_changes_nothing_there_is_not_sent(told, web_server, order, open_port, bring):
    before = len(web_server.calls)
    order(open_port)
    bring()

    assert [call.json()["name"].split("_")[0] for call in web_server.calls[before:] if call.method == "POST"] == [
        "Marketplace: demographics"
    ]
    assert "public_subjects" in web_server.calls[-1].json()["name"]


def test_masks_are_there_before_anybody_is_let_in(system, grant, web_server, bring):
    bring()

    assert [call.json()["type"] for call in web_server.calls] == ["data", "subscription"]


def test_what_is_revoked_is_taken_away_and_what_is_suspended_until_it_is_lifted(
    told, immuta, tag, bring, grace, otto, ada
):
    stopped = suspend_person(actor=grace, person=ada, reason="A lost laptop.")
    bring()
    assert immuta.subscribed(tag) == set()

    lift(actor=grace, suspension=stopped, reason="Found.")
    bring()
    assert immuta.subscribed(tag) == {"ada"}

    revoke(actor=otto, grant=Grant.objects.get(pk=told.pk), reason="The study is over.")
    bring()
    assert immuta.subscribed(tag) == set()


def test_a_team_is_let_in_person_by_person_and_whoever_leaves_it_is_not(
    system, order, open_port, ada, analytics, work, immuta, bring
):
    order(open_port, team=analytics)
    work()
    bring()
    tag = f"Marketplace.{called(open_port)}"
    assert "ada" in immuta.subscribed(tag)

    Membership.objects.filter(person=ada, team=analytics).delete()
    _reconcile(bring)

    assert "ada" not in immuta.subscribed(tag)


def test_whom_the_policy_names_sees_masked_columns_plain(told, port, immuta, tag, bring, analytics):
    port.policy.unmasked_for = [analytics.slug]
    port.policy.save()
    _reconcile(bring)

    mask, rows = immuta.rules(tag)
    assert mask["exceptions"] == {"operator": "any", "attributes": [{"name": "username", "value": "ada"}]}
    assert "exceptions" not in rows


def test_an_exception_from_a_mask_is_told_for_its_column_alone_and_is_over_there_when_it_is_here(
    system, port, grant, ask, agree, work, immuta, tag, bring
):
    port.policy.masks = [*port.policy.masks, {"column": "age", "method": "hash"}]
    port.policy.save()
    agree(ask(grant.request))
    work()
    bring()
    subjects, ages, _rows = immuta.rules(tag)
    assert subjects["exceptions"] == {"operator": "any", "attributes": [{"name": "username", "value": "ada"}]}
    assert "exceptions" not in ages

    MaskException.objects.update(valid_until=timezone.now())
    exceptions.expire_due()
    bring()

    assert all("exceptions" not in rule for rule in immuta.rules(tag))
    assert immuta.subscribed(tag) == {"ada"}


def test_an_exception_of_a_team_is_told_for_everybody_in_it(
    system, port, order, otto, ada, analytics, ask, agree, work, immuta, tag, bring
):
    placed = order(port, team=analytics)
    agree(placed)
    work()
    agree(ask(AccessRequest.objects.get(order=placed)))
    work()
    bring()

    [told] = [rule["exceptions"]["attributes"] for rule in immuta.rules(tag) if "exceptions" in rule]
    assert {one["value"] for one in told} == immuta.subscribed(tag)
    assert "ada" in immuta.subscribed(tag)


def test_who_was_given_less_than_the_policy_shows_is_not_let_in(told, immuta, tag, bring):
    Grant.objects.filter(pk=told.pk).update(only={"columns": ["country"]})
    _reconcile(bring)

    assert immuta.subscribed(tag) == set()


@pytest.mark.parametrize("method", ["null", "partial", "year", "bucket", "expression"])
def test_a_mask_that_immuta_does_not_know_shows_nothing(told, port, immuta, tag, bring, method):
    port.policy.masks = [{"column": "age", "method": method}]
    port.policy.row_filter = ""
    port.policy.save()
    _reconcile(bring)

    [mask] = immuta.rules(tag)
    assert mask["config"]["maskingConfig"] == {"type": "Null"}


def test_a_policy_that_hides_nothing_any_more_is_taken_away(told, port, immuta, tag, bring):
    port.policy.masks, port.policy.row_filter = [], ""
    port.policy.save()
    _reconcile(bring)

    assert immuta.rules(tag) == []
    assert immuta.subscribed(tag) == {"ada"}


def test_a_port_that_is_retired_is_forgotten_there(told, demographics, immuta, bring, otto):
    retire(actor=otto, product=demographics, reason="Nobody needs it.")
    bring()

    assert immuta.policies == {}
    row = GovernedPort.objects.get()
    assert (row.digest, row.readers_policy, row.data_policy) == ("withdrawn", "", "")


def test_a_policy_whose_making_was_not_answered_goes_with_its_port_all_the_same(
    system, grant, demographics, immuta, bring, otto, web_server
):
    def answer_is_lost(call):
        answer = immuta(call)
        lost = call.method == "POST" and call.json()["type"] == "subscription"
        return Answer(200, answer.body, after=1.5) if lost else answer

    web_server.answer = answer_is_lost
    bring()
    assert len(immuta.policies) == 2
    assert GovernedPort.objects.get().readers_policy == ""

    web_server.answer = immuta
    retire(actor=otto, product=demographics, reason="Nobody needs it.")
    bring(later=True)

    assert immuta.policies == {}


def test_what_somebody_changed_there_is_put_right_within_a_day(told, immuta, tag, bring):
    immuta.policies.clear()
    _reconcile(bring)
    assert immuta.policies == {}

    GovernedPort.objects.update(told_at=timezone.now() - timedelta(days=1))
    _reconcile(bring)

    assert immuta.subscribed(tag) == {"ada"}
    assert len(immuta.rules(tag)) == 2


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (Answer(500, {"statusCode": 500, "error": "Internal Server Error"}), "waiting"),
        (Answer(429, "Slow down", headers={"Retry-After": "60"}), "waiting"),
        (Answer(409, {"statusCode": 409, "error": "Conflict", "message": "Policy is being applied"}), "waiting"),
        (Answer(200, after=1.5), "waiting"),
        (Answer(401, {"statusCode": 401, "error": "Unauthorized"}), "failed"),
        (Answer(422, {"statusCode": 422, "message": "tag does not exist"}), "failed"),
        (Answer(200, "<html>sign in</html>"), "failed"),
        (Answer(200, {"dryRun": False}), "failed"),
    ],
)
@pytest.mark.parametrize("step", [0, 1])
def test_what_goes_wrong_there_is_tried_again_or_told(
    system, order, open_port, port, immuta, tag, bring, petra, trouble, state, step
):
    immuta.trouble = [None] * step + [trouble]
    runner.reconcile(tasks.send)
    ConnectorMessage.objects.exclude(port=port).delete()
    for message in ConnectorMessage.objects.all():
        runner.send(message.pk)

    message = ConnectorMessage.objects.get()
    assert message.state == state
    assert petra.notifications.filter(kind="platform").exists() == (state == "failed")
    assert GovernedPort.objects.get().digest == ""

    if state == "failed":
        assert runner.reconcile(tasks.send) == 1, "Another port is told; this one waits for somebody."
        send_again(actor=petra, connector=system)
    bring(later=True)
    assert ConnectorMessage.objects.get(pk=message.pk).state == "sent"
    assert len(immuta.rules(tag)) == 2
    assert not GovernedPort.objects.filter(digest="").exists()


def test_two_workers_do_not_tell_of_a_port_at_once(told, system, bring, immuta, tag, otto):
    row = GovernedPort.objects.get()
    lease = GovernedPort.objects.claim(row.pk)
    revoke(actor=otto, grant=told, reason="The study is over.")
    bring()
    assert immuta.subscribed(tag) == {"ada"}

    row.release(lease)
    bring(later=True)

    assert immuta.subscribed(tag) == set()


def test_a_port_of_another_warehouse_is_none_of_its_business(connect, immuta, grant, bring, web_server):
    connect("immuta", account="username", table="snowflake")
    _reconcile(bring)

    assert web_server.calls == []


def test_the_test_button_says_what_is_wrong_and_makes_nothing(system, immuta, petra):
    assert try_out(actor=petra, connector=system) == ""
    assert immuta.policies == {}

    immuta.key = "another"
    assert "401" in try_out(actor=petra, connector=system)


def test_more_ports_and_readers_ask_the_database_no_more(
    told, system, make_port, order, work, bring, django_assert_max_num_queries
):
    for number in range(4):
        make_port({"rules": [{"name": "all", "then": "approve"}]}, name=f"more_{number}")
    order(*OutputPort.objects.filter(name__startswith="more"))
    work()

    with django_assert_max_num_queries(8):
        assert len(out_of_step(system)) == 4
