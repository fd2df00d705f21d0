"""What is to be sent to the world outside: written down in the transaction it tells of, sent by a worker afterwards."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.foundation.leases import Leased, LeasedQuerySet, LeaseLost, keeping
from marketplace.foundation.models import Stamped

log = structlog.get_logger(__name__)
WAITS = (timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4))


class NotDelivered(Exception):
    """Why it did not arrive; `lasting`: another try heals nothing; `wait`: how long the other side asked for."""

    def __init__(self, reason: object, *, lasting: bool = False, wait: timedelta | None = None) -> None:
        self.lasting, self.wait = lasting, wait
        super().__init__(str(reason))


class NotWanted(Exception):
    """What was to be sent is not needed any more, and why."""


class OutgoingQuerySet(LeasedQuerySet):
    """Questions about what is to be sent. Only claims write."""

    def waiting(self):
        """Not yet sent, and not given up."""
        return self.filter(state=Outgoing.State.WAITING)

    def due(self):
        """To be sent now."""
        return self.waiting().filter(due_at__lte=timezone.now())

    def given_up(self):
        """Could not be sent after all attempts: somebody must look."""
        return self.filter(state=Outgoing.State.FAILED)


class Outgoing(Leased, Stamped):
    """One thing to be sent; its key is the same at every attempt, so that the other side can tell a repetition."""

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Waiting")
        SENT = "sent", gettext_lazy("Sent")
        FAILED = "failed", gettext_lazy("Given up")
        DROPPED = "dropped", gettext_lazy("Not needed any more")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(gettext_lazy("state"), max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(gettext_lazy("not before"), default=timezone.now)
    ended_at = models.DateTimeField(gettext_lazy("ended"), null=True, blank=True)
    error = models.TextField(gettext_lazy("last error"), blank=True)

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts.

    >>> wait_after(1), wait_after(9)
    (datetime.timedelta(seconds=20), datetime.timedelta(seconds=14400))
    """
    return WAITS[min(attempts, len(WAITS)) - 1]


class _Batch:
    """Rows that are sent as one, held under one lease."""

    def __init__(self, rows: Sequence[Any], lease: str) -> None:
        self.rows, self.lease, self.pk = rows, lease, rows[0].pk
        self.attempts = max(row.attempts for row in rows)
        self._held = type(rows[0])._base_manager.filter(pk__in=[row.pk for row in rows], leased_by=lease)

    def renew(self, lease: str) -> None:
        if not self._held.update(lease_until=timezone.now() + timedelta(seconds=settings.LEASE_SECONDS)):
            raise LeaseLost()

    def release(self, **changes) -> None:
        if not self._held.update(leased_by="", lease_until=None, updated_at=timezone.now(), **changes):
            raise LeaseLost()


def kept_since() -> datetime:
    """What ended before this moment is not kept any more."""
    return timezone.now() - timedelta(days=settings.OUTBOX_KEEP_DAYS)


def forget(rows: models.QuerySet, *, most: int = 1000) -> int:
    """Delete those of these rows that ended, chunk by chunk, each in a transaction of its own; answers how many.

    What was given up stays, until somebody decides about it.
    """
    ended = rows.filter(state__in=[Outgoing.State.SENT, Outgoing.State.DROPPED], ended_at__lt=kept_since())
    gone = 0
    while pks := list(ended.order_by("pk").values_list("pk", flat=True)[:most]):
        ended.model._base_manager.filter(pk__in=pks).delete()
        gone += len(pks)
    return gone


def send_out(rows: OutgoingQuerySet, send: Callable[[list], None], say: Callable[[list, str], None]) -> bool:
    """Take those of these rows that are due and free, and send them as one; True when they arrived.

    What `send` raises as NotDelivered is tried again later, or given up; then `say` tells people, in one transaction
    with the giving up. NotWanted ends it without a word.
    """
    lease = rows.due().claim_all()
    if lease is None:
        return False
    batch = _Batch(list(rows.filter(leased_by=lease).order_by("pk")), lease)
    try:
        return _send(batch, send, say)
    except LeaseLost:
        log.warning("what was sent is another worker's by now", row=batch.pk)
        return False


def _send(batch: _Batch, send, say) -> bool:
    try:
        if batch.attempts > settings.OUTBOX_ATTEMPTS:
            raise NotDelivered(_("No worker lived long enough to send it."), lasting=True)
        with keeping(batch, batch.lease):
            send(batch.rows)
    except NotWanted as why:
        batch.release(state=Outgoing.State.DROPPED, ended_at=timezone.now(), error=str(why))
        return False
    except NotDelivered as failure:
        _later_or_never(batch, failure, say)
        return False
    batch.release(state=Outgoing.State.SENT, ended_at=timezone.now(), error="")
    return True


def _later_or_never(batch: _Batch, failure: NotDelivered, say) -> None:
    log.warning("not delivered", row=batch.pk, attempt=batch.attempts, reason=str(failure))
    now, reason = timezone.now(), str(failure)[:2000]
    if not failure.lasting and batch.attempts < settings.OUTBOX_ATTEMPTS:
        wait = max(wait_after(batch.attempts), failure.wait or timedelta())
        batch.release(due_at=now + wait, error=reason)
        return
    with transaction.atomic():
        batch.release(state=Outgoing.State.FAILED, ended_at=now, error=reason)
        say(batch.rows, reason)
