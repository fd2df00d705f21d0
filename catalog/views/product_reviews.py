"""Reviews on the page of a product."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models import DataProduct
from catalog.views.product_frame import frame
from catalog.views.product_questions import hide as hide_or_show
from catalog.views.reach import reachable_product
from catalog.views.voice_forms import HideForm, ReplyForm, ReviewForm
from catalog.voices.reviews import selectors, services
from catalog.voices.reviews.policies import may_reply, may_review
from catalog.voices.writing import may_hide

PAGE = 20
PART = "catalog:product-reviews"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reviews(request, slug):
    """What those think who have read it; and one's own review."""
    product = reachable_product(request, slug)
    form = ReviewForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid() and (written := form.run(services.review, actor=request.user, product=product)):
        messages.success(request, _("Your review stands here; the owning team was told."))
        return redirect(written)
    return _page(request, product, form=form)


@require_POST
def reply(request, slug, pk):
    """Reply to a review, for the owning team."""
    product, review = _review(request, slug, pk)
    form = ReplyForm(request.POST, auto_id=f"reply_{pk}_%s")
    if form.is_valid() and form.run(services.reply, actor=request.user, review=review):
        messages.success(request, _("Your reply stands below the review."))
        return redirect(review)
    return _page(request, product, replying=(review.pk, form))


@require_POST
def hide(request, slug, pk):
    """Hide a review, or show it again."""
    _product, review = _review(request, slug, pk)
    return hide_or_show(request, review, "review", review, services.hide_review, services.show_review)


def _page(request, product: DataProduct, *, form=None, replying=None) -> HttpResponse:
    user = request.user
    page = Paginator(selectors.reviews_of(user, product), PAGE).get_page(request.GET.get("page"))
    mine = selectors.review_by(user, product)
    initial = {"stars": mine.stars, "text": mine.text} if mine else {}
    wrong = bool((form and form.errors) or replying)
    context = frame(request, product, PART) | {
        "summary": selectors.summary_of(product),
        "reviews": [_shown(user, product, review, replying) for review in page],
        "mine": mine,
        "form": form or ReviewForm(initial=initial),
        "may_review": may_review(user, product),
        "may_hide": may_hide(user),
        "hide_form": HideForm(auto_id=False),
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "catalog/voices/reviews.html", context, status=422 if wrong else 200)


def _shown(user, product: DataProduct, review, replying) -> dict:
    review.product = product
    bound = replying and replying[0] == review.pk
    return {
        "review": review,
        "may_reply": may_reply(user, review),
        "form": replying[1] if bound else ReplyForm(auto_id=f"reply_{review.pk}_%s"),
        "open": bool(bound),
    }


def _review(request, slug: str, pk: int):
    product = reachable_product(request, slug)
    return product, get_object_or_404(selectors.reachable_reviews(request.user), pk=pk, product=product)
