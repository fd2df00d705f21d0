"""Shows signs of life while a step works on something that cannot call back."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.conf import settings
from django.db import DatabaseError, connection

from catalog.models import PublishingRun
from marketplace.foundation.leases import LeaseLost

log = structlog.get_logger(__name__)


@contextmanager
def keeping(run: PublishingRun, lease: str) -> Iterator[None]:
    """Renew the lease every third of its length, in a thread that dies with the process.

    It only renews: whoever lost the lease learns so at the next write.
    """
    over = threading.Event()
    threading.Thread(target=_renew, args=(run, lease, over), daemon=True, name=f"lease-{run.pk}").start()
    try:
        yield
    finally:
        over.set()


def _renew(run: PublishingRun, lease: str, over: threading.Event) -> None:
    while not over.wait(settings.LEASE_SECONDS / 3):
        try:
            run.renew(lease)
        except LeaseLost:
            return
        except DatabaseError as away:
            log.warning("lease not renewed", run=run.pk, reason=str(away))
        finally:
            connection.close()
