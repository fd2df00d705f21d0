"""Who is asked, who may answer, and what an answer does."""

import pytest

from accounts.models import Consumer, Notification
from accounts.teams.services import remove_member, set_member
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.approvals.errors import AlreadyDecided, WiderThanAsked
from requests.approvals.selectors import inbox
from requests.approvals.services import ask_again, decide
from requests.grants.errors import ReasonMissing
from requests.models import ApprovalStage, Grant, Order
from requests.ordering.services import cancel_order
from tests.requests.conftest import ASK_BOTH, AT_ONCE, NEVER


def verbs(*, about=None):
    events = AuditEvent.objects.about(about) if about else AuditEvent.objects.all()
    return list(events.order_by("pk").values_list("verb", flat=True))


def names(stage):
    return sorted(stage.pool.values_list("username", flat=True))


def stage_of(order, position=1):
    return ApprovalStage.objects.get(request__order=order, position=position)


def test_the_maintainers_who_may_approve_are_asked_and_told(order, port, otto, petra):
    placed = order(port)

    assert names(stage_of(placed)) == ["otto", "petra"]
    assert list(inbox(otto)) == [stage_of(placed)]
    told = Notification.objects.get(recipient=otto)
    assert (told.tone, told.link) == ("action", f"/approvals/{stage_of(placed).pk}/")


def test_a_mere_member_of_the_owning_team_is_not_asked(order, port, clinical, eve):
    set_member(actor=None, team=clinical, person=eve, role="member")

    placed = order(port)

    assert "eve" not in names(stage_of(placed))


def test_nobody_approves_their_own_order(order, port, otto):
    placed = order(port, actor=otto)

    assert names(stage_of(placed)) == ["petra"]
    with pytest.raises(NotAllowed, match="their own order"):
        decide(actor=otto, stage=stage_of(placed), yes=True)


def test_nobody_approves_an_order_of_a_team_they_are_in(order, port, ada, otto, analytics):
    set_member(actor=None, team=analytics, person=otto, role="member")

    placed = order(port, team=analytics)

    assert names(stage_of(placed)) == ["petra"]
    with pytest.raises(NotAllowed, match="a team they are in"):
        decide(actor=otto, stage=stage_of(placed), yes=True)


def test_nobody_leaves_the_team_to_approve_its_order(order, make_port, otto, grace, petra, analytics):
    set_member(actor=None, team=analytics, person=otto, role="member")
    placed = order(make_port({"default": {"then": "review", "stages": ["steward", "owner"]}}), team=analytics)
    remove_member(actor=None, team=analytics, person=otto)

    decide(actor=grace, stage=stage_of(placed), yes=True)

    second = stage_of(placed, 2)
    assert names(second) == ["petra"]
    second.pool.add(otto)
    with pytest.raises(NotAllowed, match="a team they were in"):
        decide(actor=otto, stage=second, yes=True)


def test_who_joins_the_team_after_being_asked_may_not_decide_any_more(order, port, otto, analytics):
    placed = order(port, team=analytics)
    set_member(actor=None, team=analytics, person=otto, role="member")

    with pytest.raises(NotAllowed, match="a team they are in"):
        decide(actor=otto, stage=stage_of(placed), yes=True)


def test_who_leaves_the_owning_team_after_being_asked_may_not_decide_any_more(order, port, otto, clinical):
    placed = order(port)
    remove_member(actor=None, team=clinical, person=otto)

    with pytest.raises(NotAllowed, match="do not hold the role"):
        decide(actor=otto, stage=stage_of(placed), yes=True)


def test_who_was_not_asked_may_not_decide(order, port, eve, grace):
    placed = order(port)

    for stranger in (eve, grace):
        with pytest.raises(NotAllowed, match="not among those who were asked"):
            decide(actor=stranger, stage=stage_of(placed), yes=True)


def test_where_the_owner_has_nobody_else_stewards_are_asked_and_it_is_recorded(
    order, port, otto, petra, clinical, grace
):
    remove_member(actor=None, team=clinical, person=petra)

    placed = order(port, actor=otto)

    stage = stage_of(placed)
    assert (names(stage), stage.stood_in) == (["grace"], True)
    assert AuditEvent.objects.get(verb="stage.opened").facts["stood_in"] is True
    decide(actor=grace, stage=stage, yes=True)
    assert Order.objects.get().state == Order.State.BEING_SET_UP


def test_where_nobody_at_all_can_decide_the_platform_team_hears_of_it(order, port, otto, petra, clinical):
    clinical.maintainers_group.dataproductgrouppermission_set.all().delete()

    placed = order(port)

    assert names(stage_of(placed)) == []
    assert "stage.unreachable" in verbs(about=stage_of(placed))
    assert Notification.objects.get(recipient=petra).tone == "trouble"


def test_when_somebody_can_decide_again_they_are_asked(order, port, grace, otto, clinical):
    remove_member(actor=None, team=clinical, person=otto)
    clinical.maintainers_group.dataproductgrouppermission_set.all().delete()
    grace.groups.clear()
    placed = order(port)
    assert ask_again(stage_of(placed)) is False

    set_member(actor=None, team=clinical, person=otto, role="maintainer")
    from catalog.publishing.rights import give_rights

    give_rights(port.product, clinical)

    assert ask_again(stage_of(placed)) is True
    assert "otto" in names(stage_of(placed))
    assert ask_again(stage_of(placed)) is False


def test_a_steward_is_asked_only_after_the_owner_said_yes(order, make_port, otto, grace):
    placed = order(make_port(ASK_BOTH))
    assert stage_of(placed, 2).state == "ahead"
    assert list(inbox(grace)) == []

    decide(actor=otto, stage=stage_of(placed), yes=True)

    assert stage_of(placed, 2).state == "open"
    assert list(inbox(grace)) == [stage_of(placed, 2)]
    assert not Grant.objects.exists()


def test_the_pool_is_that_of_the_moment_the_stage_opens(order, make_port, otto, grace, eve):
    placed = order(make_port(ASK_BOTH))
    eve.groups.add(grace.groups.get())

    decide(actor=otto, stage=stage_of(placed), yes=True)

    assert names(stage_of(placed, 2)) == ["eve", "grace"]


def test_one_no_ends_the_request_and_spares_those_who_would_come_after(order, make_port, otto, ada):
    placed = order(make_port(ASK_BOTH))

    decide(actor=otto, stage=stage_of(placed), yes=False, reason="Not for this.")

    assert Order.objects.get().state == Order.State.DENIED
    assert stage_of(placed, 2).state == "skipped"
    assert "Not for this." in Notification.objects.filter(recipient=ada).first().text


def test_a_no_needs_a_reason_and_a_yes_does_not(order, port, otto):
    placed = order(port)

    with pytest.raises(ReasonMissing):
        decide(actor=otto, stage=stage_of(placed), yes=False, reason="  ")

    decide(actor=otto, stage=stage_of(placed), yes=True)


def test_days_may_only_be_narrowed(order, make_port, otto, grace):
    placed = order(make_port(ASK_BOTH), days=30)
    with pytest.raises(WiderThanAsked):
        decide(actor=otto, stage=stage_of(placed), yes=True, days=31)

    decide(actor=otto, stage=stage_of(placed), yes=True, days=14)
    with pytest.raises(WiderThanAsked, match="between 1 and 14"):
        decide(actor=grace, stage=stage_of(placed, 2), yes=True, days=15)
    decide(actor=grace, stage=stage_of(placed, 2), yes=True)

    grant = Grant.objects.get()
    assert 14 <= (grant.valid_until - grant.valid_from).total_seconds() / 86_400 < 15


def test_what_is_decided_is_decided(order, port, otto, petra):
    placed = order(port)
    decide(actor=otto, stage=stage_of(placed), yes=True)

    with pytest.raises(AlreadyDecided):
        decide(actor=petra, stage=stage_of(placed), yes=False, reason="Too late.")

    assert Grant.objects.count() == 1


def test_what_was_cancelled_cannot_be_decided(order, port, ada, otto):
    placed = order(port)
    cancel_order(actor=ada, order=placed)

    with pytest.raises(AlreadyDecided):
        decide(actor=otto, stage=stage_of(placed), yes=True)


def test_a_rule_approves_as_the_marketplace_itself_and_lends_nobody_any_right(order, make_port, ada):
    placed = order(make_port(AT_ONCE))

    event = AuditEvent.objects.get(verb="request.approved")
    assert (event.actor, event.facts["reason"]) == (None, "Public.")
    assert not ApprovalStage.objects.filter(request__order=placed).exists()
    assert not ada.groups.exists()


def test_a_rule_that_denies_says_why_at_once(order, make_port, ada):
    placed = order(make_port(NEVER))

    assert placed.state == Order.State.DENIED
    assert "The source forbids it." in Notification.objects.get(recipient=ada).text
    assert placed.lines.get().rule["name"] == "nobody"


def test_nobody_is_told_about_their_own_act(order, port, otto, petra):
    placed = order(port)
    Notification.objects.all().delete()

    decide(actor=otto, stage=stage_of(placed), yes=True)

    assert not Notification.objects.filter(recipient=otto).exists()


def test_the_policy_is_pinned_to_the_request(order, port, otto):
    placed = order(port)
    line = placed.lines.get()

    assert line.policy == port.policy
    assert line.contract == port.contract
    assert line.rule == {
        "outcome": "review", "name": "default", "stages": [{"role": "owner", "needs": "any"}], "reason": "",
        "policy": port.policy.digest, "facts": {"consumer": "person", "teams": [], "domains": [], "regions": []},
    }  # fmt: skip
    assert line.consumer == Consumer.objects.get(person=placed.ordered_by)
