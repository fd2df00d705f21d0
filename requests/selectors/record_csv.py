"""The record of a day as a table: one line for each person, port and reason why."""

from collections.abc import Iterator
from itertools import islice

from marketplace.foundation.spreadsheets import csv_lines
from requests.grants.timelines import Span
from requests.selectors.record import Question, Right, grants_of, rights_by_grants, rights_of_owners

AT_ONCE = 500
HEADING = [
    "day", "person", "name", "product", "port", "through", "from", "until", "reads", "grant", "order", "ordered by",
    "justification", "purpose", "rule", "decisions", "ended", "ended by", "why it ended", "seen plain",
]  # fmt: skip


def record_csv(asked: Question) -> Iterator[str]:
    """Everything that the page shows, line by line, however much it is."""
    return csv_lines(HEADING, _rows(asked))


def _rows(asked: Question) -> Iterator[list]:
    for right in rights_of_owners(asked):
        yield from _lines(asked, right)
    grants = grants_of(asked).iterator(chunk_size=AT_ONCE)
    while batch := list(islice(grants, AT_ONCE)):
        for right in rights_by_grants(asked, batch):
            yield from _lines(asked, right)


def _lines(asked: Question, right: Right) -> Iterator[list]:
    grant, request = right.grant, right.request
    why = ["", "", "", "", "", "", "", "", ""]
    if grant and request:
        order = request.order
        ended = grant.ended_at.isoformat() if grant.ended_at else ""
        why = [
            grant.pk, order.number, order.ordered_by.username, request.justification, request.purpose,
            request.rule.get("name", ""), "; ".join(right.people), ended,
            grant.ended_by.username if grant.ended_by else "",
        ]  # fmt: skip
    through = f"owner: {right.owner}" if right.owner else str(grant.consumer if grant else "")
    for reader in right.readers:
        for span in reader.spans:
            yield [
                asked.day.isoformat(), reader.person.username, str(reader.person), right.port.product.slug,
                right.port.name, through, span.begins.isoformat(), span.ends.isoformat(), reader.reads, *why,
                grant.end_reason if grant and grant.ended_at else "",
                "; ".join(f"{one.names}: {span}" for one, spans in right.plain for span in map(_span, spans)),
            ]  # fmt: skip


def _span(span: Span) -> str:
    return f"{span.begins.isoformat()} to {span.ends.isoformat()}"
