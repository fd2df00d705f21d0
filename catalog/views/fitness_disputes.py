"""Disputes about fitness: opened on a product's page, decided by stewards."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.fitness.errors import FunctionUnknown, ResultNotDisputable
from catalog.fitness.policies import may_decide_dispute, may_dispute, may_end_dispute
from catalog.fitness.registry import known_functions
from catalog.fitness.selectors import latest_fitness
from catalog.fitness.services import decide_dispute, dispute_result, end_dispute
from catalog.fitness.services.disputes import disputable
from catalog.fitness.telling import title_of
from catalog.models import FitnessDispute
from catalog.views.fitness_forms import DisputeForm
from catalog.views.policy_forms import AnswerForm
from catalog.views.product_fitness import shown_result
from catalog.views.product_frame import frame
from catalog.views.reach import reachable_product
from marketplace.foundation.errors import DomainError
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.navigation import governance_tabs

PAGE = 25
State = FitnessDispute.State
VIEWS = {"": [State.DISPUTED], "waived": [State.WAIVED], "over": [State.REFUSED, State.ENDED]}


@never_cache
@require_safe
def disputes(request):
    """The disputes that this person may see: those that wait, those that are waived, those that are over."""
    shown = request.GET.get("show", "")
    shown = shown if shown in VIEWS else ""
    rows = FitnessDispute.objects.visible_to(request.user).filter(state__in=VIEWS[shown])
    order = {"": ["pk"], "waived": ["valid_until", "pk"]}.get(shown, ["-updated_at", "-pk"])
    rows = rows.select_related("product__domain", "disputed_by", "decided_by").order_by(*order)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    titles = {one.key: one.title for one in known_functions()}
    labels = {"": _("Waiting"), "waived": _("Waived"), "over": _("Over")}
    context = {
        "tabs": governance_tabs(request.user, "catalog:fitness-functions"),
        "crumbs": [{"label": _("Fitness"), "url": reverse("catalog:fitness-functions")}, {"label": _("Disputes")}],
        "views": [
            {"label": label, "url": f"?show={key}" if key else "?", "active": key == shown}
            for key, label in labels.items()
        ],
        "shown": shown,
        "rows": [(one, titles.get(one.function, one.function)) for one in page],
        "previous": f"?show={shown}&page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?show={shown}&page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "catalog/fitness/disputes.html", context)


@never_cache
@require_safe
def dispute(request, pk):
    """One dispute: why, until when, what the function says now, and the answer."""
    return _page(request, _found(request, pk), None)


@require_POST
def decide(request, pk):
    """Waive the answer, or let it stand."""
    found = _found(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    said = form.cleaned_data
    yes = said["answer"] == "yes"
    try:
        decide_dispute(actor=request.user, dispute=found, yes=yes, note=said["note"], valid_until=said["valid_until"])
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form)
    waived = _("It is waived; the team is told, and the product is scored anew.")
    messages.success(request, waived if yes else _("It stands; the team is told."))
    return redirect("catalog:fitness-disputes")


@require_POST
def end(request, pk):
    """End it before its last day, or take the dispute back."""
    found = _found(request, pk)
    try:
        end_dispute(actor=request.user, dispute=found, reason=request.POST.get("reason", ""))
        messages.success(request, _("It is ended."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_dispute(request, slug, key):
    """Dispute what one function says of a product."""
    product = reachable_product(request, slug)
    try:
        result = disputable(product, key)
    except FunctionUnknown:
        raise Http404 from None
    except ResultNotDisputable as refusal:
        messages.error(request, str(refusal))
        return redirect("catalog:product-fitness", slug=slug)
    form = DisputeForm(request.POST or None)
    if form.is_valid():
        opened = form.run(dispute_result, actor=request.user, product=product, function=key)
        if opened:
            messages.success(request, _("It is disputed; the stewards are told."))
            return redirect(opened)
    context = frame(request, product, "catalog:product-fitness") | {
        "form": form,
        "result": shown_result(result),
        "may_dispute": may_dispute(request.user, product),
    }
    return render(request, "catalog/fitness/open_dispute.html", context, status=422 if form.errors else 200)


def _found(request, pk) -> FitnessDispute:
    rows = FitnessDispute.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("product__domain", "product__owner", "disputed_by", "decided_by"), pk=pk
    )


def _page(request, found: FitnessDispute, form: AnswerForm | None):
    fitness = latest_fitness(found.product)
    result = next((one for one in fitness.results if one.function == found.function), None) if fitness else None
    context = {
        "tabs": governance_tabs(request.user, "catalog:fitness-functions"),
        "crumbs": [
            {"label": _("Fitness"), "url": reverse("catalog:fitness-functions")},
            {"label": _("Disputes"), "url": reverse("catalog:fitness-disputes")},
            {"label": found.product.name},
        ],
        "dispute": found,
        "title": title_of(found.function),
        "result": shown_result(result) if result else None,
        "form": form or AnswerForm(initial={"valid_until": found.valid_until}),
        "may_decide": may_decide_dispute(request.user, found),
        "may_end": may_end_dispute(request.user, found),
        "events": AuditEvent.objects.about(found).select_related("actor").order_by("-pk"),
    }
    status = 422 if form and form.errors else 200
    return render(request, "catalog/fitness/dispute.html", context, status=status)
