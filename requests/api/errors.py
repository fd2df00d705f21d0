"""Refusals that only the API knows."""

from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError


class KeyTooLong(DomainError):
    """An idempotency key is a short name."""

    code = "idempotency-key-too-long"
    status = 400
    message = _("An Idempotency-Key has at most 120 characters.")
