"""A version that breaks what somebody reads: what breaks, until when, and what they can do about it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import MigrationNotice, MigrationPeriod
from catalog.transitions import services
from catalog.transitions.selectors import for_display
from catalog.views.migration_page import notice_page, transitions_page
from catalog.views.reach import own_product
from marketplace.foundation.errors import DomainError


@require_safe
def notice(request, pk):
    """What breaks for one consumer of one port."""
    return render(request, "catalog/transitions/notice.html", notice_page(request.user, _reachable(request, pk)))


@require_POST
def acknowledge(request, pk):
    """Say that one has read what breaks."""
    found = _reachable(request, pk)
    _do(request, lambda: services.acknowledge(actor=request.user, notice=found), _("Its owners see that you know."))
    return redirect(found)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request, pk):
    """Asked first, because nothing leads back: read the new version from now on."""
    found = _reachable(request, pk)
    if request.method != "POST":
        return render(request, "catalog/transitions/move.html", notice_page(request.user, found))
    words = _("You read version %(number)s from now on.") % {"number": found.period.after.number}
    _do(request, lambda: services.move(actor=request.user, notice=found), words)
    return redirect(found)


@require_safe
def transitions(request, slug):
    """The old versions of a product that somebody still reads."""
    return render(
        request, "catalog/studio/transitions.html", transitions_page(request.user, own_product(request, slug))
    )


@require_POST
def end(request, slug, pk):
    """End an old version that nobody needs any more."""
    product = own_product(request, slug)
    period = get_object_or_404(MigrationPeriod.objects.filter(product=product).select_related("before"), pk=pk)
    words = _("Version %(number)s can be read no more.") % {"number": period.before.number}
    _do(request, lambda: services.end_early(actor=request.user, period=period), words)
    return redirect("catalog:product-transitions", slug=slug)


def _reachable(request, pk: int) -> MigrationNotice:
    return get_object_or_404(for_display(MigrationNotice.objects.visible_to(request.user)), pk=pk)


def _do(request, act, words: str) -> None:
    try:
        act()
        messages.success(request, words)
    except DomainError as refusal:
        messages.error(request, str(refusal))
