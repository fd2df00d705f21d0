"""What happens on the way from one major version to the next: one verb, one function."""

from catalog.transitions.services.answers import acknowledge, adapted, move
from catalog.transitions.services.endings import end_due, end_early, end_for_product, release, vanish
from catalog.transitions.services.opening import end_of_notice, open_period

__all__ = [
    "acknowledge",
    "adapted",
    "end_due",
    "end_early",
    "end_for_product",
    "end_of_notice",
    "move",
    "open_period",
    "release",
    "vanish",
]
