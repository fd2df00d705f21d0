"""Stages that several people decide."""

import pytest
from django.contrib.auth.models import Group

from accounts.identity.services import set_roles
from accounts.models import Notification, User
from accounts.models.user import STEWARD
from accounts.teams.services import remove_member, set_member
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.approvals.errors import AlreadySaid
from requests.approvals.selectors import inbox
from requests.approvals.services import ask_again, decide
from requests.models import ApprovalStage, Decision, Grant


def asking(*stages):
    return {"default": {"then": "review", "stages": list(stages)}}


def stage_of(order, position=1):
    return ApprovalStage.objects.get(request__order=order, position=position)


def names(stage):
    return sorted(stage.pool.values_list("username", flat=True))


@pytest.fixture
def stewards(grace):
    """Grace and two more."""
    group = Group.objects.get(name=STEWARD)
    more = [User.objects.create_user(name) for name in ("steward_b", "steward_c")]
    for person in more:
        person.groups.add(group)
    return [grace, *more]


def test_all_must_agree_where_the_rule_says_all(order, make_port, otto, petra):
    placed = order(make_port(asking({"role": "owner", "needs": "all"})))
    assert stage_of(placed).needed == 2

    decide(actor=otto, stage=stage_of(placed), yes=True, days=20)
    assert stage_of(placed).state == "open"
    assert list(inbox(otto)) == []
    assert list(inbox(petra)) == [stage_of(placed)]
    decide(actor=petra, stage=stage_of(placed), yes=True, days=10)

    assert stage_of(placed).state == "approved"
    assert Grant.objects.get().request.days == 30
    assert Decision.objects.count() == 2


def test_so_many_agree_as_the_rule_says(order, make_port, stewards):
    placed = order(make_port(asking({"role": "steward", "needs": 2})))

    decide(actor=stewards[0], stage=stage_of(placed), yes=True)
    assert not Grant.objects.exists()
    decide(actor=stewards[2], stage=stage_of(placed), yes=True)

    assert Grant.objects.exists()


def test_nobody_has_two_words(order, make_port, otto):
    placed = order(make_port(asking({"role": "owner", "needs": 2})))
    decide(actor=otto, stage=stage_of(placed), yes=True)

    with pytest.raises(AlreadySaid):
        decide(actor=otto, stage=stage_of(placed), yes=True)

    assert not Grant.objects.exists()


def test_one_no_ends_it_however_many_said_yes(order, make_port, otto, petra):
    placed = order(make_port(asking({"role": "owner", "needs": "all"}, "steward")))
    decide(actor=otto, stage=stage_of(placed), yes=True)

    decide(actor=petra, stage=stage_of(placed), yes=False, reason="Not for this.")

    assert [stage_of(placed, at).state for at in (1, 2)] == ["denied", "skipped"]


def test_too_few_people_are_told_to_the_stewards_at_once(order, make_port, grace, petra, otto):
    placed = order(make_port(asking({"role": "owner", "needs": 3})))

    assert "stage.unreachable" in AuditEvent.objects.values_list("verb", flat=True)
    assert "needs 3 yeses" in Notification.objects.get(recipient=grace).text
    assert names(stage_of(placed)) == ["otto", "petra"]
    assert Notification.objects.filter(recipient=otto, tone="action").exists()


def test_when_enough_are_there_they_are_asked(order, make_port, otto, eve, clinical):
    placed = order(make_port(asking({"role": "owner", "needs": 3})))
    decide(actor=otto, stage=stage_of(placed), yes=True)
    assert ask_again(stage_of(placed)) is False

    set_member(actor=None, team=clinical, person=eve, role="maintainer")

    assert ask_again(stage_of(placed)) is True
    assert "eve" in names(stage_of(placed))


def test_who_is_gone_is_not_waited_for_where_all_must_agree(order, make_port, otto, petra, clinical):
    placed = order(make_port(asking({"role": "owner", "needs": "all"})))
    decide(actor=otto, stage=stage_of(placed), yes=True)
    remove_member(actor=None, team=clinical, person=petra)

    ask_again(stage_of(placed))

    assert stage_of(placed).state == "approved"
    assert Grant.objects.exists()


def test_stewards_who_stood_in_are_not_asked_a_second_time(order, make_port, otto, petra, clinical, grace):
    remove_member(actor=None, team=clinical, person=petra)
    placed = order(make_port(asking("owner", "steward")), actor=otto)

    decide(actor=grace, stage=stage_of(placed), yes=True)

    skipped = stage_of(placed, 2)
    assert (skipped.state, bool(skipped.why)) == ("skipped", True)
    assert AuditEvent.objects.get(verb="stage.skipped").facts["reason"] == skipped.why
    assert Grant.objects.exists()


def test_roles_find_their_people(order, make_port, ada, otto, petra, grace, eve, analytics, clinical):
    set_roles(actor=None, person=eve, roles=["data-protection"])
    set_member(actor=None, team=analytics, person=grace, role="maintainer")
    port = make_port(asking("line", "domain-owner", "data-protection"))

    placed = order(port)

    asked = []
    for position, who in ((1, grace), (2, otto), (3, eve)):
        asked.append(names(stage_of(placed, position)))
        decide(actor=who, stage=stage_of(placed, position), yes=True)
    assert asked == [["grace"], ["otto", "petra"], ["eve"]]
    assert not eve.is_staff


def test_the_line_of_a_team_is_no_way_to_approve_ones_own(order, make_port, ada, analytics, grace):
    placed = order(make_port(asking("line")), team=analytics)

    assert (names(stage_of(placed)), stage_of(placed).stood_in) == (["grace"], True)
    with pytest.raises(NotAllowed):
        decide(actor=ada, stage=stage_of(placed), yes=True)
