"""Who one is here."""

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.identity import services
from accounts.identity.forms import ProfileForm
from accounts.views.tabs import tabs


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Name, address and time zone; teams and roles."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid() and form.run(services.change_profile, actor=request.user, person=request.user):
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "memberships": request.user.memberships.select_related("team"),
        "tabs": tabs("accounts:profile"),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request):
    """Another password."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if form.is_valid():
        services.change_password(request, form=form)
        messages.success(request, _("Your password is changed; all your other sessions have ended."))
        return redirect("accounts:password")
    context = {"form": form, "tabs": tabs("accounts:password")}
    return render(request, "accounts/password.html", context, status=422 if form.errors else 200)
