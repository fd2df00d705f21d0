"""Is a product used, and is access to it kept well? Functions of fitness that only access can answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, F, Max, Q
from django.utils import timezone

from catalog.fitness.facts import Facts
from catalog.fitness.registry import FACT_LOADERS, fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, not_applicable, passed, unknown, warned
from requests.models import AccessRequest, DataRead, Grant

KEY = "access"
WINDOW_DAYS = 28
IDLE_DAYS = 90
PROMPT_HOURS = 72


@dataclass(frozen=True)
class Access:
    """How a product was ordered and read: consumers now, reads within 28 days, hours from order to decision."""

    consumers: int = 0
    reads: int = 0
    readers: int = 0
    grants: int = 0
    idle: int = 0
    hours_to_decide: tuple[float, ...] = ()


@FACT_LOADERS.add(KEY)
def load(product_ids: Sequence[int], day: date) -> Mapping[int, Access]:
    """The access of many products, in three queries."""
    until = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
    held, read, hours = _grants(product_ids, until), _reads(product_ids, until), _hours(product_ids, until)
    return {pk: Access(**held.get(pk, {}), **read.get(pk, {}), hours_to_decide=hours.get(pk, ())) for pk in product_ids}


def _grants(product_ids: Sequence[int], until: datetime) -> dict[int, dict]:
    """Only access of others counts: the owning team's own does not."""
    idle_since = until - timedelta(days=IDLE_DAYS)
    unused = Q(valid_from__lt=idle_since) & (Q(last_read_at=None) | Q(last_read_at__lt=idle_since))
    rows = (
        Grant.objects.filter(port__product__in=product_ids, state=Grant.State.ACTIVE)
        .exclude(consumer__team=F("port__product__owner"))
        .order_by()
        .values("port__product")
        .annotate(grants=Count("pk"), consumers=Count("consumer", distinct=True), idle=Count("pk", filter=unused))
    )
    return {row.pop("port__product"): row for row in rows}


def _reads(product_ids: Sequence[int], until: datetime) -> dict[int, dict]:
    rows = (
        DataRead.objects.filter(port__product__in=product_ids, grant__isnull=False, at__lt=until)
        .filter(at__gte=until - timedelta(days=WINDOW_DAYS))
        .order_by()
        .values("port__product")
        .annotate(reads=Count("pk"), readers=Count("reader", distinct=True))
    )
    return {row.pop("port__product"): row for row in rows}


def _hours(product_ids: Sequence[int], until: datetime) -> dict[int, tuple[float, ...]]:
    """How long people took, for requests of the last 28 days that people decided; and how long others wait by now."""
    asked = AccessRequest.objects.filter(
        port__product__in=product_ids,
        stages__isnull=False,
        created_at__lt=until,
        created_at__gte=until - timedelta(days=WINDOW_DAYS),
        state__in=["approved", "denied", "waiting"],
    )
    now = min(until, timezone.now())
    hours: dict[int, tuple[float, ...]] = {}
    per_line = asked.order_by().values("port__product", "pk")
    for row in per_line.annotate(asked=Max("created_at"), said=Max("decided_at")):
        took = ((row["said"] or now) - row["asked"]).total_seconds() / 3600
        hours[row["port__product"]] = (*hours.get(row["port__product"], ()), took)
    return hours


@fitness_function("valuable.consumers", attribute="Valuable", title="Others hold access to it", weight=2)
def consumers(facts: Facts) -> Result:
    """Does anybody beside the owning team hold access?"""
    known = _known(facts)
    if known.consumers:
        told = "consumer holds" if known.consumers == 1 else "consumers hold"
        return passed(f"{known.consumers} {told} access.", consumers=known.consumers, grants=known.grants)
    if _is_new(facts):
        return unknown(f"It was published less than {WINDOW_DAYS} days ago, and nobody holds access yet.")
    remedy = "Show it to the teams it was made for, or ask whether it is needed."
    return failed("Nobody beside the owning team holds access.", remedy=remedy, consumers=0)


@fitness_function("valuable.read", attribute="Valuable", title="It is read", weight=2)
def read(facts: Facts) -> Result:
    """Was it read by consumers within the last 28 days?"""
    known = _known(facts)
    evidence = {"reads": known.reads, "readers": known.readers, "days": WINDOW_DAYS}
    if known.reads:
        return passed(f"It was read {known.reads} times within {WINDOW_DAYS} days.", **evidence)
    if not known.grants:
        return not_applicable("Nobody holds access who could read it.", **evidence)
    if _is_new(facts):
        return unknown(f"It was published less than {WINDOW_DAYS} days ago, and nobody read it yet.", **evidence)
    remedy = "Ask its consumers whether they still need it, and what keeps them from using it."
    return failed(f"Nobody who holds access read it within {WINDOW_DAYS} days.", remedy=remedy, **evidence)


@fitness_function("accessible.decided", attribute="Accessible", title="Orders are decided promptly", weight=2)
def decided(facts: Facts) -> Result:
    """Do people who order it hear within three days?"""
    hours = _known(facts).hours_to_decide
    if not hours:
        return unknown(f"Nobody had to decide about it within {WINDOW_DAYS} days.")
    typical = median(hours)
    summary = f"Half of {len(hours)} requests were decided within {typical:.0f} hours."
    evidence = {"requests": len(hours), "median_hours": round(typical, 1), "longest_hours": round(max(hours), 1)}
    if typical <= PROMPT_HOURS:
        return passed(summary, **evidence)
    remedy = "Decide what waits, name another maintainer, or let the access policy approve what is harmless."
    if typical <= 2 * PROMPT_HOURS:
        return warned(summary, remedy=remedy, **evidence)
    return failed(summary, remedy=remedy, **evidence)


@fitness_function(
    "secure.used", attribute="Secure", title="Access is held by those who use it", bands=Bands(passes_at=0.8)
)
def used(facts: Facts) -> Result | Share:
    """Is access that stands also used, so that nobody holds what they do not need?"""
    known = _known(facts)
    if not known.grants:
        return not_applicable("Nobody holds access.")
    return graded(
        1 - known.idle / known.grants,
        f"{known.idle} of {known.grants} grants were not used for {IDLE_DAYS} days.",
        remedy="Ask these consumers whether they still need it, and end what they do not.",
        grants=known.grants,
        idle=known.idle,
    )


def _is_new(facts: Facts) -> bool:
    first = min((version.published_at for version in facts.versions if version.published_at), default=None)
    return first is None or (facts.day - timezone.localdate(first)).days < WINDOW_DAYS


def _known(facts: Facts) -> Access:
    return facts.brought.get(KEY, Access())
