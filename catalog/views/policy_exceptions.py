"""Exceptions from policies: asked for from the Studio, decided by stewards."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.governance import services
from catalog.governance.policies import may_ask_exception, may_decide_exception, may_end_exception
from catalog.governance.selectors import verdicts_of
from catalog.governance.telling import policy_name
from catalog.models import GovernancePolicy, PolicyException
from catalog.views.policy_forms import AnswerForm, ExceptionForm
from catalog.views.reach import own_product
from catalog.views.studio_frame import studio_frame
from marketplace.foundation.errors import DomainError
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.navigation import governance_tabs

PAGE = 25
State = PolicyException.State
VIEWS = {"": [State.REQUESTED], "granted": [State.GRANTED], "over": [State.REFUSED, State.ENDED]}


@never_cache
@require_safe
def exceptions(request):
    """The exceptions that this person may see: those that wait, those that hold, those that are over."""
    shown = request.GET.get("show", "")
    shown = shown if shown in VIEWS else ""
    rows = PolicyException.objects.visible_to(request.user).filter(state__in=VIEWS[shown])
    rows = rows.select_related("product__domain", "requested_by", "decided_by")
    order = {"": ["pk"], "granted": ["valid_until", "pk"]}.get(shown, ["-updated_at", "-pk"])
    page = Paginator(rows.order_by(*order), PAGE).get_page(request.GET.get("page"))
    names = dict(GovernancePolicy.objects.order_by("version").values_list("slug", "name"))
    labels = {"": _("Waiting"), "granted": _("In force"), "over": _("Over")}
    context = {
        "tabs": governance_tabs(request.user, "catalog:exceptions"),
        "views": [
            {"label": label, "url": f"?show={key}" if key else "?", "active": key == shown}
            for key, label in labels.items()
        ],
        "shown": shown,
        "rows": [(one, names.get(one.policy_slug, one.policy_slug)) for one in page],
        "previous": f"?show={shown}&page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?show={shown}&page={page.next_page_number()}" if page.has_next() else "",
    }
    return render(request, "catalog/policies/exceptions.html", context)


@never_cache
@require_safe
def exception(request, pk):
    """One exception: why, until when, what the policy says now, and the answer."""
    return _page(request, _found(request, pk), None)


@require_POST
def decide(request, pk):
    """Grant it, or refuse it."""
    found = _found(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    said = form.cleaned_data
    try:
        services.decide_exception(
            actor=request.user,
            exception=found,
            yes=said["answer"] == "yes",
            note=said["note"],
            valid_until=said["valid_until"],
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form)
    granted = _("The exception is granted; the team is told.")
    messages.success(request, granted if said["answer"] == "yes" else _("It is refused; the team is told."))
    return redirect("catalog:exceptions")


@require_POST
def end(request, pk):
    """End it before its last day, or take the request back."""
    found = _found(request, pk)
    try:
        services.end_exception(actor=request.user, exception=found, reason=request.POST.get("reason", ""))
        messages.success(request, _("It is ended."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, slug):
    """Ask that a product need not keep a policy for a while."""
    product = own_product(request, slug)
    policies = GovernancePolicy.objects.in_force().order_by("name", "version")
    choices = dict(policies.values_list("slug", "name"))
    wanted = {"policy_slug": request.GET.get("policy", "")}
    form = ExceptionForm(request.POST or None, policies=choices.items(), initial=wanted)
    if form.is_valid():
        try:
            asked = services.ask_exception(actor=request.user, product=product, **form.cleaned_data)
            messages.success(request, _("It is asked for; the stewards are told."))
            return redirect(asked)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = studio_frame(product, "") | {
        "form": form,
        "may_ask": may_ask_exception(request.user, product),
        "in_force": bool(choices),
    }
    return render(request, "catalog/policies/ask.html", context, status=422 if form.errors else 200)


def _found(request, pk) -> PolicyException:
    rows = PolicyException.objects.visible_to(request.user)
    return get_object_or_404(
        rows.select_related("product__domain", "product__owner", "requested_by", "decided_by"), pk=pk
    )


def _page(request, found: PolicyException, form: AnswerForm | None):
    context = {
        "tabs": governance_tabs(request.user, "catalog:exceptions"),
        "crumbs": [{"label": _("Exceptions"), "url": reverse("catalog:exceptions")}, {"label": found.product.name}],
        "exception": found,
        "policy_name": policy_name(found.policy_slug),
        "verdicts": [one for one in verdicts_of(found.product) if one.policy == found.policy_slug],
        "form": form or AnswerForm(initial={"valid_until": found.valid_until}),
        "may_decide": may_decide_exception(request.user, found),
        "may_end": may_end_exception(request.user, found),
        "events": AuditEvent.objects.about(found).select_related("actor").order_by("-pk"),
    }
    status = 422 if form and form.errors else 200
    return render(request, "catalog/policies/exception.html", context, status=status)
