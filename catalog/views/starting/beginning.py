"""The first page of a new product, and what all ways have in common: a draft that leads to the guide."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.publishing.errors import BundleNotReadable
from catalog.publishing.services import Saved
from catalog.starting import services
from catalog.views.starting.forms import BlankForm
from catalog.views.starting.from_wanted import begun_from, tie_to, wanted_in
from marketplace.foundation.errors import DomainError


@require_safe
def ways(request):
    """The ways to begin, to choose from."""
    return render(request, "catalog/studio/starting/ways.html", {"has_team": bool(request.user.team_ids)})


@require_http_methods(["GET", "HEAD", "POST"])
def blank(request):
    """Begin with a name and an owner, or with what people look for, and describe the rest step by step."""
    wanted = wanted_in(request)
    form = BlankForm(request.POST or None, user=request.user, **begun_from(request.user, wanted))
    if form.is_valid() and (begun := run(form, lambda: services.begin_blank(actor=request.user, **form.named))):
        tie_to(request, wanted, begun.product)
        return to_the_guide(request, begun)
    context = {"form": form, "has_team": bool(request.user.team_ids), "wanted": wanted}
    return render(request, "catalog/studio/starting/blank.html", context, status=422 if form.errors else 200)


def run(form, service: Callable[[], Saved]) -> Saved | None:
    """What a service began; None with the refusal in the form."""
    try:
        return service()
    except BundleNotReadable as refusal:
        told = [violation["message"] for violation in refusal.facts["violations"] if violation["level"] == "error"]
        for words in [str(refusal), *told[:3]]:
            form.add_error(None, words)
    except DomainError as refusal:
        field = "name" if refusal.code in ("name-in-use", "name-without-letters") else None
        form.add_error(field, str(refusal))
    return None


def to_the_guide(request, begun: Saved):
    """On to the guide, with a word on what there is now."""
    words = _("%(name)s is saved as a draft. Nothing is published yet; every step of the guide saves what you enter.")
    messages.success(request, words % {"name": begun.product.name})
    return redirect("catalog:guide", slug=begun.product.slug, step="describe")
