"""Connectors to servers on this machine, and a worker that serves them inside the test."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requests.connectors import runner, tasks
from requests.connectors.services import save_connector
from requests.models import ConnectorMessage

SECRET = "a shared secret"


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("CONNECTOR_TEST_SECRET", SECRET)


@pytest.fixture
def connect(petra, web_server):
    """Sets a connector up: `connect("webhook", decides=True)`."""

    def make(kind, **said):
        usual = {"name": kind, "address": web_server.address, "secret_name": "CONNECTOR_TEST_SECRET", "is_on": True}
        return save_connector(actor=petra, kind=kind, **{**usual, **said})

    return make


@pytest.fixture
def bring():
    """Does what workers would do now for all connectors; `later=True`: also what waits for another attempt."""

    def everything(*, later=False):
        runner.sweep(tasks.send)
        if later:
            ConnectorMessage.objects.waiting().update(due_at=timezone.now() - timedelta(seconds=1))
        for pk in list(ConnectorMessage.objects.due().free().order_by("pk").values_list("pk", flat=True)):
            runner.send(pk)

    return everything
