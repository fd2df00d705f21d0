"""Tools of a team: they hold grants and read by token; they never sign in, order or decide."""

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Consumer, Team, User
from accounts.policies import may_manage_accounts
from accounts.teams.errors import AccountExists, AccountUnnamed
from accounts.teams.hooks import AFTER_CLOSING
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist


@transaction.atomic
def open_account(*, actor: User, team: Team, name: str) -> User:
    """Make a service account of a team, with the consumer that it reads as.

    Raises AccountUnnamed, AccountExists.
    """
    insist(may_manage_accounts(actor, team))
    name = name.strip()
    if not slugify(name) or len(name) > 80:
        raise AccountUnnamed()
    username = f"{team.slug[:60]}.{slugify(name)}"
    Team.objects.select_for_update().get(pk=team.pk)
    if User.objects.filter(username=username).exists():
        raise AccountExists(team=str(team), username=username)
    account = User(username=username, first_name=name, account_of=team)
    account.set_unusable_password()
    account.full_clean(exclude=["password"])
    account.save()
    Consumer.objects.for_person(account)

    record("account.opened", account, actor=actor, person=account, team=team)
    return account


@transaction.atomic
def close_account(*, actor: User, account: User) -> User:
    """End a service account: its tokens open nothing any more, and its grants are given back."""
    insist(may_manage_accounts(actor, account.account_of))
    if not User.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
        return account
    account.is_active = False
    account.tokens.filter(revoked_at=None).update(revoked_at=timezone.now())
    for act in AFTER_CLOSING:
        act(account, actor)

    record("account.closed", account, actor=actor, person=account, team=account.account_of)
    return account
