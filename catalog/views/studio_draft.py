"""Work on the documents of one product, and publish them."""

from collections.abc import Callable

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.publishing import services
from catalog.publishing.errors import BundleNotReadable, DraftConflict
from catalog.views.draft_page import draft_page
from catalog.views.publish_forms import PublishForm, VersionForm
from catalog.views.reach import own_product
from catalog.views.studio_forms import DraftForm, in_bytes
from marketplace.foundation.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, slug):
    """The editor with what is wrong, what would change, and the way to publish. Nothing that was typed is ever lost."""
    product = own_product(request, slug)
    form = DraftForm(request.POST or None)
    if not form.is_valid():
        context = draft_page(request.user, product, typed=request.POST.get("text"), conflict=None)
        return render(request, "catalog/studio/draft.html", context, status=422 if form.errors else 200)
    text, revision = form.cleaned_data["text"], form.cleaned_data["revision"]
    return _save_or_say(
        request,
        product,
        text,
        lambda: services.save_draft(actor=request.user, raw=in_bytes(text), slug=slug, revision=revision),
    )


@require_POST
def version(request, slug):
    """Write the number that is demanded into the draft, and save what is being typed with it."""
    product = own_product(request, slug)
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect(_back(request, slug))
    wanted = form.cleaned_data
    typed = in_bytes(wanted["text"]) if wanted["text"] else None
    facts = {"number": wanted["number"], "raw": typed, "revision": wanted["revision"]}
    return _save_or_say(
        request,
        product,
        wanted["text"],
        lambda: services.set_version(actor=request.user, product=product, **facts),
    )


@require_POST
def publish(request, slug):
    """Ask for the saved draft to be published, with the notice that others get of what breaks."""
    form = PublishForm(request.POST)
    if not form.is_valid():
        own_product(request, slug)
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect(_back(request, slug))
    return _run_or_say(request, slug, services.submit, **form.cleaned_data)


@require_POST
def refresh(request, slug):
    """Ask for the published version to be built anew."""
    return _run_or_say(request, slug, services.refresh)


def _save_or_say(request, product, typed: str, save: Callable[[], services.Saved]):
    """Back with the saved draft, or the page with the reason why not and with what was typed."""
    try:
        saved = save()
    except DomainError as refusal:
        if not typed:
            messages.error(request, str(refusal))
            return redirect(_back(request, product.slug))
        conflict = refusal if isinstance(refusal, DraftConflict) else None
        context = draft_page(request.user, product, typed=typed, conflict=conflict)
        context |= {"conflict": conflict} if conflict else {"refusal": refusal}
        if isinstance(refusal, BundleNotReadable):
            context["violations"] = refusal.facts["violations"]
        return render(request, "catalog/studio/draft.html", context, status=refusal.status)
    messages.success(request, _("The draft is saved as revision %(number)s.") % {"number": saved.draft.revision})
    return redirect(_back(request, product.slug))


def _run_or_say(request, slug, service, **facts):
    """To the run that a service began, or back with the reason why not."""
    product = own_product(request, slug)
    try:
        return redirect(service(actor=request.user, product=product, **facts))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(_back(request, slug))


def _back(request, slug: str) -> str:
    """Where somebody came from, when that is a page of ours; else the draft."""
    wanted = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and ours else reverse("catalog:draft", args=[slug])
