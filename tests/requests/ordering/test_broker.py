"""The broker may be away; orders are not."""

import pytest
from celery import Celery

from requests.grants import runs
from requests.models import Grant, Order, ProvisioningRun
from requests.provisioning import missed


@pytest.fixture
def no_broker(monkeypatch):
    """Nudges go to a broker that nobody answers for."""
    away = Celery("away", broker="redis://127.0.0.1:1/0", set_as_current=False)
    away.conf.broker_transport_options = {"max_retries": 0}
    monkeypatch.setattr(runs, "CARRY_OUT", away.signature("requests.provisioning.tasks.carry_out"))


@pytest.mark.usefixtures("no_broker")
def test_an_order_stands_while_the_broker_is_down_and_is_carried_out_when_it_is_back(
    order, open_port, django_capture_on_commit_callbacks, caplog, work
):
    with django_capture_on_commit_callbacks(execute=True):
        placed = order(open_port)

    assert "nudge lost" in caplog.text
    assert (placed.state, ProvisioningRun.objects.get().state) == (Order.State.BEING_SET_UP, "queued")
    assert missed.sweep() == 1
    work()
    assert Grant.objects.get().state == "active"
