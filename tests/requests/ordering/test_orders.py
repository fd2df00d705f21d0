"""Placing an order, line by line."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Consumer
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.approvals.services import decide
from requests.models import AccessRequest, Grant, Order, OrderSequence
from requests.ordering.errors import (
    AlreadyHeld,
    AlreadyWaiting,
    EmptyOrder,
    JustificationMissing,
    KeyUsedOtherwise,
    NothingToOrder,
    NothingWaits,
    NotInTeam,
    PortNotOffered,
    PurposeNotAllowed,
    TooManyDays,
)
from requests.ordering.placing import fill, number
from requests.ordering.policies import may_order
from requests.ordering.services import cancel_order, check_order, place, renew
from requests.ordering.situation import Situation
from requests.ordering.wishes import Wish
from tests.catalog.factories import DataProductFactory
from tests.requests.conftest import ASK_BOTH, ASK_OWNER, AT_ONCE, MASKS, NEVER
from tests.requests.factories import GrantFactory


def test_orders_are_numbered_year_by_year_without_a_gap(order, make_port):
    first, second = order(make_port(name="a")), order(make_port(name="b"))

    assert re.fullmatch(r"O-\d{4}-000001", first.number)
    assert re.fullmatch(r"O-\d{4}-000002", second.number)


def test_an_order_that_comes_to_nothing_takes_no_number(order, port):
    order(port)
    with pytest.raises(AlreadyWaiting):
        order(port)

    assert Order.objects.count() == 1
    assert OrderSequence.objects.get().last == 1


def test_every_line_goes_its_own_way(order, make_port, otto):
    placed = order(make_port(AT_ONCE, name="free"), make_port(NEVER, name="closed"), make_port(ASK_OWNER, name="asked"))

    assert [line.state for line in placed.lines.all()] == ["approved", "denied", "waiting"]
    assert placed.state == Order.State.WAITING
    decide(actor=otto, stage=placed.lines.last().stages.get(), yes=False, reason="No.")
    assert Order.objects.get().state == Order.State.BEING_SET_UP


def test_a_line_that_cannot_be_ordered_does_not_sink_the_others(order, port, open_port):
    order(port)

    placed = order(port, open_port)

    assert [line.port for line in placed.lines.all()] == [open_port]
    assert placed.refused == [
        {
            "port": port.pk,
            "name": str(port),
            "code": "already-waiting",
            "reason": "Ada Analyst waits for a decision about it already",
        }
    ]


def test_where_nothing_can_be_ordered_each_line_says_why(order, port, open_port, work):
    order(port, open_port)
    work()

    with pytest.raises(NothingToOrder) as refusal:
        order(port, open_port)

    assert [line["code"] for line in refusal.value.facts["lines"]] == ["already-waiting", "already-held"]


def test_a_retired_product_cannot_be_ordered(order, port, demographics):
    demographics.status = "retired"
    demographics.save()

    with pytest.raises(PortNotOffered, match="it is not open for orders"):
        order(port)


def test_a_port_that_left_the_published_version_cannot_be_ordered(order, port):
    port.offered = False
    port.save()

    with pytest.raises(PortNotOffered):
        order(port)


def test_a_port_already_held_cannot_be_ordered_again(order, ada, port):
    GrantFactory(consumer=Consumer.objects.for_person(ada), port=port)

    with pytest.raises(AlreadyHeld, match=r"Ada Analyst has access to it already\.$"):
        order(port)


def test_one_orders_for_oneself_or_for_a_team_one_is_in(order, port, analytics, eve):
    with pytest.raises(NotInTeam, match="not a member of Analytics"):
        order(port, actor=eve, team=analytics)

    assert order(port, team=analytics).consumer.team == analytics


def test_a_person_and_their_team_may_both_ask(order, port, analytics):
    order(port)

    assert order(port, team=analytics).state == Order.State.WAITING


def test_a_purpose_must_be_one_that_the_policy_allows(order, make_port):
    port = make_port(AT_ONCE, purposes=["research"])

    with pytest.raises(PurposeNotAllowed, match="research"):
        order(port, purpose="marketing")

    assert order(port, purpose="research").lines.count() == 1


@pytest.mark.parametrize(("policy", "company", "asked"), [(10, 365, 11), (400, 365, 366), (10, 365, 0)])
def test_nobody_gets_more_days_than_policy_and_company_allow(order, make_port, settings, policy, company, asked):
    settings.GRANT_LONGEST_DAYS = company

    with pytest.raises(TooManyDays):
        order(make_port(AT_ONCE, longest_days=policy), days=asked)


def test_an_order_says_what_for_and_names_each_port_once(order, port):
    with pytest.raises(JustificationMissing):
        order(port, justification="  ")
    with pytest.raises(EmptyOrder):
        order()
    with pytest.raises(EmptyOrder):
        order(port, port)


def test_rules_look_at_the_team_that_is_ordered_for_and_not_at_the_orderers_other_teams(
    order, make_port, ada, analytics, eve
):
    from accounts.teams.services import found_team, set_member

    other = found_team(actor=None, slug="sales", name="Sales")
    set_member(actor=None, team=other, person=ada, role="member")
    own = {"rules": [{"name": "own", "when": {"teams": ["analytics"]}, "then": "approve"}]}

    assert order(make_port(own), team=other).lines.get().state == "waiting"
    assert order(make_port(own, name="b"), team=analytics).lines.get().state == "approved"
    assert order(make_port(own, name="c")).lines.get().state == "approved"


def test_rules_know_the_domains_a_team_works_in(order, make_port, otto, clinical):
    colleagues = {"rules": [{"name": "colleagues", "when": {"domains": ["clinical"]}, "then": "approve"}]}

    assert order(make_port(colleagues), actor=otto).lines.get().state == "approved"
    assert order(make_port(colleagues, name="b")).lines.get().state == "waiting"


def test_the_same_key_and_body_answer_the_same_order(ada, port):
    asked = {"actor": ada, "justification": "Study.", "lines": [(port, 30)], "idempotency_key": "k-1"}

    first, again = place(**asked), place(**asked)

    assert (first.again, again.again) == (False, True)
    assert first.order == again.order
    assert AccessRequest.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(ada, port, open_port):
    place(actor=ada, justification="Study.", lines=[(port, 30)], idempotency_key="k-1")

    with pytest.raises(KeyUsedOtherwise):
        place(actor=ada, justification="Study.", lines=[(open_port, 30)], idempotency_key="k-1")


def test_keys_of_two_people_do_not_meet(ada, eve, port):
    for person in (ada, eve):
        assert place(actor=person, justification="Study.", lines=[(port, 30)], idempotency_key="k").again is False


def test_a_dry_run_tells_everything_and_writes_nothing(ada, otto, petra, grace, make_port):
    port = make_port(ASK_BOTH, masks=MASKS, row_filter="country = 'US'", longest_days=90, terms="Be kind.")

    with CaptureQueriesContext(connection) as captured:
        (prospect,) = check_order(actor=ada, lines=[(port, 30)], purpose="research")

    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not Consumer.objects.filter(person=ada).exists()
    assert (prospect.outcome, prospect.rule) == ("review", "default")
    assert [(stage.role, [person.username for person in stage.people]) for stage in prospect.stages] == [
        ("owner", ["otto", "petra"]),
        ("steward", ["grace"]),
    ]
    assert [mask.column for mask in prospect.masks] == ["usubjid"]
    assert (prospect.row_filter, prospect.longest_days, prospect.terms) == ("country = 'US'", 90, "Be kind.")


def test_a_dry_run_tells_what_would_be_refused_and_why(ada, order, port, open_port):
    order(port)

    refused, fine = check_order(actor=ada, lines=[(port, 30), (open_port, 30)])

    assert (refused.outcome, refused.refusal.code) == ("refused", "already-waiting")
    assert (fine.outcome, fine.reason) == ("approve", "Public.")


def test_the_same_answer_greys_the_button_and_refuses_the_order(ada, port, order):
    order(port)

    answer = may_order(ada, consumer=Consumer.objects.for_person(ada), port=port)

    assert not answer
    with pytest.raises(AlreadyWaiting, match=answer.reason):
        order(port)


def test_the_orderer_takes_back_what_waits_and_keeps_what_is_decided(order, port, open_port, ada, eve):
    placed = order(port, open_port)

    with pytest.raises(NotAllowed):
        cancel_order(actor=eve, order=placed)
    cancelled = cancel_order(actor=ada, order=placed)

    assert [line.state for line in cancelled.lines.all()] == ["cancelled", "approved"]
    assert placed.lines.first().stages.get().state == "skipped"
    with pytest.raises(NothingWaits):
        cancel_order(actor=ada, order=placed)
    assert order(port).state == Order.State.WAITING


def test_a_renewal_is_a_new_request_whose_window_follows_the_old_one(grant, ada, otto, work):
    renewed = renew(actor=ada, grant=grant, reason="One more paper.")
    line = renewed.lines.get()
    assert (line.renews, line.state, line.days) == (grant, "waiting", 30)

    decide(actor=otto, stage=line.stages.get(), yes=True)
    work()

    follower = Grant.objects.get(request=line)
    assert follower.valid_from == grant.valid_until
    assert (follower.state, Grant.objects.in_force().get()) == ("active", grant)


def test_a_renewal_that_waits_prolongs_nothing(grant, ada):
    until = grant.valid_until
    renew(actor=ada, grant=grant, reason="One more paper.")

    grant.refresh_from_db()

    assert grant.valid_until == until
    assert not Grant.objects.in_force(until).exists()


def test_what_is_renewed_or_has_ended_is_not_renewed(grant, ada, otto, eve):
    from requests.grants.services import give_back
    from requests.ordering.errors import NotRenewable

    with pytest.raises(NotInTeam):
        renew(actor=eve, grant=grant, reason="Me too.")
    line = renew(actor=ada, grant=grant, reason="More.").lines.get()
    with pytest.raises(AlreadyWaiting):
        renew(actor=ada, grant=grant, reason="More.")
    decide(actor=otto, stage=line.stages.get(), yes=True)
    with pytest.raises(NotRenewable, match="renewed already"):
        renew(actor=ada, grant=grant, reason="More.")
    give_back(actor=ada, grant=grant)
    grant.refresh_from_db()
    with pytest.raises(NotRenewable, match="has ended"):
        renew(actor=ada, grant=grant, reason="More.")


def test_an_order_is_written_down_with_everything_it_causes(order, open_port):
    order(open_port)

    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))[-3:] == [
        "order.placed",
        "request.approved",
        "grant.opened",
    ]
    assert "Study of side effects." in str(AuditEvent.objects.get(verb="order.placed"))


def test_beginning_a_product_in_a_domain_makes_nobody_a_colleague_there(order, make_port, ada, analytics, clinical):
    colleagues = {"rules": [{"name": "colleagues", "when": {"domains": ["clinical"]}, "then": "approve"}]}
    port = make_port(colleagues)
    DataProductFactory(domain=port.product.domain, owner=analytics)

    assert order(port).lines.get().state == "waiting"
    assert order(port, team=analytics).lines.get().state == "waiting"


def test_a_line_that_somebody_else_was_faster_with_is_the_only_one_lost(ada, order, make_port):
    """What stood when the situation was asked for is not what stands now: the rows themselves say so, line by line."""
    waiting, held, free = (make_port(document, name=name) for document, name in _THREE)
    order(waiting)
    order(held)
    late = Order(ordered_by=ada, justification="Late.")
    number(late, Consumer.objects.for_person(ada))

    placed = fill(late, Situation(late.consumer), [Wish(port, 3) for port in (waiting, held, free)])

    assert [line.port for line in placed.lines.all()] == [free]
    assert [line["code"] for line in placed.refused] == ["already-waiting", "already-held"]


_THREE = [(ASK_OWNER, "waiting"), (AT_ONCE, "held"), (AT_ONCE, "free")]
