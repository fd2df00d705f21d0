"""What the pages of policies show."""

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.governance.language import in_words
from catalog.governance.policies import may_ask_exception, may_write_policies
from catalog.governance.ruling import rule_of
from catalog.governance.selectors import leading_of, policies_for, told, verdict_rows, verdicts_of
from catalog.governance.verdicts import Verdict
from catalog.models import DataProduct, GovernancePolicy, PolicyException, PolicyVerdict
from marketplace.foundation.models import AuditEvent
from marketplace.foundation.navigation import governance_tabs

ROWS = 25
EVENTS = 20
REASONS = 5  # shown of one product; the rest is counted
Outcome = PolicyVerdict.Outcome
State = GovernancePolicy.State
# In which order outcomes are offered, and what they are called where many products are counted.
OUTCOMES = [Outcome.FAIL, Outcome.EXCEPTED, Outcome.UNKNOWN, Outcome.PASS, Outcome.NOT_APPLICABLE]


@dataclass(frozen=True)
class Row:
    """What a policy says of one product, as a table shows it."""

    product: DataProduct
    verdict: Verdict
    evaluated_at: object

    @property
    def more(self) -> int:
        """How many reasons are not shown."""
        return max(len(self.verdict.reasons) - REASONS, 0)


def policies_page(user) -> dict:
    """Every policy with its state and how it is kept, and figures over all of them."""
    listed = policies_for(user)
    failing = PolicyVerdict.objects.visible_to(user).filter(
        outcome=Outcome.FAIL, policy__state__in=State.in_force(), product__status__in=DataProduct.Status.shown()
    )
    figures = failing.aggregate(products=Count("product", distinct=True))
    waiting = PolicyException.objects.visible_to(user).filter(state=PolicyException.State.REQUESTED)
    return {
        "tabs": governance_tabs(user, "catalog:policies"),
        "listed": listed,
        "figures": {
            "enforced": sum(one.policy.state == State.ENFORCED for one in listed),
            "grace": sum(State.GRACE in (one.policy.state, one.next.state if one.next else "") for one in listed),
            "failing": figures["products"],
            "waiting": waiting.count(),
        },
        "may_write": may_write_policies(user),
    }


def found_policy(user, slug: str, version: int | None = None) -> tuple[GovernancePolicy, list[GovernancePolicy]]:
    """A version of a policy that this person may see, and all of them, the newest first."""
    versions = list(GovernancePolicy.objects.visible_to(user).filter(slug=slug).order_by("-version"))
    if not versions:
        raise Http404
    if version is None:
        return leading_of(versions), versions
    policy = next((one for one in versions if one.version == version), None)
    if policy is None:
        raise Http404
    return policy, versions


def policy_page(request, slug: str) -> dict:
    """One version of a policy: what it asks, what it says of every product, what happened to it, what can be done."""
    asked = request.GET.get("version", "")
    policy, versions = found_policy(request.user, slug, int(asked) if asked.isdecimal() and len(asked) < 9 else None)
    rule = rule_of(policy.rule)
    return {
        "tabs": governance_tabs(request.user, "catalog:policies"),
        "crumbs": crumbs(policy),
        "policy": policy,
        "versions": versions,
        "rule": rule,
        "words": in_words(rule) if rule else (),
        "events": _events(request.user, versions),
        "may_write": may_write_policies(request.user),
        "draft": next((one for one in versions if one.state == State.DRAFT), None),
        **(_verdicts(request, policy) if policy.is_in_force else {"rows": [], "choices": []}),
    }


def policies_on(user, product: DataProduct) -> dict:
    """What policies say of a product, as catalog/policies/on_product.html shows it; three queries at most."""
    verdicts = verdicts_of(product)
    applying = [one for one in verdicts if one.outcome != "not-applicable"]
    may_ask = may_ask_exception(user, product) if any(one.outcome == "fail" for one in verdicts) else None
    return {
        "open": [one for one in verdicts if one.outcome in ("fail", "excepted", "unknown")],
        "rest": [one for one in verdicts if one.outcome in ("pass", "not-applicable")],
        "kept": sum(one.outcome == "pass" for one in verdicts),
        "judged": len(applying),
        "ask_url": reverse("catalog:exception-ask", args=[product.slug]) if may_ask else "",
    }


def crumbs(policy: GovernancePolicy, here: str = "") -> list[dict]:
    """Where a page of a policy is."""
    listed = [{"label": _("Policies"), "url": reverse("catalog:policies")}]
    if not here:
        return [*listed, {"label": policy.name}]
    return [*listed, {"label": policy.name, "url": policy.get_absolute_url()}, {"label": here}]


def _verdicts(request, policy: GovernancePolicy) -> dict:
    """What it says of the products that this person may see, narrowed to one outcome."""
    rows = verdict_rows(request.user, policy)
    counts = Counter(dict(rows.order_by().values_list("outcome").annotate(count=Count("pk"))))
    first = next((outcome for outcome in OUTCOMES if counts[outcome]), Outcome.PASS)
    chosen = request.GET.get("outcome", "")
    chosen = chosen if chosen in Outcome.values else first.value
    page = Paginator(rows.filter(outcome=chosen), ROWS).get_page(request.GET.get("page"))
    keep = f"?version={policy.version}&outcome={chosen}&page="
    return {
        "choices": [
            {
                "label": outcome.label,
                "count": counts[outcome],
                "url": f"?version={policy.version}&outcome={outcome.value}#products",
                "active": outcome == chosen,
            }
            for outcome in OUTCOMES
            if counts[outcome] or outcome == chosen
        ],
        "counts": counts,
        "judged": sum(counts.values()),
        "rows": [Row(row.product, told(row, row.excepted_until), row.evaluated_at) for row in page],
        "shown_reasons": f":{REASONS}",
        "previous": f"{keep}{page.previous_page_number()}#products" if page.has_previous() else "",
        "next": f"{keep}{page.next_page_number()}#products" if page.has_next() else "",
    }


def _events(user, versions: list[GovernancePolicy]):
    """What happened to any version of it, the newest first."""
    about = AuditEvent.objects.visible_to(user).filter(
        object_type=GovernancePolicy._meta.label_lower, object_id__in=[str(one.pk) for one in versions]
    )
    return about.select_related("actor").order_by("-pk")[:EVENTS]
