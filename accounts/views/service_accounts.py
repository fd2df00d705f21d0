"""The tools of one's teams: for everybody in a team to see, for its maintainers to look after."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import ApiToken, User
from accounts.policies import may_manage_accounts
from accounts.teams import service_accounts as services
from accounts.teams.forms import AccountForm, AccountTokenForm
from accounts.tokens.services import issue_token, revoke_token
from accounts.views.tabs import tabs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service_accounts(request):
    """List them, and open one."""
    form = AccountForm(request.POST or None, maintained=request.user.maintained_team_ids)
    if form.is_valid() and (account := form.run(services.open_account, actor=request.user)):
        messages.success(request, _("Access can be ordered for %(account)s. Make it a token.") % {"account": account})
        return redirect("accounts:service-account", account.pk)
    context = {
        "form": form if request.user.maintained_team_ids else None,
        "accounts": _reachable(request.user),
        "tabs": tabs("accounts:service-accounts"),
    }
    return render(request, "accounts/service_accounts.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service_account(request, pk):
    """One of them with its tokens, and a new one; the answer to the making is the only page that shows it."""
    account = get_object_or_404(_reachable(request.user), pk=pk)
    form, text = AccountTokenForm(request.POST or None), None
    asked = {"actor": request.user, "owner": account, "scope": ApiToken.Scope.READ}
    if form.is_valid() and (issued := form.run(issue_token, **asked)):
        form, text = AccountTokenForm(), issued[1]
    context = {
        "account": account,
        "form": form,
        "text": text,
        "tokens": account.tokens.all(),
        "may_manage": may_manage_accounts(request.user, account.account_of),
        "tabs": tabs("accounts:service-accounts"),
    }
    return render(request, "accounts/service_account.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request, pk, token):
    """End one of its tokens."""
    account = get_object_or_404(_reachable(request.user), pk=pk)
    found = get_object_or_404(account.tokens.select_related("owner"), pk=token)
    revoke_token(actor=request.user, token=found)
    messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": found.name})
    return redirect("accounts:service-account", pk)


@require_POST
def close(request, pk):
    """End it, with everything it holds."""
    account = get_object_or_404(_reachable(request.user), pk=pk)
    services.close_account(actor=request.user, account=account)
    messages.success(request, _("%(account)s is closed.") % {"account": account})
    return redirect("accounts:service-accounts")


def _reachable(user):
    live = Prefetch("tokens", queryset=ApiToken.objects.filter(revoked_at=None), to_attr="keys")
    accounts = User.objects.filter(account_of__in=user.team_ids).select_related("account_of")
    return accounts.prefetch_related(live).order_by("-is_active", "account_of__name", "first_name", "pk")
