"""The report of a campaign: what was asked, what was said, signed so that a changed copy is found out."""

import csv
import hashlib
import io

from django.core.signing import BadSignature, Signer

from marketplace.foundation.spreadsheets import csv_lines
from requests.models import GrantReview, Recertification

HEADING = [
    "grant", "product", "port", "consumer", "order", "purpose", "ordered by", "last read", "reads in 90 days",
    "readers", "incidents", "outcome", "by", "at", "reason",
]  # fmt: skip
_PLAIN = "seen plain"  # only in the report of a campaign with such a grant: older ones stay as they were signed
_SIGNED = "signature"


def _signer() -> Signer:
    return Signer(salt="recertification report")


def report_lines(campaign: Recertification) -> list[str]:
    """The report as lines of CSV, the same every time for a campaign that is closed; the signature is the last."""
    facts = ["campaign", campaign.pk, campaign.name, campaign.opened_by.username, campaign.opens_at.isoformat()]
    facts += [campaign.deadline.isoformat(), campaign.otherwise, campaign.closed_at.isoformat()]
    reviews = list(campaign.reviews.for_display().order_by("pk"))
    plain = any(review.evidence.get("plain") for review in reviews)
    rows = [[*_cells(review), *([_plain(review)] if plain else [])] for review in reviews]
    lines = list(csv_lines([*HEADING, _PLAIN] if plain else HEADING, [*rows, facts]))
    return [*lines, f"{_SIGNED},{sign(''.join(lines))}\r\n"]


def sign(text: str) -> str:
    """The digest of a text with our seal on it."""
    return _signer().sign(_digest(text))


def signature_of(campaign: Recertification) -> str:
    """The signature of the report of a closed campaign."""
    return report_lines(campaign)[-1].strip().partition(",")[2]


def is_genuine(text: str) -> bool:
    """Is this a report as we wrote it, to the letter? Line endings may have been changed on its way."""
    body, found, seal = text.lstrip("\ufeff").rstrip().rpartition(f"\n{_SIGNED},")
    if not found:
        return False
    try:
        return _signer().unsign(seal.strip()) == _digest(body)
    except BadSignature:
        return False


def _digest(text: str) -> str:
    return hashlib.sha256("\n".join(text.rstrip().splitlines()).encode()).hexdigest()


def campaign_named_in(text: str) -> str:
    """What a genuine report says it is the report of."""
    rows = [row for row in csv.reader(io.StringIO(text)) if row and row[0] == "campaign"]
    return rows[-1][2] if rows else ""


def _plain(review: GrantReview) -> str:
    return "; ".join(review.evidence.get("plain", ()))


def _cells(review: GrantReview) -> list:
    grant, seen = review.grant, review.evidence
    return [
        grant.pk, grant.port.product.slug, grant.port.name, str(grant.consumer), grant.request.order.number,
        seen.get("purpose", ""), seen.get("ordered_by", ""), seen.get("last_read_at") or "", seen.get("reads", 0),
        " ".join(seen.get("readers", [])), seen.get("incidents", 0), review.state,
        review.reviewer.username if review.reviewer else "", review.decided_at.isoformat() if review.decided_at else "",
        review.reason,
    ]  # fmt: skip
