"""The broker is killed before, between and within: access is opened and closed once all the same, in the warehouse."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess

import httpx
import pytest
import redis

from accounts.models import Notification
from accounts.tokens.services import issue_token
from requests.grants.services import give_back
from requests.models import Grant, ProvisioningRun
from requests.provisioning.naming import called, grantee
from tests.processes import eventually, process
from tests.requests.conftest import AT_ONCE

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


class Broker:
    """A Redis of the test's own, which can be killed and started again; it keeps nothing."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._folder, self._running = folder, None

    @property
    def address(self):
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        said = ["--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self._running = subprocess.Popen(["redis-server", *said], stdout=subprocess.DEVNULL)
        eventually(self._answers)

    def kill(self):
        os.kill(self._running.pid, signal.SIGKILL)
        self._running.wait(5)

    def _answers(self):
        with contextlib.suppress(redis.RedisError), contextlib.closing(redis.Redis(port=self.port)) as asked:
            return asked.ping()
        return False


@pytest.fixture
def broker(tmp_path):
    if shutil.which("redis-server") is None:
        pytest.skip("needs a Redis to kill: apt-get install redis-server")
    broker = Broker(tmp_path)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def marketplace(broker, start_site, start_worker, tmp_path):
    """Web, worker and scheduler on that broker; the address of the first."""
    said = {"REDIS_URL": broker.address}
    with (
        start_worker(**said),
        process("celery", "-A", "marketplace", "beat", "-l", "WARNING", log=tmp_path / "beat.log", **said),
        start_site(**said) as site,
    ):
        yield site


def test_whenever_the_broker_dies_access_is_opened_once_and_closed(
    sales, make_port, ada, broker, marketplace, server, shared_lakehouse
):
    ports = [make_port(AT_ONCE, name=f"port_{n}", warehouse=sales) for n in range(3)]
    token = issue_token(actor=ada, owner=ada, name="journey", scope="write", days=1)[1]
    api = httpx.Client(base_url=f"{marketplace}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=60)

    def order(port):
        lines = [{"port": port.pk, "days": 5}]
        answer = api.post("/orders/", json={"justification": "To see.", "purpose": "research", "lines": lines})
        assert answer.status_code == 201, answer.text
        return ProvisioningRun.objects.get(grant__port=port)

    def open_there():
        rows = server.execute("SELECT schemaname || '.' || viewname FROM pg_views WHERE schemaname LIKE 'consumer%'")
        return {place for (place,) in rows}

    broker.kill()
    order(ports[0])
    broker.start()
    order(ports[1])
    broker.kill()
    broker.start()
    run = order(ports[2])
    eventually(lambda: ProvisioningRun.objects.filter(pk=run.pk).exclude(state="queued").exists(), every=0.001)
    broker.kill()
    broker.start()

    eventually(lambda: Grant.objects.in_force().count() == 3, seconds=90)
    who = grantee(Grant.objects.first().consumer_id)
    assert open_there() == {f"{who}.{called(port)}" for port in ports}
    assert ProvisioningRun.objects.filter(state="succeeded").count() == 3
    assert Notification.objects.filter(text__startswith="You can read").count() == 3

    broker.kill()
    for grant in Grant.objects.all():
        give_back(actor=ada, grant=grant)
    broker.start()

    eventually(lambda: Grant.objects.filter(provisioning="removed").count() == 3, seconds=90)
    assert open_there() == set()
    assert server.execute("SELECT 1 FROM pg_roles WHERE rolname LIKE %s", [f"%_{who}"]).fetchone() is None
