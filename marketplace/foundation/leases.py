"""Rows that one worker at a time may work on, and that come back when it dies."""

import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError

log = structlog.get_logger(__name__)


class LeaseLost(DomainError):
    """Another worker has taken the work up; what this one still does must not count."""

    code = "lease-lost"
    status = 409
    message = _("Another worker goes on with this.")


class LeasedQuerySet(models.QuerySet):
    """Claims by conditional update: of two workers exactly one gets the row."""

    def free(self):
        """Rows that nobody holds, or whose holder showed no sign of life in time."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=timezone.now()))

    def claim(self, pk, **changes) -> str | None:
        """Take one of these rows, and change it so; the lease's name, or None when it is not free."""
        return self.filter(pk=pk).claim_all(**changes)

    def claim_all(self, **changes) -> str | None:
        """Take all of these rows that are free, as one; the lease's name, or None when none is."""
        lease = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        until = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)
        taken = self.free().update(leased_by=lease, lease_until=until, attempts=F("attempts") + 1, **changes)
        return lease if taken else None


class Leased(models.Model):
    """A piece of work with a holder and a time until which the holder is believed to live."""

    leased_by = models.CharField(max_length=120, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveIntegerField(_("attempts"), default=0, editable=False)

    class Meta:
        abstract = True

    def renew(self, lease: str) -> None:
        """Show a sign of life.

        Raises LeaseLost when somebody else holds the row by now.
        """
        until = timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)
        if not type(self)._base_manager.filter(pk=self.pk, leased_by=lease).update(lease_until=until):
            raise LeaseLost()

    def release(self, lease: str, **changes) -> None:
        """Write the outcome and let go, in one conditional update.

        Raises LeaseLost when somebody else holds the row by now; then nothing is written.
        """
        held = type(self)._base_manager.filter(pk=self.pk, leased_by=lease)
        if not held.update(leased_by="", lease_until=None, **changes):
            raise LeaseLost()
        self.leased_by, self.lease_until = "", None
        for name, value in changes.items():
            setattr(self, name, value)


@contextmanager
def keeping(row: Leased, lease: str) -> Iterator[None]:
    """Renew a lease every third of its length while the block runs, in a thread that dies with the process.

    It only renews: whoever lost the lease learns so at the next write.
    """
    over = threading.Event()
    threading.Thread(target=_renew, args=(row, lease, over), daemon=True, name=f"lease of {row.pk}").start()
    try:
        yield
    finally:
        over.set()


def _renew(row: Leased, lease: str, over: threading.Event) -> None:
    while not over.wait(settings.LEASE_SECONDS / 3):
        try:
            row.renew(lease)
        except LeaseLost:
            return
        except DatabaseError as away:
            log.warning("lease not renewed", row=row.pk, reason=str(away))
        finally:
            connection.close()
