"""What can be done with wanted products: ask, want too, pick up, decline, answer, close and open again, hide."""

from catalog.voices.wanted.services.asking import ask, take_back, vote
from catalog.voices.wanted.services.hiding import hide, show
from catalog.voices.wanted.services.moving import answer, decline, make, pick_up, put_back, reopen, withdraw

__all__ = [
    "answer",
    "ask",
    "decline",
    "hide",
    "make",
    "pick_up",
    "put_back",
    "reopen",
    "show",
    "take_back",
    "vote",
    "withdraw",
]
