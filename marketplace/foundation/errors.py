"""Refusals: each has a code, facts and a sentence; `problems.py` turns them into answers of the API."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something that the marketplace refuses to do, and why."""

    code = "refused"
    status = 400
    message = _("This is not possible.")

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(facts)

    def __str__(self) -> str:
        return str(self.message) % self.facts


class NotAllowed(DomainError):
    """Somebody may not do what they asked for."""

    code = "not-allowed"
    status = 403
    message = _("You may not do this: %(reason)s.")


class NotReachable(DomainError):
    """The thing does not exist, or not for this person."""

    code = "not-found"
    status = 404
    message = _("There is nothing here that you can see.")
