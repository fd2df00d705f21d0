"""Which version somebody reads, by really reading the Parquet of both; and never more than today's policy shows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Consumer
from accounts.teams.services import set_member
from catalog.models import AccessPolicy, KeptPort, MigrationPeriod
from catalog.transitions.errors import VersionNotReadable
from catalog.transitions.selectors import kept_for
from catalog.transitions.services import move
from marketplace.foundation.models import AuditEvent
from requests.grants.errors import NoAccess
from requests.grants.reading import open_read
from requests.models import DataRead, ProvisioningRun
from requests.provisioning import runner
from requests.provisioning.verification import Seen, verify_open
from tests.accounts.factories import ConsumerFactory
from tests.catalog.transitions.conftest import columns_read, fresh, read, someone
from tests.requests.factories import GrantFactory


def change_policy(port, **changes):
    """The policy in force, as if a version with another one had been published meanwhile."""
    AccessPolicy.objects.filter(pk=fresh(port).policy_id).update(**changes)


def test_she_reads_the_old_version_and_it_is_written_down_which(notice, broken, ada):
    columns, rows = read(ada, broken)

    assert columns == ["usubjid", "country", "age"]
    assert sorted(age for _subject, _country, age in rows) == [54, 63]
    assert DataRead.objects.get().snapshot == KeptPort.objects.get().snapshot
    assert AuditEvent.objects.get(verb="data.read").facts["version"] == "1.0.0"


def test_she_chooses_the_version_by_number_or_major(notice, broken, ada):
    assert columns_read(ada, broken, version="2.0.0") == ["usubjid", "country"]
    assert columns_read(ada, broken, major=2) == ["usubjid", "country"]
    assert columns_read(ada, broken, major=1) == ["usubjid", "country", "age"]
    with pytest.raises(VersionNotReadable, match=r"You cannot read version 3 .* There is: 2\.0\.0, 1\.0\.0\."):
        read(ada, broken, major=3)


def test_after_moving_she_reads_the_new_version_and_may_still_ask_for_the_old(notice, broken, ada):
    move(actor=ada, notice=notice)

    assert columns_read(ada, broken) == ["usubjid", "country"]
    assert columns_read(ada, broken, version="1.0.0") == ["usubjid", "country", "age"]


def test_the_clock_ends_the_old_version_even_before_the_sweep(notice, broken, ada):
    MigrationPeriod.objects.update(ends_at=timezone.now() - timedelta(seconds=1))

    assert columns_read(ada, broken) == ["usubjid", "country"]
    with pytest.raises(VersionNotReadable):
        read(ada, broken, version="1.0.0")


def test_the_owning_team_reads_the_new_version_and_may_look_at_the_old(notice, broken, otto):
    assert columns_read(otto, broken) == ["usubjid", "country"]
    assert columns_read(otto, broken, version="1.0.0") == ["usubjid", "country", "age"]


def test_a_stranger_reads_neither(notice, broken, eve):
    for asked in ({}, {"version": "1.0.0"}, {"major": 2}):
        with pytest.raises(NoAccess):
            read(eve, broken, **asked)


def test_a_consumer_who_came_later_cannot_ask_for_the_old_version(notice, broken, eve):
    GrantFactory(consumer=ConsumerFactory(person=eve), port=broken)

    with pytest.raises(VersionNotReadable, match=r"There is: 2\.0\.0\."):
        read(eve, broken, version="1.0.0")


def test_one_s_own_name_decides_before_a_team_s(first, analytics, ada, eve, switch):
    team = Consumer.objects.for_team(analytics)
    GrantFactory(consumer=team, port=first)
    switch()
    set_member(actor=None, team=analytics, person=eve, role="member")
    GrantFactory(consumer=ConsumerFactory(person=eve), port=first)

    assert columns_read(ada, first) == ["usubjid", "country", "age"]
    assert columns_read(eve, first) == ["usubjid", "country"]
    assert kept_for(team, fresh(first)) is not None


def test_what_today_s_policy_masks_is_masked_in_the_old_version_too(notice, broken, ada):
    change_policy(broken, masks=[{"column": "COUNTRY", "method": "redact"}])

    _columns, rows = read(ada, broken)

    assert {country for _subject, country, _age in rows} == {"***"}
    assert all(len(subject) == 64 for subject, _country, _age in rows)


def test_rows_that_today_s_filter_leaves_out_are_left_out_of_the_old_version_too(notice, broken, ada):
    change_policy(broken, row_filter="usubjid = 'S-002'")

    _columns, rows = read(ada, broken)

    assert [age for _subject, _country, age in rows] == [54]


def test_a_filter_that_cannot_be_asked_of_the_old_rows_ends_them_at_once(notice, broken, ada):
    change_policy(broken, row_filter="region = 'EU' OR country = 'US'")

    assert kept_for(notice.consumer, fresh(broken)) is None
    with pytest.raises(VersionNotReadable):
        read(ada, broken, version="1.0.0")


def test_who_sees_plain_must_be_named_by_both_policies(first, reads, analytics, ada, switch):
    assert len(read(ada, first)[1][0][0]) == 5  # her team is named in unmaskedFor
    switch()
    assert len(read(ada, first)[1][0][0]) == 5

    change_policy(first, unmasked_for=[])

    assert len(read(ada, first)[1][0][0]) == 64


def test_access_is_verified_over_what_is_really_read(notice, broken, reads, ada):
    reads.refresh_from_db()

    checks = verify_open(Seen(type(reads).objects.select_related("port__product", "port__warehouse").get(pk=reads.pk)))

    assert all(check.passed for check in checks), checks
    assert next(check for check in checks if check.name == "columns").detail.startswith("3 of 3 columns")


def test_moving_has_access_proven_again(notice, broken, reads, ada):
    move(actor=ada, notice=notice)

    run = ProvisioningRun.objects.get(grant=reads)
    runner.carry_out(run.pk)

    run.refresh_from_db()
    assert run.state == "succeeded", run.diagnostics
    assert next(check for check in run.checks if check["name"] == "columns")["detail"].startswith("2 of 2 columns")


def test_the_answer_says_which_version_it_is_and_until_when_it_can_be_had(api, notice, broken, ada):
    period = notice.period

    old = api(ada).get(f"/api/v1/ports/{broken.pk}/data/", {"format": "json"})
    new = api(ada).get(f"/api/v1/ports/{broken.pk}/data/", {"format": "json", "version": "2.0.0"})
    none = api(ada).get(f"/api/v1/ports/{broken.pk}/data/", {"format": "json", "major": 7})

    assert (old["X-Version"], new["X-Version"]) == ("1.0.0", "2.0.0")
    assert old["Deprecation"] == f"@{int(period.created_at.timestamp())}"
    assert old["Sunset"].endswith("GMT")
    assert f'</api/v1/ports/{broken.pk}/data/?version=2.0.0>; rel="successor-version"' in old["Link"]
    assert "Sunset" not in new
    assert (none.status_code, none.json()["code"]) == (404, "version-not-readable")
    b"".join(old.streaming_content), b"".join(new.streaming_content)


def test_a_read_costs_a_fixed_number_of_queries(notice, broken, ada, django_assert_max_num_queries):
    with django_assert_max_num_queries(22), open_read(reader=someone(ada), port=fresh(broken), format="json"):
        pass
