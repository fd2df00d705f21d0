"""What was sent to warehouse servers for a grant, run by run, and for the access of a whole day."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.db.models import Prefetch, QuerySet

from marketplace.foundation.spreadsheets import csv_lines
from requests.models import Grant, ProvisioningRun, SentStatements
from requests.selectors.record import Question, grants_of

AT_ONCE = 200
HEADING = [
    "grant", "order", "consumer", "product", "port", "run", "aim", "attempt", "at", "as", "seconds", "outcome",
    "statement",
]  # fmt: skip


def runs_of(grant: Grant) -> QuerySet[ProvisioningRun]:
    """Everything that was carried out for a grant, the newest first, with what was sent."""
    return grant.runs.prefetch_related(Prefetch("sent", queryset=SentStatements.objects.order_by("pk"))).order_by("-pk")


def statements_csv(asked: Question) -> Iterator[str]:
    """Every statement that set up, changed or ended the access that there was on a day, until that day was over."""
    return csv_lines(HEADING, _rows(asked))


def _rows(asked: Question) -> Iterator[list]:
    grants = grants_of(asked).iterator(chunk_size=AT_ONCE)
    while batch := list(islice(grants, AT_ONCE)):
        yield from _lines({grant.pk: grant for grant in batch}, asked.span.ends)


def _lines(grants: dict[int, Grant], until: datetime) -> Iterator[list]:
    sent = SentStatements.objects.filter(run__grant__in=grants, begun_at__lt=until).select_related("run")
    for attempt in sent.order_by("run__grant", "pk").iterator(chunk_size=AT_ONCE):
        run, grant = attempt.run, grants[attempt.run.grant_id]
        order, port = grant.request.order, grant.port
        about = [grant.pk, order.number, grant.consumer, port.product.slug, port.name, run.pk, run.aim, attempt.attempt]
        for one in attempt.statements:
            yield [*about, one["at"], one["user"], one["seconds"], one["outcome"], one["text"]]
