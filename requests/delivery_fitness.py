"""How long it takes from an order to data: a function of fitness that only access can answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from django.utils import timezone

from catalog.fitness.facts import Facts
from catalog.fitness.registry import FACT_LOADERS, fitness_function
from catalog.fitness.results import Result, failed, passed, unknown, warned
from requests.models import Grant

KEY = "delivery"
WINDOW_DAYS = 90
PROMPT_HOURS = 72
SLOW_HOURS = 168


@dataclass(frozen=True)
class Delivery:
    """Hours from order to verified access, for what was opened within the window."""

    hours: tuple[float, ...] = ()


@FACT_LOADERS.add(KEY)
def load(product_ids: Sequence[int], day: date) -> Mapping[int, Delivery]:
    """What was delivered of many products, in one query; a grant that was ordered to begin later is not counted."""
    until = datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())
    opened = Grant.objects.filter(
        port__product__in=product_ids, opened_at__lt=until, opened_at__gte=until - timedelta(days=WINDOW_DAYS)
    ).order_by()
    hours: dict[int, list[float]] = {}
    for product, asked, begins, at in opened.values_list(
        "port__product", "request__created_at", "valid_from", "opened_at"
    ):
        hours.setdefault(product, []).append(max((at - max(asked, begins)).total_seconds() / 3600, 0.0))
    return {product: Delivery(tuple(took)) for product, took in hours.items()}


@fitness_function("accessible.delivered", attribute="Accessible", title="Data comes soon after the order", weight=2)
def delivered(facts: Facts) -> Result:
    """Do people who order it read it within three days?"""
    known: Delivery = facts.brought.get(KEY, Delivery())
    if not known.hours:
        return unknown(f"No access was opened within {WINDOW_DAYS} days.")
    typical = median(known.hours)
    told = f"{60 * typical:.0f} minutes" if typical < 1 else f"{typical:.0f} hours"
    summary = f"Half of {len(known.hours)} orders came to data within {told}."
    evidence = {
        "orders": len(known.hours),
        "median_hours": round(typical, 2),
        "longest_hours": round(max(known.hours), 1),
        "days": WINDOW_DAYS,
    }
    if typical <= PROMPT_HOURS:
        return passed(summary, **evidence)
    remedy = "Let the access policy approve what is harmless, or name more people who decide."
    if typical <= SLOW_HOURS:
        return warned(summary, remedy=remedy, **evidence)
    return failed(summary, remedy=remedy, **evidence)
