"""Whoever follows a product, or a domain it lies in, hears of its incidents, by the channels chosen for these."""

from collections.abc import Iterable

from accounts.models import User
from catalog.following.selectors import listeners_to
from catalog.incidents.hooks import LISTENERS
from catalog.models import DataProduct


@LISTENERS.add("follows")
def people_following(product: DataProduct) -> Iterable[User]:
    """Each once."""
    return [listener.person for listener in listeners_to(product)]
