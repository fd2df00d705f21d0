"""Write policies, and see what they would do before anybody is judged by them."""

from django.contrib import messages
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.governance import services
from catalog.governance.dry_runs import DryRun, as_rows, dry_run
from catalog.governance.errors import PolicyChanged, RuleNotValid
from catalog.governance.language import in_words, read_rule
from catalog.governance.language.vocabulary import FACTS, KINDS
from catalog.governance.policies import may_write_policies
from catalog.governance.ruling import rule_of
from catalog.models import GovernancePolicy
from catalog.views.dry_run_page import shown_run
from catalog.views.policy_example import EXAMPLE
from catalog.views.policy_forms import RuleForm
from catalog.views.policy_page import crumbs, found_policy
from marketplace.foundation.errors import DomainError
from marketplace.foundation.navigation import governance_tabs
from marketplace.foundation.policies import insist
from marketplace.foundation.spreadsheets import csv_lines

HEADING = ["domain", "owner", "product", "name", "outcome", "about", "reason"]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    """Draft a policy, beginning with an example."""
    insist(may_write_policies(request.user))
    return _write(request, None, EXAMPLE, lambda text, before: services.draft_policy(actor=request.user, text=text))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug):
    """Change the draft of a policy, or draft its next version."""
    insist(may_write_policies(request.user))
    leading, versions = found_policy(request.user, slug)
    draft = next((one for one in versions if one.state == GovernancePolicy.State.DRAFT), None)

    def save(text, before):
        if draft is None:
            return services.draft_policy(actor=request.user, text=text, slug=slug)
        return services.change_draft(actor=request.user, policy=draft, text=text, before=before)

    return _write(request, draft or leading, (draft or leading).rule, save)


@never_cache
@require_safe
def dry_run_of(request, slug):
    """What a version of a policy would say of every product, on a page or as a file."""
    insist(may_write_policies(request.user))
    asked = request.GET.get("version", "")
    policy, _versions = found_policy(request.user, slug, int(asked) if asked.isdecimal() and len(asked) < 9 else None)
    rule = rule_of(policy.rule)
    run = dry_run([rule])[0] if rule else None
    if run and request.GET.get("as") == "csv":
        return _file(run)
    context = {"crumbs": crumbs(policy, _("Dry run")), "policy": policy, "run": shown_run(run) if run else None}
    return _shown(request, context | {"csv_url": f"?version={policy.version}&as=csv"})


@require_POST
def dry_run_text(request):
    """What a rule that is not saved yet would say of every product: in the page of the editor, or as a file.

    With `as=words` only what it asks, as somebody types.
    """
    insist(may_write_policies(request.user))
    form = RuleForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    rule, violations = read_rule(text)
    if request.POST.get("as") == "words":
        return render(request, "catalog/policies/words.html", {"words": in_words(rule) if rule else ()})
    run = dry_run([rule])[0] if rule else None
    if run and request.POST.get("as") == "csv":
        return _file(run)
    context = {
        "run": shown_run(run) if run else None,
        "violations": violations,
        "words": in_words(rule) if rule else (),
        "text": text,
    }
    if request.htmx:
        return render(request, "catalog/policies/dry_run_results.html", context)
    return _shown(request, context | {"crumbs": [{"label": _("Policies"), "url": reverse("catalog:policies")}]})


def _write(request, policy, text, save):
    """The editor; what was typed is kept, whatever is wrong with it."""
    form = RuleForm(request.POST or None, initial={"text": text, "before": text})
    context = {"status": 200}
    if form.is_bound:
        context["status"] = 422
        if form.is_valid():
            try:
                saved = save(form.cleaned_data["text"], form.cleaned_data["before"])
                messages.success(request, _("The draft is saved. Nobody is judged by it yet."))
                return redirect(f"{saved.get_absolute_url()}?version={saved.version}")
            except RuleNotValid:
                pass  # the list beside the editor says why
            except PolicyChanged as conflict:
                context |= {"refusal": conflict, "theirs": GovernancePolicy.objects.get(pk=policy.pk).rule}
            except DomainError as refusal:
                context["refusal"] = refusal
        text = form.data.get("text", "")
    rule, violations = read_rule(text.replace("\r\n", "\n"))
    context |= {
        "tabs": governance_tabs(request.user, "catalog:policies"),
        "crumbs": crumbs(policy, _("Edit"))
        if policy
        else [{"label": _("Policies"), "url": reverse("catalog:policies")}, {"label": _("New policy")}],
        "policy": policy,
        "form": form,
        "violations": violations,
        "words": in_words(rule) if rule else (),
        "vocabulary": [(kind, [fact for fact in FACTS.values() if fact.kind == kind]) for kind in KINDS],
    }
    return render(request, "catalog/policies/edit.html", context, status=context.pop("status"))


def _shown(request, context):
    context["tabs"] = governance_tabs(request.user, "catalog:policies")
    return render(request, "catalog/policies/dry_run.html", context)


def _file(run: DryRun) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(csv_lines(HEADING, as_rows(run)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="dry-run-{run.rule.slug}.csv"'
    return answer
