"""What others do when something happens to a product, and whom they know to tell.

`requests` registers here when the app starts; publishing never imports it.
"""

from collections.abc import Callable, Iterable

from accounts.models import User
from catalog.models import DataProduct
from marketplace.foundation.registry import Registry

# Called inside the transaction that retires a product: (product, actor, reason). Standing grants end here.
AFTER_RETIRE: Registry[Callable[[DataProduct, User | None, str], None]] = Registry("thing to do when a product retires")
# The people who read a product now, so that they hear of a new version, of deprecation and of retirement.
READERS: Registry[Callable[[DataProduct], Iterable[User]]] = Registry("source of readers")


def readers_of(product: DataProduct) -> list[User]:
    """Everybody who reads a product now, once each."""
    found = {person.pk: person for readers in READERS for person in readers(product)}
    return list(found.values())
