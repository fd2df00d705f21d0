"""Hold products against each other; the choice is kept in the session until the page is opened, then in the address."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.comparing.measuring import measure_overlap
from catalog.comparing.selectors import MOST, visible_products
from catalog.models import OutputPort
from catalog.views.cards import Card
from catalog.views.comparing_page import compare_url, comparing_page

CHOICE = "compare"  # in the session: slugs
SIDES = (("left", "column"), ("right", "with"))


@never_cache
@require_safe
def compare(request):
    """Up to four products side by side; the address can be shared."""
    slugs = request.GET.getlist("product")[: MOST + 1]
    context = comparing_page(request.user, slugs, only_differences=request.GET.get("only") == "differences")
    status = 404 if any(slugs) and not context["products"] else 200
    return render(request, "catalog/comparing/compare.html", context, status=status)


@require_POST
def choose(request):
    """Take a product into the choice, take it out, choose exactly these, or begin anew."""
    wish, slugs = request.POST.get("wish", "add"), request.POST.getlist("product")
    chosen = _choice(request)
    if wish == "clear":
        chosen = []
    elif wish == "remove":
        chosen = [slug for slug in chosen if slug not in slugs]
    else:
        reachable = [product.slug for product in visible_products(request.user, slugs[:MOST])]
        if not reachable:
            raise Http404
        wanted = list(dict.fromkeys([*chosen, *reachable] if wish == "add" else reachable))
        if len(wanted) > MOST:
            messages.warning(request, _("Four products are the most that are compared; remove one first."))
        else:
            chosen = wanted
    request.session[CHOICE] = chosen
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if ours else compare_url(chosen))


@never_cache
@require_safe
@vary_on_headers("HX-Request")
def overlap(request):
    """How many values two columns have in common, as this person reads them."""
    left, right = _columns(request)
    context = {"overlap": measure_overlap(request.user, left, right), "left": left, "right": right}
    template = "catalog/comparing/overlap.html#measured" if request.htmx else "catalog/comparing/overlap.html"
    return render(request, template, context)


def choice_on_list(request: HttpRequest, cards: list[Card]) -> dict:
    """What a list of cards shows of the choice; a query only where something is chosen."""
    chosen = visible_products(request.user, slugs) if (slugs := _choice(request)) else []
    return {
        "compared": chosen,
        "cards": [replace(card, compared=card.product in chosen) for card in cards],
        "compare_url": compare_url([product.slug for product in chosen]),
    }


def _choice(request: HttpRequest) -> list[str]:
    kept = request.session.get(CHOICE, [])
    return [slug for slug in kept if isinstance(slug, str)][:MOST] if isinstance(kept, list) else []


def _columns(request: HttpRequest) -> list[tuple[OutputPort, str]]:
    """The two columns of ports that this person may see; anything else does not exist."""
    wanted = [(request.GET.get(port, ""), request.GET.get(name, "")) for port, name in SIDES]
    if not all(pk.isascii() and pk.isdigit() and len(pk) <= 18 for pk, _name in wanted):
        raise Http404
    ports = OutputPort.objects.visible_to(request.user).offered()
    parts = ("product", "contract", "policy", "snapshot", "warehouse")
    ports = (
        ports.select_related(*parts).prefetch_related("contract__columns").in_bulk([int(pk) for pk, _name in wanted])
    )
    found = [(ports.get(int(pk)), name) for pk, name in wanted]
    if any(port is None or name not in {one.name for one in port.contract.columns.all()} for port, name in found):
        raise Http404
    return found


def is_chosen(request: HttpRequest, slug: str) -> bool:
    """Is a product among those chosen to be compared?"""
    return slug in _choice(request)
