"""State what a task needs, and see what fits it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.tabs import everybody, tabs
from catalog.models import RequirementProfile
from catalog.requirements import services
from catalog.requirements.selectors import profiles_of
from catalog.views.fit_page import needs_in_words, product_fit, profile_page
from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product
from catalog.views.requirement_forms import ProfileForm
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import OWN_PAGES, Part

OWN_PAGES.add("catalog:requirement-profiles")(Part(gettext_lazy("Requirement profiles"), "target-arrow", 45, everybody))


@never_cache
@require_safe
def profiles(request):
    """My profiles and those of my teams."""
    listed = [{"profile": one, "needs": needs_in_words(one)} for one in profiles_of(request.user)]
    context = {"profiles": listed, "tabs": tabs("catalog:requirement-profiles")}
    return render(request, "catalog/requirements/profiles.html", context)


@never_cache
@require_safe
def profile(request, pk):
    """The products that fit one task best."""
    found = _found(request, pk)
    return render(request, "catalog/requirements/profile.html", profile_page(request.user, found, request.GET))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """State what a task needs."""
    form = ProfileForm(request.POST or None, user=request.user, initial={"wanted": request.GET.getlist("wanted")[:30]})
    if form.is_valid():
        said = form.cleaned_data
        about = {"name": said["name"], "task": said["task"], "team": said["team"], "needs": form.needs}
        try:
            return redirect(services.keep_profile(actor=request.user, **about))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return _form(request, form, None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    """State the needs anew."""
    found = _found(request, pk)
    form = ProfileForm(request.POST or None, user=request.user, profile=found)
    if form.is_valid():
        about = {"name": form.cleaned_data["name"], "task": form.cleaned_data["task"], "needs": form.needs}
        try:
            return redirect(services.change_profile(actor=request.user, profile=found, **about))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            found = _found(request, pk)
    return _form(request, form, found)


@require_POST
def delete(request, pk):
    """Forget a profile."""
    found = _found(request, pk)
    try:
        services.delete_profile(actor=request.user, profile=found)
        messages.success(request, _("The requirement profile “%(name)s” is deleted.") % {"name": found.name})
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    return redirect("catalog:requirement-profiles")


@never_cache
@require_safe
def fit(request, slug):
    """How one product fits a task of mine."""
    product = reachable_product(request, slug)
    context = frame(request, product, "catalog:product-fit")
    context |= product_fit(request.user, product, request.GET.get("profile"))
    return render(request, "catalog/product/fit.html", context)


def _form(request, form, profile):
    status = 422 if form.is_bound else 200
    return render(request, "catalog/requirements/form.html", {"form": form, "profile": profile}, status=status)


def _found(request, pk) -> RequirementProfile:
    return get_object_or_404(
        RequirementProfile.objects.visible_to(request.user).select_related("person", "team"), pk=pk
    )
