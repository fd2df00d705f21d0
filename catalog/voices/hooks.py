"""What other apps know that reviews need; they register, and are never imported."""

from collections.abc import Callable
from typing import Any

from catalog.models import DataProduct
from marketplace.foundation.registry import Registry

# Whether somebody holds or once held access to a port of this product that was verified, directly or by a team.
HELD_ACCESS: Registry[Callable[[Any, DataProduct], bool]] = Registry("answer to who has held verified access")


def has_held_access(user, product: DataProduct) -> bool:
    """Does or did this person read the product by right?"""
    return any(held(user, product) for held in HELD_ACCESS)
