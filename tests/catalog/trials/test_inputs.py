"""A trial reads like a build: some or all rows, by right, and as the team may see them."""

import pytest
from django.utils import timezone

from accounts.teams.services import found_team, set_member
from catalog.publishing import services as publishing
from catalog.trials import services, tasks
from catalog.trials.errors import NothingToTry
from catalog.trials.rows import first_rows
from catalog.warehouses.interface import View
from requests.models import Grant
from tests.catalog.publishing.bundles import a_bundle
from tests.requests.factories import GrantFactory

pytestmark = pytest.mark.django_db
REVIEWED = (b"{name: all, then: approve}", b"{name: all, then: review, stages: [owner]}")
MANY = "usubjid,country,age\n" + "".join(
    f"S-{number:05},{'US' if number % 3 else 'DE'},{number % 90}\n" for number in range(3000)
)


@pytest.fixture
def visitors(eve):
    """A team that owns nothing yet; eve speaks for it."""
    team = found_team(actor=None, slug="visitors", name="Visitors")
    set_member(actor=None, team=team, person=eve, role="maintainer")
    return team


@pytest.fixture
def theirs(visitors, eve):
    """A draft of the visitors over otto's product, begun by eve."""

    def making():
        sql = "select usubjid, country, cast(age as integer) as age from people"
        raw = a_bundle(slug="ages", sql=sql, upstreams={"people": "clinical-demographics"})
        return publishing.save_draft(actor=eve, raw=raw.replace(b"value: clinical-data", b"value: visitors")).product

    return making


def carried_out(trial):
    tasks.carry_out(trial.pk)
    trial.refresh_from_db()
    return trial


def test_a_sample_reads_so_many_rows_of_each_input_and_says_so(land, tried):
    land(MANY)

    trial = tried(sample_rows=100)

    read = trial.facts["inputs"][0]
    assert (read["rows"], read["read"], trial.facts["sampled"]) == (3000, 100, True)
    assert trial.facts["ports"][0]["rows"] == 100


def test_the_same_sample_is_read_again(land, tried, again):
    land(MANY)
    first = tried(sample_rows=20)
    seen = first_rows(first, "demographics", View(("usubjid",)), limit=50).rows

    second = again(first.product, sample_rows=20)

    assert first_rows(second, "demographics", View(("usubjid",)), limit=50).rows == seen


def test_a_sample_does_not_say_how_many_rows_there_will_be(land, tried):
    land(MANY)
    raw = a_bundle().replace(
        b"    description: One row per person.", b"    quality: [{metric: rowCount, mustBeGreaterThan: 2500}]"
    )

    told = tried(raw, sample_rows=100).facts["ports"][0]["quality"]

    rows = next(one for one in told if "/quality/" in one["rule"])
    assert (rows["status"], rows["detail"]) == (
        "unknown",
        "A sample cannot tell how many rows there are; try all rows.",
    )


def test_all_rows_are_judged_by_their_number(land, tried):
    land(MANY)
    raw = a_bundle().replace(
        b"    description: One row per person.", b"    quality: [{metric: rowCount, mustBeGreaterThan: 2500}]"
    )

    trial = tried(raw)

    assert not trial.facts["sampled"]
    assert all(one["status"] != "broken" for one in trial.facts["ports"][0]["quality"])


def test_what_belongs_to_others_is_read_with_masks_and_filter(published, land, theirs, eve):
    land(MANY)
    published()

    trial = carried_out(services.begin_trial(actor=eve, product=theirs(), sample_rows=50))

    read = trial.facts["inputs"][0]
    rows = first_rows(trial, "ages", View(("usubjid", "country")), limit=100).rows
    assert (read["rows"], read["read"], read["governed"]) == (2000, 50, True)
    assert (read["masked"], read["filtered"]) == (["usubjid"], True)
    assert {country for _subject, country in rows} == {"US"}
    assert all(len(subject) == 64 for subject, _country in rows)


def test_what_the_team_may_not_read_cannot_be_tried(published, theirs, eve):
    published(a_bundle().replace(*REVIEWED))
    product = theirs()

    with pytest.raises(NothingToTry, match="may not read"):
        services.begin_trial(actor=eve, product=product)


def test_a_right_that_ends_before_the_worker_comes_is_no_right(published, theirs, visitors, eve):
    product = published(a_bundle().replace(*REVIEWED))
    grant = GrantFactory(consumer=visitors.consumer, port=product.output_ports.get())
    trial = services.begin_trial(actor=eve, product=theirs())
    Grant.objects.filter(pk=grant.pk).update(state="revoked", ended_at=timezone.now(), end_reason="Enough.")

    carried_out(trial)

    assert trial.state == "failed"
    assert "may not read" in trial.error
