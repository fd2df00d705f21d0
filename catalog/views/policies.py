"""Governance policies: what is asked of every product, what each policy says of them, and its life."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.governance import services
from catalog.governance.dry_runs import dry_run
from catalog.governance.policies import may_read_policies, may_write_policies
from catalog.governance.ruling import rule_of
from catalog.views.dry_run_page import shown_run
from catalog.views.policy_forms import DayForm
from catalog.views.policy_page import crumbs, found_policy, policies_page, policy_page
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist


@never_cache
@require_safe
def policies(request):
    """Every policy, with how it is kept."""
    insist(may_read_policies(request.user))
    return render(request, "catalog/policies/list.html", policies_page(request.user))


@never_cache
@require_safe
def policy(request, slug):
    """One policy."""
    insist(may_read_policies(request.user))
    return render(request, "catalog/policies/policy.html", policy_page(request, slug))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def put_in_force(request, slug, version):
    """Ask from when it is enforced, beside what it would do now; then judge products by it."""
    insist(may_write_policies(request.user))
    found, _versions = found_policy(request.user, slug, version)
    form = DayForm(request.POST or None)
    if form.is_valid():
        try:
            services.put_in_force(actor=request.user, policy=found, **form.cleaned_data)
            messages.success(request, _("It is in force. Every product is judged by it within minutes."))
            return redirect(found)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    rule = rule_of(found.rule)
    context = {
        "tabs": governance_tabs(request.user, "catalog:policies"),
        "crumbs": crumbs(found, _("Put in force")),
        "policy": found,
        "form": form,
        "run": shown_run(dry_run([rule])[0]) if rule else None,
    }
    return render(request, "catalog/policies/put_in_force.html", context, status=422 if form.errors else 200)


@require_POST
def postpone(request, slug, version):
    """Move the day from which it is enforced."""
    insist(may_write_policies(request.user))
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("catalog:policy", slug=slug)
    words = _("The day was moved.")
    return _done_or_say(request, slug, version, words, services.postpone, **form.cleaned_data)


@require_POST
def withdraw(request, slug, version):
    """Judge products by it no more."""
    reason = request.POST.get("reason", "")
    return _done_or_say(request, slug, version, _("It is withdrawn."), services.withdraw, reason=reason)


@require_POST
def discard(request, slug, version):
    """Throw the draft away."""
    return _done_or_say(request, slug, version, _("The draft is thrown away."), services.discard_draft)


def _done_or_say(request, slug, version, words, service, **said):
    insist(may_write_policies(request.user))
    found, _versions = found_policy(request.user, slug, version)
    try:
        service(actor=request.user, policy=found, **said)
        messages.success(request, words)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("catalog:policy", slug=slug)
