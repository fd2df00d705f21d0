"""Follow products, domains and saved searches, and see what one follows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.views.tabs import everybody, tabs
from catalog.following import searches, services
from catalog.following.looking import fresh_in
from catalog.following.policies import may_follow, may_follow_domain, may_keep_search
from catalog.following.selectors import follows_of, searches_of
from catalog.models import Domain
from catalog.views.reach import reachable_product
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import OWN_PAGES, Part
from marketplace.foundation.policies import YES, Answer

OWN_PAGES.add("catalog:following")(Part(gettext_lazy("Following"), "bell-ringing", 40, everybody))


@never_cache
@require_safe
def following(request):
    """Everything that I follow."""
    found = list(follows_of(request.user).filter(search=None))
    saved = list(searches_of(request.user))
    fresh = fresh_in(request.user, saved)
    context = {
        "tabs": tabs("catalog:following"),
        "products": [one.product for one in found if one.product_id],
        "domains": [one.domain for one in found if one.domain_id],
        "may_follow": YES,
        "searches": [(search, len(fresh[search.pk]), hasattr(search, "follow")) for search in saved],
    }
    return render(request, "catalog/following/following.html", context)


@require_POST
def follow_product(request, slug):
    """Follow a product, or stop following it."""
    product = reachable_product(request, slug)
    stop = _stops(request)
    service = services.unfollow if stop else services.follow
    what = {"actor": request.user, "product": product}
    return _answer(request, service, what, stop, may_follow(request.user, product), product.get_absolute_url())


@require_POST
def follow_domain(request, slug):
    """Follow a domain, or stop following it."""
    domain = get_object_or_404(Domain, slug=slug)
    stop = _stops(request)
    service = services.unfollow_domain if stop else services.follow_domain
    what = {"actor": request.user, "domain": domain}
    return _answer(request, service, what, stop, may_follow_domain(request.user), "/mesh/")


@require_POST
def follow_search(request, pk):
    """Be told of new matches of a saved search, or no more."""
    search = get_object_or_404(searches_of(request.user), pk=pk)
    stop = _stops(request)
    service = searches.unfollow_search if stop else searches.follow_search
    what = {"actor": request.user, "search": search}
    return _answer(request, service, what, stop, may_keep_search(request.user, search), search.get_absolute_url())


def _stops(request: HttpRequest) -> bool:
    return request.POST.get("wish") == "stop"


def _answer(request: HttpRequest, service, what: dict, stop: bool, may: Answer, page: str) -> HttpResponse:
    """The button as it is now, or back to the page it stood on."""
    about = next(thing for name, thing in what.items() if name != "actor")
    try:
        service(**what)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(page)
    if request.htmx:
        context = {
            "about": about,
            "follows": not stop,
            "may_follow": may,
            "url": request.path,
            "quiet": "quiet" in request.POST,
        }
        return render(request, "catalog/following/button.html", context)
    said = _("You hear no more of %(what)s.") if stop else _("You will hear what happens: %(what)s.")
    messages.success(request, said % {"what": about})
    back = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    return redirect(back if ours else page)
