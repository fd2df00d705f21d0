"""Shows that a worker lives while it waits for a warehouse."""

import threading
from contextlib import contextmanager

from django.conf import settings
from django.db import DatabaseError, connection

from marketplace.foundation.leases import LeaseLost
from requests.models import ProvisioningRun


@contextmanager
def kept(run: ProvisioningRun, lease: str):
    """Renew the lease three times as often as needed, in a thread of its own, until the block ends."""
    over = threading.Event()
    threading.Thread(target=_renew, args=(run, lease, over), daemon=True).start()
    try:
        yield
    finally:
        over.set()


def _renew(run: ProvisioningRun, lease: str, over: threading.Event) -> None:
    """A lease that was lost, or a database that is away, ends this; writing the outcome will tell."""
    try:
        while not over.wait(settings.LEASE_SECONDS / 3):
            run.renew(lease)
    except (LeaseLost, DatabaseError):
        return
    finally:
        connection.close()
