"""What other slices know that people's wishes and reviews need; they register, and are never imported."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from catalog.models import DataProduct
from marketplace.foundation.registry import Registry

FEW = 10
WINDOW_DAYS = 30


@dataclass(frozen=True)
class Sought:
    """Words that people searched for and found nothing, and how often."""

    text: str
    times: int


# Searches since a moment that found nothing, without who searched.
FOUND_NOTHING: Registry[Callable[[datetime], Iterable[Sought]]] = Registry("source of searches that found nothing")
# Whether somebody holds or once held access to a port of this product that was verified, directly or by a team.
HELD_ACCESS: Registry[Callable[[Any, DataProduct], bool]] = Registry("answer to who has held verified access")


def sought_in_vain() -> list[Sought]:
    """What people searched for lately and did not find, the most often first."""
    since = timezone.now() - timedelta(days=WINDOW_DAYS)
    found = [one for source in FOUND_NOTHING for one in source(since)]
    return sorted(found, key=lambda one: (-one.times, one.text))[:FEW]


def has_held_access(user, product: DataProduct) -> bool:
    """Does or did this person read the product by right?"""
    return any(held(user, product) for held in HELD_ACCESS)
