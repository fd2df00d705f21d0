"""Whom disputes about fitness concern, and what they are told."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.formats import date_format

from accounts.models import Notification, User
from accounts.models.user import STEWARD
from accounts.notifications.services import Kind, tell
from catalog.fitness.registry import known_functions
from catalog.models import DataProduct, FitnessDispute


def stewards() -> list[User]:
    """Everybody who watches over governance."""
    return list(User.objects.filter(Q(groups__name=STEWARD) | Q(is_superuser=True), is_active=True).distinct())


def owners_of(product: DataProduct) -> list[User]:
    """The people of the owning team."""
    return list(User.objects.filter(memberships__team=product.owner_id, is_active=True))


def title_of(function: str) -> str:
    """What a function is called; its key, when there is no such function any more."""
    return next((one.title for one in known_functions() if one.key == function), function)


def tell_of_dispute(dispute: FitnessDispute, people: Iterable[User], words: str, *, but=None, key: str = "") -> None:
    """Tell people about a dispute; `words` name the product and the function by %(product)s and %(function)s."""
    facts = {
        "product": dispute.product,
        "function": title_of(dispute.function),
        "day": date_format(dispute.valid_until),
        "note": dispute.note,
    }
    tell(
        people,
        words % facts,
        link=dispute.get_absolute_url(),
        tone=Notification.Tone.ACTION,
        but=but,
        key=key,
        kind=Kind.GOVERNANCE,
    )
