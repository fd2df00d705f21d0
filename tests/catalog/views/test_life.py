"""The life of a product after publishing, as its team sees it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import PublishingRun, PublishingStep
from tests.catalog.factories import SnapshotFactory


@pytest.fixture
def page(client, otto):
    """Opens a page as otto."""
    client.force_login(otto)
    return lambda address: client.get(address).content.decode()


def _run(product, **facts):
    now = timezone.now()
    facts = {
        "state": "succeeded",
        "kind": "refresh",
        "started_at": now,
        "ended_at": now + timedelta(seconds=3),
        **facts,
    }
    return PublishingRun.objects.create(product=product, version=product.versions.get(), **facts)


def test_every_run_says_how_long_it_took_how_many_rows_it_made_and_what_went_wrong(page, offer):
    product = offer("Adverse events")
    good = _run(product)
    SnapshotFactory(port=product.output_ports.get(), version=product.versions.get(), run=good, rows=1234)
    bad = _run(product, state="failed")
    PublishingStep.objects.create(run=bad, name="build", position=1, state="failed", error="The SQL has no end.")

    shown = page("/studio/adverse-events/runs/")

    assert "1,234" in shown
    assert "3.0 s" in shown
    assert "The SQL has no end." in shown
    assert f"/studio/runs/{good.pk}/" in shown
    assert "the schedule" in shown


def test_more_runs_ask_the_database_no_more(client, otto, offer, queries):
    product = offer("Adverse events")
    client.force_login(otto)
    _run(product)
    _run(product)
    few = queries(client, "/studio/adverse-events/runs/")
    for _ in range(10):
        _run(product)

    assert queries(client, "/studio/adverse-events/runs/") == few <= 20


def test_a_product_that_never_ran_says_so(page, offer):
    offer("Adverse events")

    assert "Nothing was run yet" in page("/studio/adverse-events/runs/")


def test_its_life_says_how_often_it_is_built_and_when_next(page, offer):
    product = offer("Adverse events", refresh="daily")
    _run(product)

    shown = page("/studio/adverse-events/life/")

    assert "every day" in shown
    assert "Deprecate" in shown


def test_otto_deprecates_it_with_a_last_day_and_takes_it_back(client, otto, offer):
    product, successor = offer("Adverse events"), offer("Adverse events two")
    client.force_login(otto)
    day = timezone.localdate() + timedelta(days=40)
    facts = {"reason": "It is old.", "successor": successor.slug, "ends_on": day.isoformat()}

    told = client.post("/studio/adverse-events/deprecate/", facts, follow=True).content.decode()
    seen = client.get("/products/adverse-events/").content.decode()
    product.refresh_from_db()
    deprecated = product.status, product.successor, product.ends_on
    client.post("/studio/adverse-events/revive/")

    assert deprecated == ("deprecated", successor, day)
    assert "its readers have been told" in told
    assert "It can be read until" in seen
    assert "order that instead" in seen
    product.refresh_from_db()
    assert (product.status, product.ends_on) == ("published", None)


def test_a_last_day_that_is_no_date_is_refused_in_a_sentence(client, otto, offer):
    product = offer("Adverse events")
    client.force_login(otto)

    shown = client.post("/studio/adverse-events/deprecate/", {"reason": "Old.", "ends_on": "soon"}, follow=True)

    assert "The last day is not a date." in shown.content.decode()
    product.refresh_from_db()
    assert product.status == "published"


def test_who_may_not_publish_sees_why_the_buttons_are_grey(client, grace, offer):
    offer("Adverse events")
    client.force_login(grace)

    shown = client.get("/studio/adverse-events/life/").content.decode()

    assert "only maintainers of the owning team publish it" in shown
    assert "dialog-open" not in shown
