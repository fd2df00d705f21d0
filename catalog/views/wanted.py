"""Product wanted: the board, one of it, asking, and everything that is done about it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.models import WantedProduct
from catalog.views.product_questions import hide as hide_or_show
from catalog.views.wanted_forms import AnswerForm, AskForm, PickUpForm, ReasonForm, VoteForm, WithdrawForm
from catalog.views.wanted_page import LONGEST_TEXT, board, wanted_page
from catalog.voices.errors import WantedMoved
from catalog.voices.wanted import services
from catalog.voices.wanted.likeness import like
from catalog.voices.wanted.policies import handling_teams
from catalog.voices.words import one_line
from marketplace.foundation.errors import DomainError


@never_cache
@require_safe
def wanted_products(request):
    """What people look for and nobody offers."""
    return render(request, "catalog/wanted/board.html", board(request.user, request.GET))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """Ask for a product; what is like it is shown before, so that one votes instead of asking again."""
    sought = one_line(request.GET.get("q", "")[:LONGEST_TEXT])
    form = AskForm(request.POST or None, user=request.user, initial={"title": sought[:160]})
    alike = []
    if form.is_valid():
        said = form.cleaned_data
        alike = list(like(request.user, " ".join([said["title"], *said["terms"]])))
        seen = request.POST.get("seen", "").split()
        if all(str(one.pk) in seen for one in alike) and (made := form.run(services.ask, actor=request.user)):
            messages.success(request, _("It is on the board. You are told what becomes of it."))
            return redirect(made)
    elif sought and not form.is_bound:
        alike = list(like(request.user, sought))
    context = {"form": form, "alike": alike, "asked": form.is_bound and not form.errors}
    return render(request, "catalog/wanted/ask.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def wanted(request, pk):
    """One wanted product: what it must answer, who wants it, and what became of it."""
    return render(request, "catalog/wanted/wanted.html", wanted_page(request.user, _found(request, pk)))


@require_POST
def vote(request, pk):
    """Want it, too; or take that back."""
    one = _found(request, pk)
    if request.POST.get("wish") == "stop":
        return _done(request, one, _("You want it no more."), services.take_back)
    form = VoteForm(request.POST)
    if form.is_valid() and form.run(services.vote, actor=request.user, wanted=one):
        messages.success(request, _("You want it, too: you are told what becomes of it."))
        return redirect(one)
    return _again(request, one, "vote", form)


@require_POST
def hide(request, pk):
    """Hide it from everybody but stewards, or show it again."""
    one = _found(request, pk)
    return hide_or_show(request, one, "wanted", one, services.hide, services.show)


@require_POST
def act(request, pk, deed):
    """Pick it up, put it back, decline, answer, close or open it again."""
    one = _found(request, pk)
    if deed not in _DEEDS:
        raise Http404
    service, said = _DEEDS[deed]
    form = _form(request, deed)
    if not form.is_valid():
        return _again(request, one, deed, form)
    try:
        service(actor=request.user, wanted=one, **form.cleaned_data)
    except WantedMoved as passed:
        messages.info(request, str(passed))
        return redirect(one)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _again(request, one, deed, form, status=403 if refusal.status == 403 else 422)
    messages.success(request, str(said))
    return redirect(one)


_DEEDS = {
    "pick-up": (services.pick_up, gettext_lazy("It is yours now. Those who want it have been told.")),
    "put-back": (services.put_back, gettext_lazy("It is open for others again; those who want it have been told why.")),
    "decline": (services.decline, gettext_lazy("It is declined; those who want it have been told why.")),
    "answer": (services.answer, gettext_lazy("It is answered; those who want it have been told.")),
    "withdraw": (services.withdraw, gettext_lazy("It is closed; those who wanted it, too, have been told.")),
    "reopen": (services.reopen, gettext_lazy("It is open again.")),
}


def _form(request, deed: str):
    if deed == "pick-up":
        return PickUpForm(request.POST, teams=handling_teams(request.user))
    if deed == "answer":
        return AnswerForm(request.POST, user=request.user)
    if deed == "withdraw":
        return WithdrawForm(request.POST, prefix=deed)
    return ReasonForm(request.POST, prefix=deed)


def _again(request, one: WantedProduct, deed: str, form, *, status: int = 422) -> HttpResponse:
    """The page with what is wrong."""
    context = wanted_page(request.user, one, {deed: form})
    return render(request, "catalog/wanted/wanted.html", context, status=status)


def _done(request, one: WantedProduct, words: str, service) -> HttpResponse:
    try:
        service(actor=request.user, wanted=one)
        messages.success(request, words)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(one)


def _found(request, pk: int) -> WantedProduct:
    found = WantedProduct.objects.visible_to(request.user).with_votes(request.user).for_display()
    return get_object_or_404(found.select_related("domain__team"), pk=pk)
