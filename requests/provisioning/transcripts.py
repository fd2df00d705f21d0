"""What a run sends to a warehouse server is written down while it happens, and forgotten after so many days."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from catalog.warehouses.statements import Transcript, listening
from requests.models import ProvisioningRun, SentStatements

AT_ONCE = 500


@contextmanager
def transcribed(run: ProvisioningRun) -> Iterator[None]:
    """Keep what is sent inside; where nothing is, as in the lakehouse, no row is made."""
    row = SentStatements(run=run, attempt=run.attempts)

    def keep(transcript: Transcript) -> None:
        row.statements, row.beyond = transcript.as_json(), transcript.beyond
        row.save()

    with listening(keep):
        yield


def forget_old() -> int:
    """Delete what was sent before the days that the settings keep, chunk by chunk; answers of how many attempts.

    That access was opened and closed, when and why, stays in the audit trail for good.
    """
    old = SentStatements.objects.filter(begun_at__lt=timezone.now() - timedelta(days=settings.STATEMENTS_KEEP_DAYS))
    forgotten = 0
    while rows := list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        forgotten += SentStatements.objects.filter(pk__in=rows).delete()[0]
    return forgotten
