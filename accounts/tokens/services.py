"""Make and end keys for tools."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.policies import may_issue_token, may_revoke_token
from accounts.tokens.authentication import digest_of
from accounts.tokens.errors import AccountOnlyReads, OwnerLeft, TooLong, UnknownScope, Unnamed
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist

PREFIX_LENGTH = 11


@transaction.atomic
def issue_token(*, actor: User | None, owner: User, name: str, scope: str, days: int) -> tuple[ApiToken, str]:
    """Make a token; its text, like `mp_…`, is in the answer and nowhere else ever again.

    Actor None is the command line, which whoever runs the machine may use for anybody.
    Raises TooLong, UnknownScope, Unnamed or OwnerLeft; AccountOnlyReads for a service account that would write.
    """
    if actor is not None:
        insist(may_issue_token(actor, owner))
    if not owner.is_active:
        raise OwnerLeft(owner=str(owner))
    if scope not in ApiToken.Scope.values:
        raise UnknownScope(scope=scope)
    if owner.account_of_id and scope != ApiToken.Scope.READ:
        raise AccountOnlyReads(account=str(owner))
    if not 1 <= days <= settings.TOKEN_LONGEST_DAYS:
        raise TooLong(longest=settings.TOKEN_LONGEST_DAYS)
    if not 1 <= len(name := name.strip()) <= 80:
        raise Unnamed()
    text = f"mp_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        owner=owner,
        name=name,
        scope=scope,
        prefix=text[:PREFIX_LENGTH],
        digest=digest_of(text),
        expires_at=timezone.now() + timedelta(days=days),
    )
    token.save()

    record(
        "token.issued",
        token,
        actor=actor,
        person=owner,
        name=name,
        scope=scope,
        expires=timezone.localdate(token.expires_at).isoformat(),
    )
    return token, text


@transaction.atomic
def revoke_token(*, actor: User, token: ApiToken) -> ApiToken:
    """End a token at once; ending it twice changes nothing."""
    insist(may_revoke_token(actor, token))
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
        return token
    token.refresh_from_db()

    record("token.revoked", token, actor=actor, person=token.owner, name=token.name)
    return token
