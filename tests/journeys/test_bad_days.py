"""Bad days, with real processes: whatever dies, nothing is lost and nothing is doubled."""

import httpx
import pytest

from accounts.models import Notification
from accounts.tokens.services import issue_token
from catalog.models import OutputPort, ProductVersion, PublishingRun, Snapshot
from catalog.publishing.services import save_draft, submit
from requests.models import AccessRequest, Grant, ProvisioningRun
from requests.ordering.services import place_order
from tests.journeys.bundles import bundle
from tests.processes import eventually, kill

pytestmark = pytest.mark.journey

# A few seconds of work that DuckDB cannot shorten.
SLOW = """\
select sum(hash(a.range * b.range + 1) % 7)::bigint as total
from range(40000) a, range(12000) b, (select 1 from raw limit 1) c"""
FAST = "select iata as code, name from raw where iata <> '' limit 50"


def _publish(people, raw):
    saved = save_draft(actor=people["otto"], raw=raw)
    assert [v for v in saved.violations if v.level == "error"] == []
    return submit(actor=people["otto"], product=saved.product)


def _over(run):
    run.refresh_from_db()
    return not run.is_open


@pytest.fixture
def fast_port(land, people, worker):
    """A published port that everybody is granted at once."""
    land("world-airports.airports")
    run = _publish(people, bundle("codes", FAST, columns={"code": "string", "name": "string"}))
    eventually(lambda: _over(run))
    return OutputPort.objects.offered().get(product__slug="codes")


def test_a_worker_killed_in_the_middle_of_a_build_loses_and_doubles_nothing(land, people, start_worker, scheduler):
    land("world-airports.airports")
    with start_worker() as first:
        run = _publish(people, bundle("totals", SLOW, columns={"total": "integer"}))
        eventually(lambda: run.steps.filter(name="build", state="running").exists())
        kill(first)
    assert not Snapshot.objects.exists()

    with start_worker():
        eventually(lambda: _over(run), seconds=90)

    assert run.state == PublishingRun.State.SUCCEEDED, list(run.steps.values_list("name", "state", "error"))
    assert run.attempts == 2
    assert Snapshot.objects.count() == 1
    assert ProductVersion.objects.published().count() == 1


def test_a_worker_killed_while_it_opens_access_loses_and_doubles_nothing(
    fast_port, people, start_worker, scheduler, worker
):
    kill(worker)
    order = place_order(actor=people["eve"], justification="To see.", purpose="research", lines=[(fast_port, 5)])
    line = AccessRequest.objects.get(order=order)
    for _ in range(5):
        with start_worker() as victim:
            eventually(lambda: ProvisioningRun.objects.exclude(state="queued").exists(), every=0.001)
            kill(victim)
        if ProvisioningRun.objects.get().state == "running":
            break
        ProvisioningRun.objects.update(state="queued", due_at=order.created_at)

    with start_worker():
        eventually(lambda: Grant.objects.in_force().filter(request=line).exists(), seconds=60)

    assert Grant.objects.count() == 1
    assert ProvisioningRun.objects.filter(state="succeeded").count() == 1
    assert ProvisioningRun.objects.open().count() == 0


def test_an_order_stands_while_the_broker_is_down_and_is_carried_out_when_it_is_back(
    fast_port, people, scheduler, worker, start_site
):
    token = issue_token(actor=people["ada"], owner=people["ada"], name="journey", scope="write", days=1)[1]
    order = {"justification": "To see.", "purpose": "research", "lines": [{"port": fast_port.pk, "days": 5}]}

    with start_site(REDIS_URL="redis://127.0.0.1:1/0") as site:
        placed = httpx.post(
            f"{site}/api/v1/orders/", json=order, headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    assert placed.status_code == 201, placed.text
    assert AccessRequest.objects.get(order__number=placed.json()["number"]).state == "approved"
    eventually(lambda: Grant.objects.in_force().filter(consumer__person=people["ada"]).exists(), seconds=60)


def test_a_broken_build_leaves_the_published_version_untouched(fast_port, people, worker):
    before = fast_port.snapshot_id
    broken = "select iata as code, cast(name as integer) as name from raw"

    run = _publish(people, bundle("codes", broken, columns={"code": "string", "name": "integer"}, version="2.0.0"))
    eventually(lambda: _over(run))

    assert run.state == PublishingRun.State.FAILED
    step = run.steps.get(state="failed")
    assert step.name == "build"
    assert step.error
    assert step.remedy
    fast_port.refresh_from_db()
    assert fast_port.snapshot_id == before
    assert ProductVersion.objects.published().get().number == "1.0.0"
    assert Notification.objects.filter(recipient=people["otto"], tone="trouble").exists()
