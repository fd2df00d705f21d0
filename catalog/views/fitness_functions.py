"""Fitness functions: all there are, how each counts, which products fail it; and stewards say how it counts."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.fitness.overview import failing_counts, failing_scores
from catalog.fitness.policies import may_see_functions, may_set_functions
from catalog.fitness.registry import FUNCTIONS, FitnessFunction
from catalog.fitness.results import ATTRIBUTES
from catalog.fitness.services import set_function
from catalog.fitness.standing import functions_on, scoring_version
from catalog.models import FitnessDispute, FitnessFunctionSetting
from catalog.views.fitness_forms import FunctionForm
from catalog.views.product_fitness import ATTRIBUTES as WORDS
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist

PAGE = 25
STATES = dict(FitnessFunctionSetting.State.choices)
SEVERITIES = {"low": gettext_lazy("Low"), "medium": gettext_lazy("Medium"), "high": gettext_lazy("High")}


@never_cache
@require_safe
def functions(request):
    """Every function by attribute, with its state and weight, and how many products fail it."""
    insist(may_see_functions(request.user))
    shown, failing = _shown(request.user), failing_counts()
    disputes = FitnessDispute.objects.visible_to(request.user).filter(state=FitnessDispute.State.DISPUTED)
    context = {
        "tabs": governance_tabs(request.user, "catalog:fitness-functions"),
        "attributes": [
            {
                "name": WORDS[attribute][0],
                "question": WORDS[attribute][1],
                "functions": [_told(one, failing) for one in shown if one.attribute == attribute],
            }
            for attribute in ATTRIBUTES
        ],
        "counts": {state: sum(one.state == state for one in shown) for state in STATES},
        "scoring": scoring_version(shown),
        "disputes": disputes.count(),
        "may_set": may_set_functions(request.user),
    }
    return render(request, "catalog/fitness/functions.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def function(request, key):
    """One function: what it asks, how it counts, what was changed about it, and which products fail it."""
    insist(may_see_functions(request.user))
    found = next((one for one in _shown(request.user) if one.key == key), None)
    if found is None:
        raise Http404
    setting = FitnessFunctionSetting.objects.filter(function=key).first()
    may_set = may_set_functions(request.user)
    form = FunctionForm(request.POST or None, initial=_as_it_is(found, setting))
    if request.method == "POST":
        insist(may_set)
        if form.is_valid() and form.run(set_function, actor=request.user, function=key):
            messages.success(request, _("It is set. If other functions count now, every product is scored anew."))
            return redirect("catalog:fitness-function", key=key)
    page = Paginator(failing_scores(key), PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": governance_tabs(request.user, "catalog:fitness-functions"),
        "crumbs": [{"label": _("Fitness"), "url": reverse("catalog:fitness-functions")}, {"label": found.title}],
        "function": _told(found, {}),
        "setting": setting,
        "form": form if key in FUNCTIONS else None,
        "policy": key.removeprefix("policy.").removesuffix(".next") if key not in FUNCTIONS else "",
        "may_set": may_set,
        "failing": page,
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "next": f"?page={page.next_page_number()}" if page.has_next() else "",
        "events": AuditEvent.objects.about(setting).select_related("actor").order_by("-pk") if setting else [],
    }
    return render(request, "catalog/fitness/function.html", context, status=422 if form.errors else 200)


def _shown(user) -> list[FitnessFunction]:
    """The functions that this person may know of: drafts are for stewards."""
    return [one for one in functions_on() if one.state != "draft" or user.is_steward]


def _told(one: FitnessFunction, failing: dict[str, int]) -> dict:
    return {
        "key": one.key,
        "title": one.title,
        "question": one.question,
        "attribute": WORDS[one.attribute][0],
        "state": one.state,
        "state_words": STATES[one.state],
        "severity": one.severity,
        "severity_words": SEVERITIES[one.severity],
        "weight": one.weight,
        "version": one.version,
        "scope": one.scope.says,
        "owner": one.owner,
        "passes_at": round(100 * one.bands.passes_at),
        "warns_at": round(100 * one.bands.warns_at),
        "failing": failing.get(one.key, 0),
        "is_policy": one.key not in FUNCTIONS,
    }


def _as_it_is(one: FitnessFunction, setting: FitnessFunctionSetting | None) -> dict:
    return {
        "state": setting.state if setting else one.state,
        "enforced_from": setting.enforced_from if setting else None,
        "weight": one.weight,
        "owner": one.owner,
        "revision": setting.revision if setting else 0,
    }
