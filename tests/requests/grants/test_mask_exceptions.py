"""Masked columns that one consumer sees plain: proven, read by every way, and over by itself."""

from datetime import timedelta

import duckdb
import pytest
from django.utils import timezone

from accounts.models import User
from accounts.teams.services import found_team, set_member
from catalog.publishing.steps.origins import governed_view as view_of_build
from catalog.views.sample_rows import sample_of
from catalog.warehouses.errors import WarehouseUnavailable
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import AccessCheck
from catalog.warehouses.lakehouse import Lakehouse
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.grants import exceptions, expiry, workbench
from requests.grants.errors import NoAccess, ReasonMissing
from requests.grants.exceptions import give_back_exception, revoke_exception
from requests.grants.reading import open_read
from requests.grants.services import give_back, revoke
from requests.models import AccessRequest, Grant, MaskException, ProvisioningRun
from requests.provisioning import runner

SUBJECTS = ["01-701-1015", "01-701-1023", "01-704-1034"]


def subjects(reader, port, **kwargs):
    with open_read(reader=reader, port=port, format="parquet", **kwargs) as export:
        return sorted(row[0] for row in duckdb.sql(f"SELECT usubjid FROM read_parquet('{export.path}')").fetchall())


def test_every_way_to_read_shows_the_column_plain_to_her_alone(plain, ada, eve, port, analytics):
    answer = workbench.run_query(reader=ada, sql=f"SELECT usubjid FROM {next(iter(workbench.tables_for(ada)))}")

    assert subjects(ada, port) == SUBJECTS
    assert [row[0][0] for row in sample_of(ada, port).rows] == SUBJECTS
    assert sorted(row[0] for row in answer.rows) == SUBJECTS
    assert governed_view(port, person=ada).masks == ()
    assert [mask.column for mask in governed_view(port, person=eve).masks] == ["usubjid"]
    assert [mask.column for mask in governed_view(port).masks] == ["usubjid"]
    read = AuditEvent.objects.filter(verb="data.read").latest("pk")
    assert (read.facts["plain"], read.facts["masked"]) == (["usubjid"], [])


def test_it_is_in_force_only_when_it_was_read_as_the_consumer(grant, ask, agree, ada, port, work):
    placed = ask(grant.request)
    agree(placed)
    masked = subjects(ada, port)

    work()

    exception = MaskException.objects.get(request__order=placed)
    assert all(len(subject) == 64 for subject in masked)
    assert (exception.state, placed.lines.get().outcome) == ("active", "fulfilled")
    assert exception.opened_at is not None
    assert exception.valid_until <= Grant.objects.get(pk=grant.pk).valid_until
    assert "until" in ada.notifications.latest("pk").text
    verbs = (
        AuditEvent.objects.filter(object_type="requests.maskexception").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["exception.opened", "exception.verified"]


def test_it_ends_by_itself_at_every_read_and_then_for_everybody_to_see(plain, ada, port, work):
    MaskException.objects.filter(pk=plain.pk).update(valid_until=timezone.now())

    masked = subjects(ada, port)
    expired = exceptions.expire_due()

    plain.refresh_from_db()
    assert all(len(subject) == 64 for subject in masked)
    assert (expired, plain.state, plain.ended_by) == (1, "expired", None)
    assert work() == 1
    assert ProvisioningRun.objects.latest("pk").state == "succeeded"
    assert subjects(ada, port) == masked


def test_nothing_is_seen_plain_for_longer_than_it_is_seen(plain, otto, ada, port, grant):
    tomorrow = timezone.localdate() + timedelta(days=1)
    revoke(actor=otto, grant=grant, reason="The study ends.", on=tomorrow)
    plain.refresh_from_db()
    assert plain.valid_until == Grant.objects.get(pk=grant.pk).valid_until

    revoke(actor=otto, grant=grant, reason="At once.")

    plain.refresh_from_db()
    assert plain.state == "revoked"
    with pytest.raises(NoAccess):
        subjects(ada, port)


def test_what_expires_with_its_grant_is_over_with_it(plain, grant, ask, ada):
    Grant.objects.filter(pk=grant.pk).update(valid_until=timezone.now())
    waiting = AccessRequest.objects.get(order=ask_again(plain, ask))

    expiry.expire_due()
    exceptions.expire_due()

    plain.refresh_from_db()
    waiting.refresh_from_db()
    assert (plain.state, waiting.state) == ("expired", "cancelled")


def ask_again(plain, ask):
    Grant.objects.filter(pk=plain.grant_id).update(valid_until=timezone.now() + timedelta(hours=1))
    placed = ask(plain.grant.request, days=1)
    Grant.objects.filter(pk=plain.grant_id).update(valid_until=timezone.now())
    return placed


def test_owner_and_data_protection_take_it_back_and_nobody_else(plain, eve, ada, dora, port, work):
    with pytest.raises(NotAllowed):
        revoke_exception(actor=eve, exception=plain, reason="Because.")
    with pytest.raises(ReasonMissing):
        revoke_exception(actor=dora, exception=plain, reason=" ")

    revoke_exception(actor=dora, exception=plain, reason="The cases are clear.")

    assert all(len(subject) == 64 for subject in subjects(ada, port))
    assert "The cases are clear." in ada.notifications.latest("pk").text
    assert work() == 1


def test_she_gives_it_back_and_keeps_her_access(plain, ada, port, work):
    give_back_exception(actor=ada, exception=plain)
    work()

    assert all(len(subject) == 64 for subject in subjects(ada, port))
    assert Grant.objects.get(pk=plain.grant_id).state == "active"


def test_what_a_team_builds_stays_masked(port, order, ask, agree, analytics, ada, work):
    access = order(port, team=analytics).lines.get()
    agree(access.order)
    work()
    placed = ask(AccessRequest.objects.get(pk=access.pk))
    agree(placed)
    work()

    assert subjects(ada, port) == SUBJECTS
    assert [mask.column for mask in view_of_build(port, team=analytics).masks] == ["usubjid"]


def test_a_worker_that_dies_between_opening_and_proving_leaves_nothing_half(
    grant, ask, agree, ada, port, work, monkeypatch
):
    agree(ask(grant.request))

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(runner, "verify_open", killed)
        with pytest.raises(KeyboardInterrupt):
            work()
    assert MaskException.objects.get().state == "pending"
    assert all(len(subject) == 64 for subject in subjects(ada, port))
    ProvisioningRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    work()

    assert MaskException.objects.get().state == "active"
    assert subjects(ada, port) == SUBJECTS


def test_what_cannot_be_proven_is_left_out_and_access_goes_on(
    grant, ask, agree, ada, port, work, monkeypatch, settings
):
    settings.PROVISIONING_ATTEMPTS = 1
    agree(ask(grant.request))
    wrong = AccessCheck("values", False, "3 rows were read that the policy does not make of the data.")
    with monkeypatch.context() as patched:
        patched.setattr(Lakehouse, "verify", lambda *args, **kwargs: [wrong])
        work()

    assert MaskException.objects.get().state == "failed"
    work()
    assert Grant.objects.get(pk=grant.pk).provisioning == "provisioned"
    assert all(len(subject) == 64 for subject in subjects(ada, port))


def test_a_server_that_is_away_fails_no_exception(grant, ask, agree, work, monkeypatch):
    agree(ask(grant.request))

    def away(*args, **kwargs):
        raise WarehouseUnavailable(reason="restarting")

    with monkeypatch.context() as patched:
        patched.setattr(Lakehouse, "verify", away)
        work()
    assert MaskException.objects.get().state == "pending"

    work(later=timedelta(days=1))
    assert MaskException.objects.get().state == "active"


def test_a_wide_grant_of_another_team_never_borrows_the_exception(plain, ada, port):
    give_back(actor=ada, grant=plain.grant)
    research = found_team(actor=None, slug="research", name="Research")
    set_member(actor=None, team=research, person=ada, role="member")

    assert [mask.column for mask in governed_view(port, person=User.objects.get(pk=ada.pk)).masks] == ["usubjid"]
