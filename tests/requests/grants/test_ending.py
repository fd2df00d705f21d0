"""Access ends on its last day, or when somebody ends it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Consumer, Notification
from catalog.publishing.hooks import AFTER_RETIRE, readers_of
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.approvals.services import decide
from requests.grants.announcing import remind
from requests.grants.errors import GrantEnded, GrantOverlaps, ReasonMissing
from requests.grants.expiry import expire_due
from requests.grants.policies import may_read
from requests.grants.services import give_back, open_grant, revoke
from requests.models import AccessRequest, Grant, ProvisioningRun
from requests.ordering.services import renew
from tests.requests.factories import AccessRequestFactory, GrantFactory, OrderFactory


def after(grant, **time):
    return grant.valid_until + timedelta(**time)


def test_the_last_day_is_kept_to_the_moment_whether_or_not_the_sweep_has_run(grant, ada, port):
    assert may_read(ada, port, at=after(grant, microseconds=-1))
    assert not may_read(ada, port, at=after(grant))
    assert Grant.objects.get().state == "active"


def test_the_sweep_ends_what_is_over_takes_it_away_and_tells_once(grant, ada, work):
    assert expire_due(after(grant, seconds=-1)) == 0
    assert expire_due(after(grant)) == 1
    assert expire_due(after(grant)) == 0

    work()
    grant.refresh_from_db()
    assert (grant.state, grant.provisioning) == ("expired", "removed")
    assert AuditEvent.objects.filter(verb="grant.expired").count() == 1
    assert Notification.objects.filter(recipient=ada, key=f"grant-{grant.pk}-expired").count() == 1


def test_a_grant_expires_whatever_else_is_going_on_with_it(grant, ada, port, eve):
    renew(actor=ada, grant=grant, reason="More.")
    never_set_up = GrantFactory(
        consumer=Consumer.objects.for_person(eve), port=port, state="pending", provisioning="failed", verified_at=None
    )

    assert expire_due(after(grant, days=1)) == 2

    never_set_up.refresh_from_db()
    assert never_set_up.state == "expired"
    assert AccessRequest.objects.waiting().filter(renews=grant).exists()


def test_many_end_in_one_sweep(port):
    now = timezone.now()
    for _ in range(7):
        GrantFactory(port=port, valid_from=now - timedelta(days=3), valid_until=now - timedelta(days=1))

    from requests.grants import expiry

    expiry.BATCH, kept = 3, expiry.BATCH
    try:
        assert expire_due() == 7
    finally:
        expiry.BATCH = kept
    assert ProvisioningRun.objects.filter(aim="close").count() == 7


def test_a_renewal_approved_after_the_old_grant_ended_begins_at_once(grant, ada, otto):
    line = renew(actor=ada, grant=grant, reason="More.").lines.get()
    expire_due(after(grant))

    decide(actor=otto, stage=line.stages.get(), yes=True)

    assert Grant.objects.get(request=line).valid_from <= timezone.now()


@pytest.mark.parametrize("who", ["otto", "grace", "petra"])
def test_owners_stewards_and_the_platform_team_revoke_with_a_reason(grant, who, request, ada, port):
    person = request.getfixturevalue(who)
    Notification.objects.all().delete()

    with pytest.raises(ReasonMissing):
        revoke(actor=person, grant=grant, reason=" ")
    revoke(actor=person, grant=grant, reason="The study is over.")

    assert not may_read(ada, port)
    assert "The study is over." in Notification.objects.get(recipient=ada).text
    assert not Notification.objects.filter(recipient=person).exists()
    with pytest.raises(GrantEnded):
        revoke(actor=person, grant=grant, reason="Again.")


def test_nobody_else_revokes(grant, eve, ada):
    for person in (eve, ada):
        with pytest.raises(NotAllowed):
            revoke(actor=person, grant=grant, reason="Because.")


def test_the_consumer_gives_back_and_the_owner_hears_of_it(grant, ada, eve, otto, petra):
    with pytest.raises(NotAllowed):
        give_back(actor=eve, grant=grant)

    give_back(actor=ada, grant=grant)

    grant.refresh_from_db()
    assert (grant.state, grant.ended_by) == ("returned", ada)
    assert Notification.objects.filter(recipient=otto, text__contains="gave access").exists()


def test_who_loses_access_does_not_get_it_back_by_a_renewal(grant, ada, otto, work):
    line = renew(actor=ada, grant=grant, reason="More.").lines.get()
    decide(actor=otto, stage=line.stages.get(), yes=True)
    work()

    revoke(actor=otto, grant=grant, reason="Misused.")

    assert set(Grant.objects.values_list("state", flat=True)) == {"revoked"}


def test_a_renewal_that_waits_is_withdrawn_with_what_it_would_renew(grant, ada, otto):
    line = renew(actor=ada, grant=grant, reason="More.").lines.get()

    revoke(actor=otto, grant=grant, reason="Misused.")

    line.refresh_from_db()
    assert (line.state, line.stages.get().state) == ("cancelled", "skipped")


def test_two_windows_of_one_consumer_on_one_port_are_refused_in_words(grant, ada, port):
    second = AccessRequestFactory(order=OrderFactory(consumer=grant.consumer, ordered_by=ada), port=port)

    with pytest.raises(GrantOverlaps, match="holds Demographics"):
        open_grant(actor=None, request=second, days=3)


def test_when_a_product_retires_all_access_to_it_ends_and_what_waits_is_withdrawn(grant, ada, otto, eve, port, order):
    waiting = order(port, actor=eve)
    assert readers_of(port.product) == [ada]

    AFTER_RETIRE.get("grants")(port.product, otto, "Replaced by a better one.")

    grant.refresh_from_db()
    assert (grant.state, grant.end_reason) == ("revoked", "Replaced by a better one.")
    assert waiting.lines.get().state == "cancelled"
    assert readers_of(port.product) == []


def test_consumers_are_reminded_once_before_the_last_day_and_not_when_they_asked_for_more(grant, ada):
    ends = "ends on"
    early, late = after(grant, days=-10), after(grant, days=-2)
    assert (remind(early), remind(early), remind(late), remind(late)) == (1, 0, 1, 0)
    assert Notification.objects.filter(recipient=ada, text__contains=ends).count() == 2
    Notification.objects.all().delete()

    renew(actor=ada, grant=grant, reason="More.")

    assert remind(late) == 0
