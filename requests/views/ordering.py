"""Order ports of a product: in a dialog of its page, or on a page of its own."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Team
from catalog.models import DataProduct
from requests.ordering.services import check_order, place_order
from requests.selectors.shelf import Shelf, shelf_of
from requests.views.answers import go
from requests.views.order_form import OrderForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order_dialog(request, slug):
    """Ask what is wanted, and place the order."""
    shelf = _shelf(request, slug, request.POST.get("team", ""))
    form = OrderForm(request.POST or None, shelf=shelf)
    if request.method == "GET" and request.GET.getlist("port"):
        wanted = set(request.GET.getlist("port"))
        form.initial["ports"] = [offer.port.pk for offer in shelf.open if offer.port.name in wanted] or form.chosen
    if form.is_valid() and (order := form.run(place_order, actor=request.user)):
        for refused in order.refused:
            messages.warning(request, _("%(name)s was not ordered: %(reason)s.") % refused)
        return go(request, order.get_absolute_url())
    return _form_page(request, form, status=422 if form.errors else 200)


@require_POST
def check(request, slug):
    """What would happen, port by port; nothing is written. Without scripts the whole form comes back with it."""
    shelf = _shelf(request, slug, request.POST.get("team", ""))
    form = OrderForm(request.POST, shelf=shelf)
    if not request.htmx:
        return _form_page(request, form)
    template = "ports" if request.GET.get("part") == "ports" else "prospects"
    return render(request, f"requests/order/{template}.html", _context(request, form))


def _shelf(request, slug: str, team: str) -> Shelf:
    products = DataProduct.objects.visible_to(request.user).select_related("domain", "owner")
    product = get_object_or_404(products, slug=slug)
    mine = Team.objects.filter(pk__in=request.user.team_ids)
    return shelf_of(request.user, product, mine.filter(pk=team).first() if team.isdecimal() else None)


def _form_page(request, form: OrderForm, *, status: int = 200):
    template = "requests/order/dialog.html" if request.htmx else "requests/order/page.html"
    return render(request, template, _context(request, form), status=status)


def _context(request, form: OrderForm) -> dict:
    chosen = form.chosen
    return {
        "form": form,
        "shelf": form.shelf,
        "product": form.shelf.product,
        "offers": [(offer, offer.port.pk in chosen) for offer in form.shelf.offers],
        "prospects": check_order(actor=request.user, **form.wish()) if chosen else [],
        "crumbs": [
            {"label": form.shelf.product.name, "url": form.shelf.product.get_absolute_url()},
            {"label": _("Order")},
        ],
    }
