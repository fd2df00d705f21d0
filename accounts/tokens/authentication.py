"""Signs tools in by their token, and keeps each within its scope."""

import hashlib
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission

from accounts.models import ApiToken

USED_AGAIN_AFTER = timedelta(minutes=1)


def digest_of(token: str) -> str:
    """What is kept of a token: its SHA-256; the token has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request):
        """The owner and the token; None when there is no bearer token.

        Raises AuthenticationFailed for a token that opens nothing.
        """
        kind, *rest = get_authorization_header(request).split() or [b""]
        if kind.lower() != b"bearer":
            return None
        try:
            token = ApiToken.objects.live().select_related("owner").get(digest=digest_of(rest[0].decode("ascii")))
        except (IndexError, UnicodeDecodeError, ApiToken.DoesNotExist):
            raise AuthenticationFailed(_("This token is unknown, expired or revoked.")) from None
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > USED_AGAIN_AFTER:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        return token.owner, token

    def authenticate_header(self, request):
        """Makes DRF answer 401 instead of 403 to a stranger."""
        return "Bearer"


class ScopeAllows(BasePermission):
    """A token that only reads may not write."""

    message = _("This token may only read.")

    def has_permission(self, request, view):
        """Yes for sessions, for write tokens, and for reading."""
        token = request.auth
        reads_only = isinstance(token, ApiToken) and token.scope == ApiToken.Scope.READ
        return not reads_only or request.method in SAFE_METHODS or getattr(view, "reads_only", False)
