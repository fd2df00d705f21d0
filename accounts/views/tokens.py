"""Keys for tools."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.tokens import services
from accounts.tokens.forms import TokenForm
from accounts.views.tabs import tabs


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request):
    """List one's tokens, and make one; the answer to the making is the only page that shows it."""
    form, text = TokenForm(request.POST or None), None
    if form.is_valid() and (issued := form.run(services.issue_token, actor=request.user, owner=request.user)):
        form, text = TokenForm(), issued[1]
    context = {
        "form": form,
        "text": text,
        "tokens": request.user.tokens.all(),
        "tabs": tabs("accounts:tokens"),
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request, pk):
    """End one of one's tokens."""
    token = get_object_or_404(request.user.tokens, pk=pk)
    services.revoke_token(actor=request.user, token=token)
    messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("accounts:tokens")
