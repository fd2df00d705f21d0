"""Begin from another product: choose it, name the copy, see what has to be looked at."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from catalog.models import DataProduct
from catalog.publishing.checking import check_bundle
from catalog.starting import services
from catalog.starting.errors import NothingToBeginWith
from catalog.starting.naming import Naming, copied, to_look_at
from catalog.views.reach import reachable_product
from catalog.views.starting.beginning import run, to_the_guide
from catalog.views.starting.forms import NewProductForm

PAGE = 24


@require_safe
def copies(request):
    """Products whose documents this person may see."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    words = Q()
    for word in q.split():
        words &= Q(name__icontains=word) | Q(slug__icontains=word) | Q(description__icontains=word)
    seen = Q(status__in=DataProduct.Status.shown()) | Q(owner__in=request.user.team_ids, draft__isnull=False)
    products = DataProduct.objects.visible_to(request.user).filter(words & seen).select_related("domain", "owner")
    page = Paginator(products.order_by("name", "pk"), PAGE).get_page(request.GET.get("page"))
    keep = {"q": q} if q else {}
    context = {
        "q": q,
        "page": page,
        "has_team": bool(request.user.team_ids),
        "previous": f"?{urlencode(keep | {'page': page.previous_page_number()})}" if page.has_previous() else "",
        "next": f"?{urlencode(keep | {'page': page.next_page_number()})}" if page.has_next() else "",
    }
    return render(request, "catalog/studio/starting/copies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def copy(request, slug):
    """Name the copy. What its team may not read, and what was said for the original, is told before."""
    source = reachable_product(request, slug)
    if not request.user.team_ids:
        raise Http404
    try:
        bundle = services.documents_to_copy(request.user, source)
    except NothingToBeginWith:
        raise Http404 from None
    initial = {"name": _("%(name)s (copy)") % {"name": source.name}}
    if source.owner_id in request.user.team_ids:
        initial |= {"team": source.owner, "domain": source.domain}
    form = NewProductForm(request.POST or None, user=request.user, initial=initial)
    if form.is_valid():
        begun = run(form, lambda: services.begin_from_copy(actor=request.user, source=source, **form.named))
        if begun:
            return to_the_guide(request, begun)
    team = form.cleaned_data.get("team") if form.is_bound else form.initial["team"]
    context = {
        "product": source,
        "form": form,
        "team": team,
        "kept": to_look_at(bundle),
        "refused": _refused(bundle, team) if team else [],
        "documents": len(bundle.documents),
    }
    return render(request, "catalog/studio/starting/copy.html", context, status=422 if form.errors else 200)


def _refused(bundle, team) -> list[str]:
    """The inputs that this team may not read, each in a sentence."""
    trial = copied(bundle, Naming("Copy", "a-copy-that-nobody-saved", "any", team.slug, team.name))
    return [problem.message for problem in check_bundle(trial).inputs.problems if problem.level == "error"]
