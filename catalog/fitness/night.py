"""Which products have to be scored now: those that the night has not reached, and those that changed since."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.fitness.runner import CHUNK
from catalog.fitness.standing import scoring_version
from catalog.models import DataProduct, FitnessDispute, FitnessEvidence, FitnessScore, Incident, ProductVersion

NIGHT_MINUTE = 10
CATCH_UP = timedelta(minutes=15)  # so long the night is left alone
MOST_RANGES = 20  # that one sweep asks for; the next one goes on
# What was not yet committed when a score was begun had its moment shortly before.
UNSEEN = timedelta(seconds=30)
LOOK_BACK = timedelta(days=2)


def night_of(moment: datetime) -> datetime:
    """When the night run began that a moment belongs to: the same for every scheduler and every worker.

    So two schedulers ask for one night, and what that night has scored is not scored again.
    """
    local = timezone.localtime(moment)
    began = local.replace(hour=settings.NIGHT_HOUR, minute=NIGHT_MINUTE, second=0, microsecond=0)
    return began if began <= local else began - timedelta(days=1)


def unscored(first: int, last: int, since: datetime) -> list[int]:
    """The products of a range of ids that everybody finds, and that were not scored since a moment."""
    return list(_unscored(since).filter(pk__gte=first, pk__lte=last).order_by("pk").values_list("pk", flat=True))


def shown(ids: list[int]) -> list[int]:
    """Those of some products that everybody finds."""
    return list(DataProduct.objects.shown().filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def chunks() -> list[tuple[int, int]]:
    """Ranges of ids that together hold every product that everybody finds."""
    return ranges(list(DataProduct.objects.shown().order_by("pk").values_list("pk", flat=True)))


def ranges(ids: list[int]) -> list[tuple[int, int]]:
    """Ids in order as ranges of a chunk each."""
    return [(ids[start], ids[min(start + CHUNK, len(ids)) - 1]) for start in range(0, len(ids), CHUNK)]


def missed_ranges(now: datetime) -> list[tuple[int, int]]:
    """Ranges that the last night should have scored and has not: messages get lost, and workers die."""
    since = night_of(now)
    if now - since < CATCH_UP:
        return []
    found = _unscored(since).order_by("pk").values_list("pk", flat=True)
    return ranges(list(found[: MOST_RANGES * CHUNK]))


def stale(now: datetime) -> list[int]:
    """The products about which something changed since they were scored, each once, however much it was.

    A promise was broken or mended, a version was published, or a waiver began or ended.
    """
    since = now - LOOK_BACK
    moments = [
        *Incident.objects.filter(opened_at__gte=since).values_list("port__product", "opened_at"),
        *Incident.objects.filter(resolved_at__gte=since).values_list("port__product", "resolved_at"),
        *ProductVersion.objects.published().filter(published_at__gte=since).values_list("product", "published_at"),
        *FitnessDispute.objects.exclude(state=FitnessDispute.State.DISPUTED)
        .filter(updated_at__gte=since)
        .values_list("product", "updated_at"),
    ]
    newest: dict[int, datetime] = {}
    for product, at in moments:
        newest[product] = max(at, newest.get(product, at))
    shown = DataProduct.objects.shown().filter(pk__in=newest)
    known = dict(FitnessScore.objects.filter(product__in=shown, latest=True).values_list("product", "scored_at"))
    return sorted(product for product, at in newest.items() if product in known and known[product] < at + UNSEEN)


def forget(today: date) -> int:
    """Remove answers that no score of the last weeks rests on; the scores themselves stay. Answers how many."""
    since = today - timedelta(days=settings.FITNESS_EVIDENCE_DAYS)
    needed = FitnessScore.objects.filter(Q(latest=True) | Q(day__gte=since), evidence=OuterRef("pk"))
    return FitnessEvidence.objects.exclude(Exists(needed)).delete()[0]


def claimed(first: int, last: int, since: datetime) -> bool:
    """Is this range mine? Of workers that ask at once one is told yes; it is free again when done, or after a while."""
    return bool(cache.add(_claim(first, last, since), 1, settings.LEASE_SECONDS))


def keep_claim(first: int, last: int, since: datetime) -> None:
    """Show a sign of life."""
    cache.set(_claim(first, last, since), 1, settings.LEASE_SECONDS)


def let_go(first: int, last: int, since: datetime) -> None:
    """The range is done."""
    cache.delete(_claim(first, last, since))


def _claim(first: int, last: int, since: datetime) -> str:
    return f"fitness:{first}:{last}:{int(since.timestamp())}"


def _unscored(since: datetime) -> QuerySet[DataProduct]:
    done = FitnessScore.objects.filter(product=OuterRef("pk"), scored_at__gte=since, scoring=scoring_version())
    return DataProduct.objects.shown().exclude(Exists(done))
