"""What is searched for, so that what people miss can be seen; who searched is forgotten after a month."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Count, Max, Min
from django.utils import timezone

from catalog.models import LoggedSearch
from catalog.search.filters import NARROWINGS, Filters
from catalog.search.words import read_query

DAYS_OF_PEOPLE = 30
DAYS_KEPT = 365
AGAIN = timedelta(minutes=10)  # the same search of the same person within so long is one
LONGEST = 400
RECEIPT_SECONDS = 3_600
ENOUGH_PEOPLE = 3  # who searched for the same, before others are shown it
_SALT = "catalog.search"


@dataclass(frozen=True)
class Missed:
    """Words that found nothing: how often, by how many people as far as these are known, and when last."""

    words: str
    text: str
    searches: int
    people: int
    last_at: datetime


def receipt(user, text: str, filters: Filters, hits: int) -> str:
    """A signed account of a search, which the page hands in once somebody has read the results for a moment."""
    chosen = {kind: list(filters.chosen(kind)) for kind in NARROWINGS if filters.chosen(kind)}
    return signing.dumps([user.pk, text[:LONGEST], chosen, hits], salt=_SALT, compress=True)


def log_receipt(user, signed: str) -> LoggedSearch | None:
    """Write a search down; nothing for what we did not sign, for somebody else's, and for the same again."""
    try:
        person, text, chosen, hits = signing.loads(signed, salt=_SALT, max_age=RECEIPT_SECONDS)
    except signing.BadSignature:
        return None
    if person != user.pk:
        return None
    return log_search(user, text, hits, chosen)


def log_search(user, text: str, hits: int, chosen: dict[str, list[str]]) -> LoggedSearch | None:
    """Write down what somebody searched for, and how much they found."""
    text = text.encode("utf-8", "ignore").decode().replace("\x00", "").strip()[:LONGEST]
    words = _understood(text)
    if not words:
        return None
    recent = LoggedSearch.objects.filter(person=user, words=words, filters=chosen, at__gt=timezone.now() - AGAIN)
    if recent.exists():
        return None
    return LoggedSearch.objects.create(person=user, text=text, words=words, filters=chosen, hits=hits)


def found_nothing(since: datetime, most: int) -> list[Missed]:
    """So many words that found nothing since then, and nothing later, the most searched for first.

    Only searches of the whole catalog count: a filter finds nothing soon.
    """
    whole = LoggedSearch.objects.filter(at__gte=since, filters={})
    rows = (
        whole.order_by()
        .values("words")
        .annotate(
            text=Min("text"),
            searches=Count("pk"),
            people=Count("person", distinct=True),
            last_at=Max("at"),
            most=Max("hits"),
        )
        .filter(most=0)
        .order_by("-searches", "-last_at", "words")[:most]
    )
    return [Missed(row["words"], row["text"], row["searches"], row["people"], row["last_at"]) for row in rows]


def often_searched(beginning: str, most: int) -> list[str]:
    """What several people searched for lately and found, that begins like this."""
    lately = timezone.now() - timedelta(days=DAYS_OF_PEOPLE)
    rows = (
        LoggedSearch.objects.filter(words__startswith=beginning, hits__gt=0, at__gte=lately)
        .order_by()
        .values("words")
        .annotate(people=Count("person", distinct=True))
        .filter(people__gte=ENOUGH_PEOPLE)
        .order_by("-people", "words")
    )
    return [row["words"] for row in rows[:most]]


def forget_people() -> None:
    """Forget who searched more than a month ago, and what was searched for more than a year ago."""
    now = timezone.now()
    LoggedSearch.objects.filter(at__lt=now - timedelta(days=DAYS_KEPT)).delete()
    LoggedSearch.objects.filter(at__lt=now - timedelta(days=DAYS_OF_PEOPLE), person__isnull=False).update(person=None)


def _understood(text: str) -> str:
    query = read_query(text)
    return " ".join([*query.words, *(" ".join(phrase) for phrase in query.phrases)])[:LONGEST]
