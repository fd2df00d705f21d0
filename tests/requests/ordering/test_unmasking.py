"""Asking to see masked columns plain: who decides, what may be given, and what makes no sense."""

import pytest

from accounts.models import Consumer, User
from accounts.teams.services import set_member
from catalog.models import AccessPolicy
from catalog.warehouses.governed import governed_view
from catalog.warehouses.narrowing import Narrowing
from marketplace.foundation.errors import NotAllowed
from requests.approvals.errors import NotToChooseBy
from requests.approvals.services import decide
from requests.grants.errors import NothingMasked, PlainTooLong, ReasonMissing
from requests.models import AccessRequest, ApprovalStage, Grant, MaskException
from requests.ordering.errors import AlreadyWaiting
from requests.ordering.services import cancel_order, renew
from tests.requests.conftest import ASK_OWNER, MASKS

TWO_MASKS = [*MASKS, {"column": "age", "method": "null"}]


def test_people_decide_although_the_policy_gives_access_at_once(open_port, order, ask, ada, otto, dora, work):
    AccessPolicy.objects.filter(port=open_port).update(masks=MASKS)
    access = order(open_port).lines.get()
    work()

    placed = ask(AccessRequest.objects.get(pk=access.pk))

    [line] = placed.lines.all()
    assert [stage.role for stage in line.stages.all()] == ["owner", "data-protection"]
    assert (line.plain, line.rule["facts"]["classifications"]) == (["usubjid"], ["internal"])
    assert otto in line.stages.first().pool.all()
    assert "plain" in otto.notifications.latest("pk").text


@pytest.mark.parametrize("who", ["ada", "otto"])
def test_nobody_decides_about_their_own(grant, ask, who, ada, otto, clinical, analytics, request):
    asker = request.getfixturevalue(who)
    if who == "otto":
        set_member(actor=None, team=analytics, person=otto, role="member")
    placed = ask(grant.request)
    stage = ApprovalStage.objects.open().get(request__order=placed)
    if who == "otto":
        AccessRequest.objects.filter(order=placed).update(consumer=_team_consumer(analytics))
        asker = User.objects.get(pk=otto.pk)

    with pytest.raises(NotAllowed, match="own order|team they are in"):
        decide(actor=asker, stage=stage, yes=True)


def _team_consumer(team):
    return Consumer.objects.for_team(team)


def test_who_decides_gives_fewer_columns_and_fewer_days(make_port, order, ask, agree, ada, otto, dora, work):
    port = make_port(ASK_OWNER, masks=TWO_MASKS)
    access = order(port)
    agree(access)
    work()
    placed = ask(AccessRequest.objects.get(order=access), columns=("AGE", "usubjid"))
    stage = ApprovalStage.objects.open().get(request__order=placed)
    with pytest.raises(NotToChooseBy):
        decide(actor=otto, stage=stage, yes=True, reason="So.", only=Narrowing(("country",)))
    decide(actor=otto, stage=stage, yes=True, reason="Ages suffice.", only=Narrowing(("age",)), days=2)
    agree(placed)
    work()

    exception = MaskException.objects.get()
    assert (exception.columns, (exception.valid_until - exception.valid_from).days) == (["age"], 2)
    assert [mask.column for mask in governed_view(port, person=ada).masks] == ["usubjid"]


def test_what_was_asked_with_the_order_begins_with_the_access(port, order, ask, agree, ada, work):
    access = order(port).lines.get()
    placed = ask(access)
    agree(placed)
    assert (placed.lines.get().outcome, MaskException.objects.count()) == ("being-set-up", 0)

    agree(access.order)
    work()

    assert governed_view(port, person=ada).masks == ()
    assert MaskException.objects.get().grant.request == access


def test_a_wish_goes_with_the_order_it_belongs_to(port, order, ask, ada):
    access = order(port).lines.get()
    placed = ask(access)

    cancel_order(actor=ada, order=access.order)

    assert placed.lines.get().state == "cancelled"


def test_a_renewal_is_masked_again(plain, ada, agree, grant, work):
    again = renew(actor=ada, grant=grant, reason="More time.")
    agree(again)

    later = Grant.objects.get(request__order=again)
    assert not later.exceptions.exists()
    assert plain.valid_until <= grant.valid_until


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"columns": ("country",)}, NothingMasked),
        ({"columns": ()}, NothingMasked),
        ({"days": 31}, PlainTooLong),
        ({"reason": " "}, ReasonMissing),
    ],
    ids=["not masked", "none", "longer than the access", "no reason"],
)
def test_what_makes_no_sense_is_refused(grant, ask, wish, refusal):
    with pytest.raises(refusal):
        ask(grant.request, **wish)

    assert not MaskException.objects.exists()
    assert AccessRequest.objects.count() == 1


def test_who_does_not_order_for_the_consumer_asks_for_nothing(grant, ask, eve):
    with pytest.raises(NotAllowed):
        ask(grant.request, actor=eve)


def test_one_wish_waits_at_a_time(grant, ask):
    ask(grant.request)

    with pytest.raises(AlreadyWaiting):
        ask(grant.request)


def test_a_policy_that_says_so_opens_it_by_itself(make_port, order, ask, ada, work):
    rules = {"rules": [{"name": "all", "then": "approve", "when": {"plain": True, "daysAtMost": 7}}], **ASK_OWNER}
    rules["rules"].append({"name": "access", "then": "approve"})
    port = make_port(rules, masks=MASKS)
    access = order(port).lines.get()
    work()

    ask(access)
    work()

    assert governed_view(port, person=ada).masks == ()
