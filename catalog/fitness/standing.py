"""Which functions there are on a day and how they count: what their authors say, as stewards have set it."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from django.utils import timezone

from catalog.fitness.registry import FitnessFunction, State, known_functions
from catalog.models import FitnessDispute, FitnessFunctionSetting

ENFORCED, GRACE = FitnessFunctionSetting.State.ENFORCED, FitnessFunctionSetting.State.GRACE


def functions_on(day: date | None = None) -> list[FitnessFunction]:
    """Every function with the state and weight that it has on a day; one query, and those of the sources."""
    day = day or timezone.localdate()
    settings = {one.function: one for one in FitnessFunctionSetting.objects.all()}
    return [
        as_set(one, settings[one.key], day) if one.key in settings else one
        for one in sorted(known_functions(), key=lambda one: one.key)
    ]


def as_set(function: FitnessFunction, setting: FitnessFunctionSetting, day: date) -> FitnessFunction:
    """A function as stewards have set it. Grace ends by its day, whether or not anybody has written so yet."""
    state = setting.state
    if state == GRACE and setting.enforced_from and setting.enforced_from <= day:
        state = ENFORCED
    return replace(
        function,
        state=cast(State, str(state)),
        weight=setting.weight or function.weight,
        owner=setting.owner or function.owner,
    )


def scoring_version(functions: Iterable[FitnessFunction] | None = None) -> str:
    """Names the functions that count: scores of different sets are not compared as if they were one."""
    counted = [one for one in (functions_on() if functions is None else functions) if one.counts]
    told = sorted(f"{one.key}:{one.version}:{one.weight}:{one.attribute}" for one in counted)
    return f"{len(told)}-{hashlib.sha256('|'.join(told).encode()).hexdigest()[:12]}"


def waivers_of(product_ids: Sequence[int], day: date) -> dict[int, dict[str, date]]:
    """Until when the answers of which functions do not count, by product; one query."""
    found: dict[int, dict[str, date]] = {}
    rows = FitnessDispute.objects.waived(day).filter(product__in=product_ids)
    for product, function, until in rows.values_list("product", "function", "valid_until"):
        found.setdefault(product, {})[function] = until
    return found
