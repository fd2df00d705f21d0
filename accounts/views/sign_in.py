"""Come in and go out."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.identity import services
from accounts.identity.forms import SignInForm


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """Ask for name and password, and go where the person wanted to go."""
    wanted = _safe(request, request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return HttpResponseRedirect(wanted or resolve_url(settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request.POST or None)
    if form.is_valid() and form.run(services.sign_in, request):
        return HttpResponseRedirect(wanted or resolve_url(settings.LOGIN_REDIRECT_URL))
    status = 422 if form.errors else 200
    return render(request, "accounts/sign_in.html", {"form": form, "next": wanted}, status=status)


@login_not_required
@require_POST
def sign_out(request):
    """End the session."""
    services.sign_out(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


def _safe(request, address: str) -> str:
    """The address when it is one of ours; empty otherwise."""
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else ""
