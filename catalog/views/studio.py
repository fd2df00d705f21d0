"""Where teams make products: the list of theirs, and a new one."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from catalog.publishing.errors import BundleNotReadable
from catalog.publishing.services import save_draft
from catalog.views.studio_example import example_bundle
from catalog.views.studio_forms import BundleForm
from catalog.views.studio_page import studio_page
from catalog.views.voice_places import waiting_panel
from marketplace.foundation.errors import DomainError


@require_safe
def studio(request):
    """My products: what state they are in, and what their drafts and runs do."""
    context = studio_page(request.user, request.GET) | {"waiting": waiting_panel(request.user)}
    return render(request, "catalog/studio/studio.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def documents(request):
    """Begin a product by uploading or writing its bundle."""
    form = BundleForm(request.POST or None, request.FILES or None, initial={"text": example_bundle(request.user)})
    violations = []
    if form.is_valid():
        try:
            saved = save_draft(actor=request.user, raw=form.cleaned_data["raw"])
            return redirect("catalog:draft", slug=saved.product.slug)
        except BundleNotReadable as refusal:
            violations = refusal.facts["violations"]
            form.add_error(None, str(refusal))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "violations": violations, "longest": settings.BUNDLE_LONGEST_BYTES}
    return render(request, "catalog/studio/starting/documents.html", context, status=422 if form.errors else 200)


@require_safe
def example(request):
    """A small bundle that can be published as it is, to begin from."""
    headers = {"Content-Disposition": 'attachment; filename="example-product.yaml"'}
    return HttpResponse(example_bundle(request.user), content_type="application/yaml", headers=headers)
