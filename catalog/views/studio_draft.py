"""Work on the documents of one product, and publish them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from catalog.publishing import services
from catalog.publishing.errors import BundleNotReadable, DraftConflict
from catalog.views.draft_page import draft_page
from catalog.views.reach import own_product
from catalog.views.studio_forms import DraftForm, in_bytes
from marketplace.foundation.errors import DomainError


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request, slug):
    """The editor with what is wrong, what would change, and what the runs did. Nothing that was typed is ever lost."""
    product = own_product(request, slug)
    form = DraftForm(request.POST or None)
    said = {}
    if form.is_valid():
        text, revision = form.cleaned_data["text"], form.cleaned_data["revision"]
        try:
            saved = services.save_draft(actor=request.user, raw=in_bytes(text), slug=slug, revision=revision)
            messages.success(
                request, _("The draft is saved as revision %(number)s.") % {"number": saved.draft.revision}
            )
            return redirect("catalog:draft", slug=slug)
        except DraftConflict as conflict:
            said = {"conflict": conflict, "status": conflict.status}
        except BundleNotReadable as refusal:
            said = {"refusal": refusal, "violations": refusal.facts["violations"], "status": refusal.status}
        except DomainError as refusal:
            said = {"refusal": refusal, "status": refusal.status}
    status = said.pop("status", 422 if form.errors else 200)
    context = draft_page(request.user, product, typed=request.POST.get("text"), conflict=said.get("conflict"))
    return render(request, "catalog/studio/draft.html", context | said, status=status)


@require_POST
def publish(request, slug):
    """Ask for the saved draft to be published."""
    return _run_or_say(request, slug, services.submit)


@require_POST
def refresh(request, slug):
    """Ask for the published version to be built anew."""
    return _run_or_say(request, slug, services.refresh)


def _run_or_say(request, slug, service):
    """To the run that a service began, or back to the draft with the reason why not."""
    product = own_product(request, slug)
    try:
        return redirect(service(actor=request.user, product=product))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("catalog:draft", slug=slug)
