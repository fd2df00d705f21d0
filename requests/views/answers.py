"""How pages of access answer: with and without scripts, page by page, and with a question before an end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from requests.views.forms import ServiceForm


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Send the browser to another page, from a page or from a dialog."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def page_of(request: HttpRequest, rows, size: int, *, name: str = "page") -> tuple[Page, dict[str, Any]]:
    """One page of rows, with the context of components/pagination.html; every other parameter is kept."""
    page = Paginator(rows, size).get_page(request.GET.get(name))

    def at(number: int) -> str:
        parameters = request.GET.copy()
        parameters[name] = str(number)
        return f"?{parameters.urlencode()}"

    facts = {"first": page.start_index(), "last": page.end_index(), "count": page.paginator.count}
    return page, {
        "previous": at(page.previous_page_number()) if page.has_previous() else "",
        "next": at(page.next_page_number()) if page.has_next() else "",
        "shown": _("%(first)s–%(last)s of %(count)s") % facts,
        "count": page.paginator.count,
    }


@dataclass(frozen=True)
class Question:
    """What is asked before a service is called; `back` is where it was asked, and where one goes afterwards."""

    title: str
    text: str
    label: str
    back: str
    done: str
    tone: str = "primary"
    facts: dict[str, Any] = field(default_factory=dict)


def ask(
    request: HttpRequest, question: Question, form: ServiceForm, service: Callable[..., Any], **context: Any
) -> HttpResponse:
    """Ask in a dialog, or on a page where there are no scripts; a good answer calls the service and goes back."""
    if form.is_bound and form.is_valid() and form.run(service, actor=request.user, **context):
        messages.success(request, question.done)
        return go(request, question.back)
    template = "requests/ask/dialog.html" if request.htmx else "requests/ask/page.html"
    shown = {"question": question, "form": form, "address": request.path}
    return render(request, template, shown, status=422 if form.errors else 200)
