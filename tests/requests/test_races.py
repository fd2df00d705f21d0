"""Two at the same instant: exactly one wins, and the other hears why."""

import threading

import pytest
from django.db import connection

from accounts.models import Consumer, User
from requests.approvals.company_rules import RulesChanged, put_rules_in_force
from requests.approvals.errors import AlreadyDecided, AlreadySaid
from requests.approvals.services import decide
from requests.grants.errors import GrantEnded
from requests.grants.services import give_back, revoke
from requests.models import AccessRequest, AccessRuleSet, ApprovalStage, Decision, Grant, Order, ProvisioningRun
from requests.ordering.basket import Entered, enter, put_in_basket
from requests.ordering.checkout import check_out, outlook_of
from requests.ordering.errors import AlreadyHeld, AlreadyWaiting, BasketEmpty
from requests.ordering.services import cancel_order, place, renew
from requests.provisioning import runner

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Does all of these in threads that begin together; what each answered or raised, in order."""
    outcomes, start = [None] * len(acts), threading.Barrier(len(acts))

    def run(place, act):
        try:
            start.wait()
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001 — handed to the test
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def errors_in(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


def test_two_approvers_at_the_same_instant_make_one_decision(order, port, otto, petra):
    stage = order(port).lines.get().stages.get()

    outcomes = at_once(
        lambda: decide(actor=otto, stage=stage, yes=True),
        lambda: decide(actor=petra, stage=stage, yes=False, reason="No."),
    )

    assert [type(error) for error in errors_in(outcomes)] == [AlreadyDecided]
    assert Decision.objects.count() == 1
    assert Grant.objects.count() == Decision.objects.filter(yes=True).count()
    assert AccessRequest.objects.get().state == ("approved" if Decision.objects.get().yes else "denied")


@pytest.mark.parametrize(("needs", "words"), [("any", 1), (5, 5), ("all", 20)])
def test_twenty_approvers_at_the_same_instant_are_as_many_words_as_are_needed(order, make_port, grace, needs, words):
    twenty = [grace, *(User.objects.create_user(f"steward_{n}") for n in range(19))]
    for person in twenty[1:]:
        person.groups.set(grace.groups.all())
    port = make_port({"default": {"then": "review", "stages": [{"role": "steward", "needs": needs}]}}, data=False)
    stage = order(port).lines.get().stages.get()

    outcomes = at_once(*(lambda who=who: decide(actor=who, stage=stage, yes=True) for who in twenty))

    assert {type(error) for error in errors_in(outcomes)} <= {AlreadyDecided}
    assert len(errors_in(outcomes)) == 20 - words
    assert Decision.objects.filter(yes=True).count() == words
    assert Grant.objects.count() == 1
    assert ApprovalStage.objects.get().state == "approved"


def test_the_same_person_twice_at_the_same_instant_has_one_word(order, make_port, otto):
    port = make_port({"default": {"then": "review", "stages": [{"role": "owner", "needs": "all"}]}})
    stage = order(port).lines.get().stages.get()

    outcomes = at_once(*(lambda: decide(actor=otto, stage=stage, yes=True) for _ in range(2)))

    assert [type(error) for error in errors_in(outcomes)] == [AlreadySaid]
    assert Decision.objects.count() == 1
    assert not Grant.objects.exists()


def test_two_stewards_who_change_the_rules_at_the_same_instant_do_not_undo_each_other(grace):
    written = "apiVersion: marketplace/v1\nkind: AccessRules\nrules: []\n"

    outcomes = at_once(
        *(lambda: put_rules_in_force(actor=grace, written=written, reason="Now.", after=0) for _ in range(2))
    )

    assert [type(error) for error in errors_in(outcomes)] == [RulesChanged]
    assert AccessRuleSet.objects.count() == 1


def test_a_decision_and_a_cancellation_at_the_same_instant_do_not_both_happen(order, port, otto, ada):
    placed = order(port)
    stage = placed.lines.get().stages.get()

    at_once(
        lambda: decide(actor=otto, stage=stage, yes=True),
        lambda: cancel_order(actor=ada, order=placed),
    )

    request = AccessRequest.objects.get()
    assert request.state in ("approved", "cancelled")
    assert Grant.objects.exists() == (request.state == "approved")
    assert ApprovalStage.objects.get().state == ("approved" if request.state == "approved" else "skipped")


def test_many_orders_at_the_same_instant_have_numbers_of_their_own(order, make_port, ada):
    ports = [make_port(name=f"port_{n}") for n in range(4)]

    outcomes = at_once(*(lambda port=port: order(port).number for port in ports))

    assert errors_in(outcomes) == []
    assert len(set(outcomes)) == 4


@pytest.mark.parametrize("kind", ["port", "open_port"])
def test_the_same_order_twice_at_the_same_instant_is_placed_once(order, kind, request, ada):
    port = request.getfixturevalue(kind)

    outcomes = at_once(lambda: order(port), lambda: order(port))

    assert len(errors_in(outcomes)) == 1
    assert isinstance(errors_in(outcomes)[0], AlreadyWaiting | AlreadyHeld)
    assert AccessRequest.objects.count() == Order.objects.count() == 1
    assert Consumer.objects.filter(person=ada).count() == 1


def test_a_call_repeated_with_its_key_while_the_first_still_runs_is_one_order(ada, port):
    def call():
        return place(actor=ada, justification="Study.", lines=[(port, 30)], idempotency_key="k-1")

    outcomes = at_once(call, call)

    assert errors_in(outcomes) == []
    assert sorted(placed.again for placed in outcomes) == [False, True]
    assert Order.objects.count() == 1


@pytest.mark.parametrize("with_key", [True, False], ids=["the same form twice", "two calls without a key"])
def test_two_checkouts_at_the_same_instant_are_one_order(ada, port, open_port, with_key):
    put_in_basket(actor=ada, ports=[port, open_port])
    basket = enter(actor=ada, entered=Entered(justification="Study."))
    asked = {"actor": ada, "seen": outlook_of(ada).seen} | ({"key": basket.key} if with_key else {})

    outcomes = at_once(lambda: check_out(**asked), lambda: check_out(**asked))

    assert Order.objects.count() == 1
    assert AccessRequest.objects.count() == 2
    assert not ada.basket_lines.exists()
    if with_key:
        assert sorted(placed.again for placed in outcomes) == [False, True]
    else:
        assert [type(error) for error in errors_in(outcomes)] == [BasketEmpty]


def test_a_checkout_and_an_order_of_the_same_port_at_the_same_instant_ask_once(ada, order, port, open_port):
    put_in_basket(actor=ada, ports=[port, open_port])
    enter(actor=ada, entered=Entered(justification="Study."))

    outcomes = at_once(lambda: check_out(actor=ada), lambda: order(port))

    assert AccessRequest.objects.filter(port=port).count() == 1
    assert AccessRequest.objects.filter(port=open_port).count() == 1
    assert all(isinstance(error, AlreadyWaiting) for error in errors_in(outcomes))


def test_a_port_put_in_twice_at_the_same_instant_lies_there_once(ada, port):
    outcomes = at_once(*(lambda: put_in_basket(actor=ada, ports=[port]) for _ in range(2)))

    assert errors_in(outcomes) == []
    assert ada.basket_lines.count() == 1


def test_two_workers_on_one_run_open_access_once(order, open_port):
    order(open_port)
    run = ProvisioningRun.objects.get()

    outcomes = at_once(lambda: runner.carry_out(run.pk), lambda: runner.carry_out(run.pk))

    assert errors_in(outcomes) == []
    run.refresh_from_db()
    assert (run.attempts, run.state, Grant.objects.get().state) == (1, "succeeded", "active")


def test_a_renewal_approved_while_access_is_revoked_does_not_bring_it_back(grant, ada, otto, petra):
    stage = renew(actor=ada, grant=grant, reason="More.").lines.get().stages.get()

    at_once(
        lambda: decide(actor=petra, stage=stage, yes=True),
        lambda: revoke(actor=otto, grant=grant, reason="Misused."),
    )

    assert not Grant.objects.standing().exists()
    assert not AccessRequest.objects.waiting().exists()


def test_access_ended_from_both_sides_at_the_same_instant_ends_once(grant, ada, otto):
    outcomes = at_once(
        lambda: revoke(actor=otto, grant=grant, reason="Over."),
        lambda: give_back(actor=ada, grant=grant),
    )

    assert [type(error) for error in errors_in(outcomes)] == [GrantEnded]
    assert ProvisioningRun.objects.filter(aim="close").count() == 1
