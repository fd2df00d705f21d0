"""What the data suggests for the ports of a draft: a page of its own, and the decisions about it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.models import Draft, Proposal
from catalog.spec import read_bundle, view
from catalog.starting import services
from catalog.views.proposal_panel import MASKS, proposal_panel
from catalog.views.reach import own_product
from catalog.views.studio_frame import studio_frame
from marketplace.foundation.errors import DomainError


@require_safe
@never_cache
@vary_on_headers("HX-Request")
def proposals(request, slug):
    """Everything that is proposed for one port; the panel alone where htmx follows a look at the data."""
    product = own_product(request, slug)
    names = _ports(product)
    port = request.GET.get("port", "")
    port = port if port in names else next(iter(names), "")
    context = {"panel": proposal_panel(request.user, product, port), "back": request.GET.get("back", "")}
    if request.htmx:
        return render(request, "catalog/studio/proposals/panel.html", context | {"product": product})
    frame = studio_frame(product, "catalog:guide")
    return render(request, "catalog/studio/proposals/page.html", frame | context | {"names": names})


@require_POST
def ask(request, slug):
    """Have the data looked at, for the first time or again."""
    product, port = own_product(request, slug), request.POST.get("port", "")
    return _done(
        request,
        product,
        port,
        lambda: services.ask_for_proposals(actor=request.user, product=product, port=port),
        _("The data is being looked at."),
    )


@require_POST
def accept(request, slug, pk):
    """Write one proposal into the draft, with a mask where one was chosen."""
    product = own_product(request, slug)
    proposal = get_object_or_404(Proposal.objects.select_related("product__owner"), pk=pk, product=product)
    mask = request.POST.get("mask", "")
    mask = mask if mask in MASKS else ""
    return _done(
        request,
        product,
        proposal.port,
        lambda: services.accept(actor=request.user, proposal=proposal, mask=mask),
        _("Accepted: it is in the draft now."),
    )


@require_POST
def accept_all(request, slug):
    """Write everything that is proposed for a port, or of one kind, into the draft."""
    product, port = own_product(request, slug), request.POST.get("port", "")
    aspect = request.POST.get("aspect", "")
    aspect = aspect if aspect in Proposal.Aspect.values else ""
    before = _waiting(product, port, aspect)

    def service():
        services.accept_all(actor=request.user, product=product, port=port, aspect=aspect)

    words = ngettext("%(n)s proposal is in the draft now.", "%(n)s proposals are in the draft now.", before)
    return _done(request, product, port, service, words % {"n": before})


@require_POST
def dismiss(request, slug, pk):
    """Put one proposal away."""
    product = own_product(request, slug)
    proposal = get_object_or_404(Proposal.objects.select_related("product__owner"), pk=pk, product=product)
    return _done(
        request,
        product,
        proposal.port,
        lambda: services.dismiss(actor=request.user, proposal=proposal),
        _("Dismissed. It can be taken back below."),
    )


@require_POST
def restore(request, slug, pk):
    """Let a dismissed proposal wait again."""
    product = own_product(request, slug)
    proposal = get_object_or_404(Proposal.objects.select_related("product__owner"), pk=pk, product=product)
    return _done(request, product, proposal.port, lambda: services.restore(actor=request.user, proposal=proposal), "")


def _done(request, product, port: str, service, words: str):
    """Back to where the panel stands, with what became of it. The page is new: the draft has changed beneath it."""
    try:
        service()
        if words:
            messages.success(request, words)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return HttpResponseRedirect(f"{back.partition('#')[0]}#proposals")
    return redirect(
        f"{reverse('catalog:product-proposals', args=[product.slug])}?{urlencode({'port': port})}#proposals"
    )


def _waiting(product, port: str, aspect: str) -> int:
    rows = Proposal.objects.filter(product=product, port=port, state=Proposal.State.PROPOSED)
    return (rows.filter(aspect=aspect) if aspect else rows).count()


def _ports(product) -> list[str]:
    """The output ports of the draft."""
    draft = Draft.objects.filter(product=product).first()
    bundle, _violations = read_bundle(bytes(draft.bundle)) if draft else (None, [])
    return [output.name for output in view(bundle).outputs] if bundle and bundle.product else []
