"""The basket: what lies in it, what would happen, and the way to an order."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from marketplace.foundation.drawing import draw
from marketplace.foundation.errors import DomainError
from requests.models import BasketLine
from requests.ordering.basket import enter, put_in_basket, take_out
from requests.ordering.checkout import check_out
from requests.ordering.errors import JustificationMissing, OutlookChanged, TermsNotAccepted
from requests.selectors.basket import BasketShown, basket_shown, is_there_for, ports_to_put
from requests.selectors.marks import marks_of
from requests.views.basket_form import BasketForm

_FIELD_OF = {JustificationMissing: "justification", TermsNotAccepted: "terms"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def basket(request):
    """Show it; a POST keeps what was entered, and does what its button says."""
    if request.method != "POST":
        shown = basket_shown(request.user)
        return _page(request, shown, BasketForm(shown=shown))
    form = BasketForm(request.POST, shown=basket_shown(request.user))
    if not form.is_valid():
        return _page(request, form.shown, form, status=422)
    if "checkout" in request.POST:
        return _check_out(request, form)
    enter(actor=request.user, entered=form.entered(request.user))
    if request.POST.get("remove"):
        return _remove(request, request.POST["remove"])
    if request.htmx:
        shown = basket_shown(request.user)
        return render(request, "requests/basket/fresh.html", _context(request, shown, BasketForm(shown=shown)))
    return redirect("requests:basket")


@require_POST
def add(request):
    """Put ports into the basket from anywhere, and come back to where one was."""
    ports = ports_to_put(
        request.user, ids=request.POST.getlist("port")[:50], product=request.POST.get("product", "")[:120]
    )
    days = request.POST.get("days", "")
    own = {name: request.POST.get(name, "").strip()[:most] for name, most in (("purpose", 80), ("justification", 1000))}
    try:
        put_in_basket(actor=request.user, ports=ports, days=int(days) if _is_number(days) else None, **own)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        _say(request, ports)
    return _back(request, ports)


@require_POST
def remove(request):
    """Take a port out of the basket, from anywhere."""
    wanted = request.POST.get("port", "")
    lines = request.user.basket_lines.select_related("port__product")
    line = lines.filter(port=int(wanted)).first() if _is_number(wanted) else None
    if line is not None:
        _take_out(request, line)
    return _back(request, ports_to_put(request.user, ids=[wanted]))


def _check_out(request, form: BasketForm):
    seen = request.POST.get("seen", "")
    entered = form.entered(request.user)
    try:
        placed = check_out(
            actor=request.user,
            key=form.cleaned_data["key"],
            seen=seen,
            terms_accepted=form.cleaned_data["terms"],
            entered=entered,
        )
    except DomainError as refusal:
        enter(actor=request.user, entered=entered)
        return _look_again(request, refusal, seen)
    if placed.again:
        messages.info(request, _("You placed %(number)s with this basket already.") % {"number": placed.order.number})
    elif left := len(placed.order.refused):
        text = ngettext(
            "%(left)s port could not be ordered. It stays in your basket, with the reason.",
            "%(left)s ports could not be ordered. They stay in your basket, each with its reason.",
            left,
        )
        messages.warning(request, text % {"left": left})
    return redirect(placed.order)


def _look_again(request, refusal: DomainError, seen: str):
    """Nothing was ordered: the basket as it is now, what was entered, and why."""
    shown = basket_shown(request.user, seen=seen if isinstance(refusal, OutlookChanged) else "")
    form = BasketForm(request.POST, shown=shown)
    form.is_valid()
    field = _FIELD_OF.get(type(refusal))
    form.add_error(field, str(refusal))
    return _page(request, shown, form, status=422 if field else refusal.status)


def _remove(request, wanted: str):
    lines = request.user.basket_lines.select_related("port__product")
    _take_out(request, get_object_or_404(lines, pk=int(wanted) if _is_number(wanted) else 0))
    return redirect("requests:basket")


def _take_out(request, line: BasketLine) -> None:
    gone = take_out(actor=request.user, line=line)
    if is_there_for(request.user, gone.port):
        messages.success(request, render_to_string("requests/basket/removed.html", {"line": gone}, request))
    else:
        messages.success(request, _("It is out of your basket."))


def _say(request, ports) -> None:
    if ports:
        messages.success(request, render_to_string("requests/basket/added.html", {"ports": ports}, request))
    else:
        messages.error(request, _("There is nothing here that you could put into your basket."))


def _back(request, ports):
    """To where one was; a script gets the button as it is now, with the number and the message."""
    if request.htmx:
        marks = marks_of(request, ports[:1]).values()
        drawn = [draw(mark.template, **mark.context, csrf_token=get_token(request)) for mark in marks]
        return render(request, "requests/basket/marked.html", {"marks": drawn})
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return redirect("requests:basket")
    parts = urlsplit(address)
    return redirect(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def _page(request, shown: BasketShown, form: BasketForm, *, status: int = 200):
    return render(request, "requests/basket/basket.html", _context(request, shown, form), status=status)


def _context(request, shown: BasketShown, form: BasketForm) -> dict:
    return {
        "form": form.as_asked(),
        "shown": shown,
        "lines": [(ahead, form.fields_of(ahead.line.pk)) for ahead in shown.lines],
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0
