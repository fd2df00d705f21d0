"""Questions and answers on the page of a product."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from catalog.models import DataProduct
from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product
from catalog.views.voice_forms import AnswerForm, HideForm, QuestionForm
from catalog.voices.questions import selectors, services
from catalog.voices.questions.policies import may_accept, may_answer, may_ask
from catalog.voices.writing import may_change, may_hide
from marketplace.foundation.errors import DomainError
from marketplace.foundation.policies import insist

PAGE = 20
PART = "catalog:product-questions"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request, slug):
    """What was asked and answered; and one more question."""
    product = reachable_product(request, slug)
    form = QuestionForm(request.POST or None)
    if form.is_valid() and (asked := form.run(services.ask, actor=request.user, product=product)):
        messages.success(request, _("Your question is asked; you are told when somebody answers."))
        return redirect(asked)
    return _page(request, product, form=form)


@require_POST
def answer(request, slug, pk):
    """Answer a question."""
    product, question = _question(request, slug, pk)
    form = AnswerForm(request.POST, auto_id=f"answer_{pk}_%s")
    if form.is_valid() and form.run(services.answer, actor=request.user, question=question):
        messages.success(request, _("Your answer stands below the question."))
        return redirect(question)
    return _page(request, product, answering=(question.pk, form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_question(request, slug, pk):
    """Put one's own question in other words."""
    product, question = _question(request, slug, pk)
    return _change(request, product, question, question, QuestionForm, services.change_question, "question")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change_answer(request, slug, pk):
    """Put one's own answer in other words."""
    product, given = _answer(request, slug, pk)
    return _change(request, product, given, given.question, AnswerForm, services.change_answer, "answer")


@require_POST
def accept(request, slug, pk):
    """Say that an answer is right, or take that back."""
    _product, given = _answer(request, slug, pk)
    stop = request.POST.get("wish") == "stop"
    service = services.accept_no_more if stop else services.accept
    words = _("The answer is not marked any more.") if stop else _("The answer is marked as the right one.")
    return said(request, given.question, words, lambda: service(actor=request.user, answer=given))


@require_POST
def hide_question(request, slug, pk):
    """Hide a question, or show it again."""
    _product, question = _question(request, slug, pk)
    return hide(request, question, "question", question, services.hide_question, services.show_question)


@require_POST
def hide_answer(request, slug, pk):
    """Hide an answer, or show it again."""
    _product, given = _answer(request, slug, pk)
    return hide(request, given, "answer", given.question, services.hide_answer, services.show_answer)


def hide(request, row, name: str, back, hiding, showing) -> HttpResponse:
    """What a steward does to a text: hidden with a reason, or shown again."""
    if request.POST.get("wish") == "show":
        return said(request, back, _("It is shown again."), lambda: showing(actor=request.user, **{name: row}))
    form = HideForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    words = _("It is hidden from everybody but stewards; who wrote it was told why.")
    return said(request, back, words, lambda: hiding(actor=request.user, reason=reason, **{name: row}))


def said(request, back, words: str, act) -> HttpResponse:
    """Do it, say so, and go back to where it stands."""
    try:
        act()
        messages.success(request, words)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def _change(request, product: DataProduct, row, question, kind, service, name: str) -> HttpResponse:
    insist(may_change(request.user, row))
    form = kind(request.POST or None, initial={"text": row.text})
    if form.is_valid() and form.run(service, actor=request.user, **{name: row}):
        messages.success(request, _("Your words are changed."))
        return redirect(question)
    context = frame(request, product, PART) | {"form": form, "back": question.get_absolute_url()}
    return render(request, "catalog/voices/change.html", context, status=422 if form.errors else 200)


def _page(request, product: DataProduct, *, form=None, answering=None) -> HttpResponse:
    only = request.GET.get("show") == "unanswered"
    rows = selectors.questions_of(request.user, product, unanswered=only)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    shown = [_shown(request.user, product, question, answering) for question in page]
    keep = "show=unanswered&" if only else ""
    wrong = bool((form and form.errors) or answering)
    context = frame(request, product, PART) | {
        "form": form or QuestionForm(),
        "questions": shown,
        "only_unanswered": only,
        "may_ask": may_ask(request.user, product),
        "may_hide": may_hide(request.user),
        "hide_form": HideForm(auto_id=False),
        "previous": f"?{keep}page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?{keep}page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "catalog/voices/questions.html", context, status=422 if wrong else 200)


def _shown(user, product: DataProduct, question, answering) -> dict:
    """A question with what this person can do about it; asks the database nothing."""
    question.product = product
    bound = answering and answering[0] == question.pk
    for given in question.listed:
        given.question = question
    return {
        "question": question,
        "answers": [
            {"answer": given, "may_accept": may_accept(user, given), "may_change": may_change(user, given)}
            for given in question.listed
        ],
        "may_change": may_change(user, question),
        "may_answer": may_answer(user, question),
        "form": answering[1] if bound else AnswerForm(auto_id=f"answer_{question.pk}_%s"),
        "open": bool(bound),
    }


def _question(request, slug: str, pk: int):
    product = reachable_product(request, slug)
    return product, get_object_or_404(selectors.reachable_questions(request.user), pk=pk, product=product)


def _answer(request, slug: str, pk: int):
    product = reachable_product(request, slug)
    return product, get_object_or_404(selectors.reachable_answers(request.user), pk=pk, question__product=product)
