"""The company's access rules: what they say, what a change would have made of the last quarter, and the change."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.policies import may_govern
from catalog.views.policy_words import rules_in_words
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist
from requests.approvals.company_rules import RulesNotFit, put_rules_in_force, read_rules, written_in_force
from requests.models import AccessRuleSet
from requests.ordering.rule_trials import try_rules
from requests.views.forms import AccessRulesForm

VERSIONS = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def access_rules(request):
    """The rules in force and those before; a steward puts others in force."""
    if request.method != "POST":
        return _page(request)
    insist(may_govern(request.user))
    form = AccessRulesForm(request.POST)
    if form.is_valid() and (made := form.run(put_rules_in_force, actor=request.user)):
        messages.success(request, _("%(rules)s is in force.") % {"rules": made})
        return redirect("requests:access-rules")
    return _page(request, form)


@never_cache
@require_POST
def access_rules_try(request):
    """What rules that are not in force would have made of the last quarter's requests."""
    insist(may_govern(request.user))
    form = AccessRulesForm(request.POST)
    form.fields["reason"].required = False
    trial, violations = None, []
    if form.is_valid():
        try:
            rules, violations = read_rules(form.cleaned_data["written"])
            trial = try_rules(rules)
        except DomainError as refusal:
            form.add_error("written", str(refusal))
            violations = refusal.facts.get("violations", ()) if isinstance(refusal, RulesNotFit) else ()
    form.fields["reason"].required = True
    return _page(request, form, trial=trial, violations=violations)


def _page(request, form: AccessRulesForm | None = None, **more):
    written, version = written_in_force()
    versions = list(AccessRuleSet.objects.select_related("by").order_by("-version")[:VERSIONS])
    answer = may_govern(request.user)
    context = {
        "tabs": governance_tabs(request.user, "requests:access-rules"),
        "version": versions[0] if versions else None,
        "versions": versions,
        "rules": rules_in_words(versions[0].document) if versions else [],
        "answer": answer,
        "form": (form or AccessRulesForm(initial={"written": written, "after": version})) if answer else None,
        **more,
    }
    return render(request, "requests/access_rules/page.html", context, status=422 if form and form.errors else 200)
