"""The page of a publishing run."""

import pytest
from django.utils import timezone

from catalog.models import PublishingRun, PublishingStep


@pytest.fixture
def run(product, otto):
    """A run in the middle of its work."""
    run = PublishingRun.objects.create(
        product=product,
        version=product.versions.get(),
        kind="refresh",
        asked_by=otto,
        state="running",
        started_at=timezone.now(),
    )
    for position, (name, state) in enumerate([("build", "done"), ("compare", "running"), ("publish", "waiting")]):
        PublishingStep.objects.create(run=run, name=name, position=position, state=state, log=f"{name} speaks.")
    return run


def page_of(client, run, **headers):
    """The text of its page."""
    answer = client.get(f"/studio/runs/{run.pk}/", **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_open_run_is_asked_for_again_and_again(client, otto, run):
    client.force_login(otto)

    page, part = page_of(client, run), page_of(client, run, HTTP_HX_REQUEST="true")

    assert 'hx-trigger="every 1s"' in page
    assert "<html" not in part
    assert "Build the data" in part
    assert "1 of 3" in part


def test_a_failed_run_says_what_to_do_and_can_be_tried_again(client, otto, run):
    run.steps.filter(name="compare").update(state="failed", error="A column is missing.", remedy="Add it.")
    PublishingRun.objects.filter(pk=run.pk).update(state="failed", ended_at=timezone.now())
    client.force_login(otto)

    page = page_of(client, run)
    answer = client.post(f"/studio/runs/{run.pk}/retry/")

    assert "A column is missing." in page
    assert "Add it." in page
    assert 'hx-trigger="every 1s"' not in page
    assert answer.status_code == 302
    run.refresh_from_db()
    assert run.state == "queued"


def test_trying_again_what_did_not_fail_is_refused_in_a_sentence(client, otto, run):
    client.force_login(otto)

    page = client.post(f"/studio/runs/{run.pk}/retry/", follow=True).content.decode()

    assert "Only a run that failed can be tried again." in page


def test_a_finished_run_leads_to_the_product(client, otto, run):
    PublishingRun.objects.filter(pk=run.pk).update(state="succeeded", ended_at=timezone.now())
    client.force_login(otto)

    assert 'href="/products/adverse-events/"' in page_of(client, run)


def test_a_steward_sees_why_she_cannot_try_again(client, grace, run):
    PublishingRun.objects.filter(pk=run.pk).update(state="failed", ended_at=timezone.now())
    client.force_login(grace)

    assert "only maintainers of the owning team publish it" in page_of(client, run)


def test_strangers_find_no_run(client, ada, run):
    client.force_login(ada)

    assert client.get(f"/studio/runs/{run.pk}/").status_code == 404
    assert client.post(f"/studio/runs/{run.pk}/retry/").status_code == 404
