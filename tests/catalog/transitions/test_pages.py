"""The pages and the API: what breaks, until when, and what can be done about it."""

import re

import pytest

from accounts.models import Consumer
from catalog.models import MigrationNotice, MigrationPeriod
from catalog.transitions.services import move
from tests.accounts.factories import ConsumerFactory
from tests.catalog.transitions.conftest import someone
from tests.requests.factories import GrantFactory


def text_of(answer):
    """What a page says, without its tags."""
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def page(client):
    """What somebody reads at an address: `page(ada, "/my-data/")`."""

    def reading(person, address):
        client.force_login(someone(person))
        return text_of(client.get(address))

    return reading


def test_the_notice_says_what_breaks_until_when_and_what_to_do(page, notice, ada):
    text = page(ada, notice.get_absolute_url())

    assert "What breaks in Demographics 2.0.0" in text
    assert "The column age of subjects is gone." in text
    assert "Ada Analyst reads version 1.0.0 until the end of" in text
    assert "Take the ages from Subject ages." in text
    assert "I have read this" in text
    assert "Read 2.0.0 from now on" in text


def test_she_says_that_she_knows_and_moves_after_a_question(client, page, notice, ada):
    client.force_login(ada)
    assert client.post(f"{notice.get_absolute_url()}acknowledge/").status_code == 302
    assert "Ada Analyst has read this" in page(ada, notice.get_absolute_url())

    assert "Read Demographics 2.0.0 from now on?" in page(ada, f"{notice.get_absolute_url()}move/")
    notice.refresh_from_db()
    assert notice.moved_at is None
    client.post(f"{notice.get_absolute_url()}move/")

    assert "Ada Analyst reads version 2.0.0." in page(ada, notice.get_absolute_url())


def test_owners_see_the_notice_and_why_they_cannot_answer_it(client, page, notice, otto, eve):
    assert "only those who were told answer it" in page(otto, notice.get_absolute_url())
    client.force_login(eve)
    assert client.get(notice.get_absolute_url()).status_code == 404


def test_my_data_shows_it_on_the_grant_and_the_new_version_can_be_had_beside(client, page, notice, broken, ada):
    text = page(ada, "/my-data/")

    assert "You read version 1.0.0 until the end of" in text
    assert "3 columns" in text
    new = client.post(f"/my-data/ports/{broken.pk}/download/", {"format": "csv", "version": "2.0.0"})
    old = client.post(f"/my-data/ports/{broken.pk}/download/", {"format": "csv"})
    assert b"".join(new.streaming_content).splitlines()[0] == b"usubjid,country"
    assert b"".join(old.streaming_content).splitlines()[0] == b"usubjid,country,age"


def test_my_data_shows_what_a_team_only_builds_on(page, ages, publish, eve, visitors):
    from requests.models import Grant
    from tests.catalog.transitions.conftest import WITHOUT_AGES

    publish(**WITHOUT_AGES)
    Grant.objects.update(state="returned", ended_at=ages.created_at)

    assert "See what breaks" in page(eve, "/my-data/")


def test_home_and_the_product_s_page_say_it_to_its_readers_alone(page, notice, broken, ada, eve):
    product = broken.product.get_absolute_url()

    assert "Demographics 2.0.0 breaks what you read" in page(ada, "/")
    assert "You read version 1.0.0 until the end of" in page(ada, product)
    assert "breaks what you read" not in page(eve, "/")
    assert "You read version" not in page(eve, product)


def test_after_moving_nothing_is_said_any_more(page, notice, broken, ada):
    move(actor=ada, notice=notice)

    assert "breaks what you read" not in page(ada, "/")
    assert "You read version" not in page(ada, broken.product.get_absolute_url())


def test_the_sample_shows_the_version_that_is_read_and_the_other_on_demand(page, notice, broken, ada, eve):
    rows = f"{broken.product.get_absolute_url()}sample/rows/"

    mine = page(ada, rows)
    new = page(ada, f"{rows}?version=2.0.0")

    assert "Version 1.0.0, which can be read until the end of" in mine
    assert "54" in mine.split()
    assert "Version 2.0.0." in new
    assert "54" not in new.split()
    assert "Version 1.0.0" not in page(eve, f"{rows}?version=1.0.0")


def test_the_owner_sees_who_knows_who_has_moved_and_who_still_reads(page, first, ada, eve, analytics, otto, switch):
    for consumer in (ConsumerFactory(person=ada), ConsumerFactory(person=eve), Consumer.objects.for_team(analytics)):
        GrantFactory(consumer=consumer, port=first)
    switch()
    move(actor=ada, notice=MigrationNotice.objects.get(consumer__person=ada))

    text = page(otto, "/studio/demographics/old-versions/")

    assert "Version 1.0.0, readable until the end of" in text
    for said in ("Ada Analyst subjects Has moved", "Eve Elsewhere subjects Was told", "Analytics subjects Was told"):
        assert said in text
    assert "Not possible: it is still read" in text


def test_the_owner_ends_it_when_nobody_reads_it_any_more(client, page, notice, ada, otto):
    move(actor=ada, notice=notice)
    assert "End version 1.0.0 now?" in page(otto, "/studio/demographics/old-versions/")

    client.post(f"/studio/demographics/old-versions/{notice.period_id}/end/")

    assert MigrationPeriod.objects.get().state == "ended"
    assert "From 1.0.0 to 2.0.0" in page(otto, "/studio/demographics/old-versions/")


def test_who_may_not_end_it_is_told_so(client, page, notice, grace, eve):
    client.force_login(grace)
    client.post(f"/studio/demographics/old-versions/{notice.period_id}/end/")
    assert "only maintainers of the owning team end it" in page(grace, "/studio/demographics/old-versions/")
    client.force_login(eve)
    assert client.get("/studio/demographics/old-versions/").status_code == 404
    assert client.post(f"/studio/demographics/old-versions/{notice.period_id}/end/").status_code == 404
    assert MigrationPeriod.objects.get().state == "open"


@pytest.mark.parametrize("address", ["/my-data/", "/", "/studio/demographics/old-versions/"])
def test_more_consumers_cost_no_more_queries(address, client, queries, first, otto, ada, analytics, clinical, switch):
    from accounts.teams.services import set_member

    set_member(actor=None, team=clinical, person=ada, role="member")
    GrantFactory(consumer=ConsumerFactory(person=ada), port=first)
    GrantFactory(port=first)
    switch()
    client.force_login(someone(ada))
    few = queries(client, address)
    period = MigrationPeriod.objects.get()
    for _number in range(6):
        grant = GrantFactory(port=first)
        MigrationNotice.objects.create(period=period, port=first, consumer=grant.consumer, breaks=[])
    GrantFactory(consumer=Consumer.objects.for_team(analytics), port=first)
    MigrationNotice.objects.create(period=period, port=first, consumer=analytics.consumer, breaks=[])

    client.force_login(someone(ada))
    assert queries(client, address) <= few + 1


def test_the_api_lists_answers_and_moves(api, notice, broken, ada, otto, eve, grace):
    mine = api(ada).get("/api/v1/migration-notices/", {"open": "true", "mine": "true"}).json()["results"]

    assert [(one["product"], one["old_version"], one["new_version"]) for one in mine] == [
        ("demographics", "1.0.0", "2.0.0")
    ]
    assert mine[0]["consumer"] == {"kind": "person", "name": "Ada Analyst"}
    assert mine[0]["breaks"][0]["columns"] == ["age"]
    assert mine[0]["moved_at"] is None
    address = f"/api/v1/migration-notices/{notice.pk}/"
    assert api(otto).get("/api/v1/migration-notices/", {"mine": "true"}).json()["results"] == []
    assert [api(person).get(address).status_code for person in (otto, grace, eve)] == [200, 200, 404]
    assert api(otto).post(f"{address}move/").status_code == 403
    assert api(eve).post(f"{address}acknowledge/").status_code == 404

    assert api(ada).post(f"{address}acknowledge/").json()["acknowledged_by"] == "ada"
    assert api(ada).post(f"{address}move/").json()["moved_at"] is not None
    assert api(ada).get("/api/v1/migration-notices/", {"open": "false"}).json()["results"] == []


def test_the_owning_team_is_told_about_what_it_makes_and_reads_the_new_version_itself(
    page, first, clinical, otto, switch
):
    from tests.catalog.factories import InputPortFactory, OfferedPortFactory

    made = OfferedPortFactory(product__domain=first.product.domain, name="arms").product.versions.get()
    InputPortFactory(version=made, upstream=first, source=None)
    notice = switch().notices.get()

    text = page(otto, notice.get_absolute_url())

    assert notice.is_own
    assert "Products of Clinical data are made from version 1.0.0 until the end of" in text
    assert "Your products are made from version 1.0.0" in page(otto, "/my-data/")
