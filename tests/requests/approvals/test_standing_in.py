"""Deciding in the place of somebody who is away, and never about one's own order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification
from accounts.teams.services import remove_member, set_member
from accounts.tokens.services import issue_token
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.approvals.errors import AlreadySaid, NoStandIn
from requests.approvals.selectors import inbox
from requests.approvals.services import decide
from requests.approvals.stand_ins import end_stand_in, name_stand_in
from requests.models import ApprovalStage, Decision, Grant, StandIn

ALL = {"default": {"then": "review", "stages": [{"role": "owner", "needs": "all"}]}}


def stage_of(order):
    return ApprovalStage.objects.get(request__order=order)


@pytest.fixture
def away():
    """Somebody is away, and somebody decides in their place: `away(otto, eve)`."""

    def name(person, by, *, begins=0, days=3):
        today = timezone.localdate(timezone=timezone.get_default_timezone())
        first = today + timedelta(days=begins)
        return name_stand_in(actor=person, by=by, begins_on=first, ends_on=first + timedelta(days=days))

    return name


def test_a_stand_in_decides_and_both_names_are_kept(away, order, port, otto, eve):
    placed = order(port)
    away(otto, eve)
    assert list(inbox(eve)) == [stage_of(placed)]

    decide(actor=eve, stage=stage_of(placed), yes=True)

    said = Decision.objects.get()
    assert (said.by, said.voice_of) == (eve, otto)
    assert AuditEvent.objects.get(verb="stage.approved").facts["voice_of"] == str(otto)
    assert Grant.objects.exists()


def test_a_stand_in_is_told_and_holds_only_for_its_days(away, order, port, otto, eve):
    placed = order(port)
    made = away(otto, eve, begins=5)

    assert "You stand in for Otto Owner" in Notification.objects.get(recipient=eve).text
    assert list(inbox(eve)) == []
    with pytest.raises(NotAllowed, match="not among those"):
        decide(actor=eve, stage=stage_of(placed), yes=True)
    StandIn.objects.filter(pk=made.pk).update(begins_at=timezone.now() - timedelta(days=9), ends_at=timezone.now())
    assert list(inbox(eve)) == []


def test_what_is_taken_back_holds_no_more(away, order, port, otto, eve, ada):
    placed = order(port)
    made = away(otto, eve)
    with pytest.raises(NotAllowed):
        end_stand_in(actor=ada, stand_in=made)

    end_stand_in(actor=otto, stand_in=made)

    with pytest.raises(NotAllowed):
        decide(actor=eve, stage=stage_of(placed), yes=True)


def test_nobody_approves_their_own_order_by_standing_in(away, order, port, otto, ada):
    placed = order(port)
    away(otto, ada)

    assert list(inbox(ada)) == []
    with pytest.raises(NotAllowed, match="their own order"):
        decide(actor=ada, stage=stage_of(placed), yes=True)


def test_nobody_approves_for_a_team_of_theirs_by_standing_in(away, order, port, otto, eve, analytics):
    placed = order(port, team=analytics)
    set_member(actor=None, team=analytics, person=eve, role="member")
    away(otto, eve)

    with pytest.raises(NotAllowed, match="a team they are in"):
        decide(actor=eve, stage=stage_of(placed), yes=True)


def test_whoever_ordered_lends_nobody_a_voice_about_it(away, order, port, otto, eve):
    placed = order(port, actor=otto)
    away(otto, eve)

    with pytest.raises(NotAllowed, match="not among those"):
        decide(actor=eve, stage=stage_of(placed), yes=True)


def test_whoever_joins_the_team_that_asks_lends_nobody_a_voice(away, order, port, otto, eve, analytics):
    placed = order(port, team=analytics)
    away(otto, eve)
    set_member(actor=None, team=analytics, person=otto, role="member")

    with pytest.raises(NotAllowed, match="not among those"):
        decide(actor=eve, stage=stage_of(placed), yes=True)


def test_a_voice_goes_with_the_role(away, order, port, otto, eve, clinical):
    placed = order(port)
    away(otto, eve)
    remove_member(actor=None, team=clinical, person=otto)

    with pytest.raises(NotAllowed):
        decide(actor=eve, stage=stage_of(placed), yes=True)


def test_standing_in_is_not_handed_on(away, order, port, otto, eve, grace):
    placed = order(port)
    away(otto, eve)
    away(eve, grace)

    with pytest.raises(NotAllowed):
        decide(actor=grace, stage=stage_of(placed), yes=True)


def test_one_person_is_one_word_whoever_they_stand_in_for(away, order, make_port, otto, petra):
    placed = order(make_port(ALL))
    away(otto, petra)
    decide(actor=petra, stage=stage_of(placed), yes=True)

    with pytest.raises(AlreadySaid):
        decide(actor=petra, stage=stage_of(placed), yes=True)

    assert Decision.objects.get().voice_of is None
    assert not Grant.objects.exists()


def test_whose_word_was_said_has_none_left(away, order, make_port, otto, eve):
    placed = order(make_port(ALL))
    away(otto, eve)
    decide(actor=eve, stage=stage_of(placed), yes=True)

    with pytest.raises(AlreadySaid):
        decide(actor=otto, stage=stage_of(placed), yes=True)


def test_who_cannot_stand_in(away, otto, eve, clinical):
    away(otto, eve)
    for by, days in ((otto, 3), (eve, 3), (eve, -2), (eve, 900)):
        with pytest.raises(NoStandIn):
            away(otto, by, days=days)


def test_a_token_of_the_one_who_ordered_decides_nothing(client, order, port, otto, ada, away):
    placed = order(port, actor=otto)
    away(otto, ada)
    for owner in (otto, ada):
        _token, text = issue_token(actor=owner, owner=owner, name="tool", scope="write", days=3)

        answer = client.post(
            f"/api/v1/approvals/{stage_of(placed).pk}/approve/",
            {},
            content_type="application/json",
            HTTP_AUTHORIZATION=f"Bearer {text}",
        )

        assert answer.status_code in (403, 404)
    assert not Decision.objects.exists()


def test_the_page_of_stand_ins(client, otto, eve):
    client.force_login(otto)
    today = timezone.localdate().isoformat()

    wrong = client.post("/me/stand-ins/", {"by": "nobody", "begins_on": today, "ends_on": today})
    right = client.post("/me/stand-ins/", {"by": "eve", "begins_on": today, "ends_on": today}, follow=True)

    assert "There is nobody of that name." in wrong.content.decode()
    assert "Eve Elsewhere" in right.content.decode()
    client.post(f"/me/stand-ins/{StandIn.objects.get().pk}/end/")
    assert StandIn.objects.get().ended_at is not None
