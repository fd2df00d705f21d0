"""May somebody do something? The same answer greys a button and refuses a call."""

from dataclasses import dataclass

from django.utils.functional import Promise

from marketplace.foundation.errors import NotAllowed


@dataclass(frozen=True)
class Answer:
    """Yes, or no with the reason as the end of a sentence: "you may not do this: …"."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


def no(reason: str | Promise) -> Answer:
    """No, because."""
    return Answer(False, reason)


def insist(answer: Answer) -> None:
    """Go on only with a yes.

    Raises NotAllowed with the reason otherwise.
    """
    if not answer.allowed:
        raise NotAllowed(reason=str(answer.reason))
