"""Save a search, see what is new in it, and let it go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.views.tabs import tabs
from catalog.following import searches
from catalog.following.errors import SearchSavedAlready
from catalog.following.looking import fresh_in
from catalog.following.policies import may_keep_search
from catalog.following.selectors import searches_of
from catalog.models import DataProduct, SavedSearch
from catalog.search.asked import Asked
from catalog.views.cards import cards, scored
from marketplace.foundation.errors import DomainError

PAGE = "catalog:following"


@require_POST
def save(request):
    """Save the search that a list of products shows."""
    query = request.POST.get("query", "")
    try:
        saved = searches.save_search(actor=request.user, query=query, name=request.POST.get("name", ""))
    except SearchSavedAlready as refusal:
        messages.info(request, str(refusal))
        return redirect("catalog:saved-search", refusal.facts["search"])
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('catalog:products')}?{query}")
    messages.success(request, _("The search is saved. You are told when it finds something new."))
    return redirect(saved)


@never_cache
@require_safe
def saved_search(request, pk):
    """One saved search with what is new in it."""
    search = _mine(request, pk)
    fresh = fresh_in(request.user, [search])[search.pk]
    rows = {product.pk: product for product in scored(DataProduct.objects.filter(pk__in=[one.pk for one in fresh]))}
    context = {
        "tabs": tabs(PAGE),
        "search": search,
        "said": Asked.read(QueryDict(search.query)).said,
        "follows": hasattr(search, "follow"),
        "may_follow": may_keep_search(request.user, search),
        "cards": cards([rows[product.pk] for product in fresh]),
    }
    return render(request, "catalog/following/saved_search.html", context)


@require_POST
def look(request, pk):
    """Take note of what is new, and go to the list of products."""
    search = _mine(request, pk)
    searches.note_matches(actor=request.user, search=search)
    return redirect(search.address)


@require_POST
def rename(request, pk):
    """Call it otherwise."""
    search = _mine(request, pk)
    done = _("The search is renamed.")
    return _done(request, searches.rename_search, search, done, back=search, name=request.POST.get("name", ""))


@require_POST
def delete(request, pk):
    """Keep it no more."""
    return _done(request, searches.delete_search, _mine(request, pk), _("The search is deleted."), back=PAGE)


def _mine(request: HttpRequest, pk: int) -> SavedSearch:
    """One of this person's searches; those of others do not exist for them."""
    return get_object_or_404(searches_of(request.user), pk=pk)


def _done(request: HttpRequest, service, search: SavedSearch, said: str, *, back, **what) -> HttpResponse:
    try:
        service(actor=request.user, search=search, **what)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(search.get_absolute_url())
    messages.success(request, said)
    return redirect(back)
