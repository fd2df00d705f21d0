"""The governance policies of the demo mesh: some enforced, some in grace, the rest drafts; and who was let off one."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from catalog.governance.services import ask_exception, decide_exception, load_shipped, put_in_force
from catalog.models import DataProduct, GovernancePolicy, PolicyException


def begin_policies(plan) -> None:
    """Load the shipped policies and put those in force that mesh.yaml names; what stewards did since stays."""
    load_shipped()
    wanted = plan.get("policies", {})
    if not wanted:
        return
    steward, today = User.objects.get(username=wanted["by"]), timezone.localdate()
    days = dict.fromkeys(wanted["enforced"], 0) | wanted["grace"]
    untouched = GovernancePolicy.objects.exclude(slug__in=_touched()).filter(slug__in=days)
    for policy in untouched:
        put_in_force(actor=steward, policy=policy, enforced_from=today + timedelta(days=days[policy.slug]))


def begin_exceptions(plan) -> None:
    """Let products off policies as mesh.yaml says, each once; what was answered or ended since stays."""
    for row in plan.get("exceptions", []):
        product = DataProduct.objects.filter(slug=row["product"]).first()
        if product is None or PolicyException.objects.filter(product=product, policy_slug=row["policy"]).exists():
            continue
        asked = ask_exception(
            actor=User.objects.get(username=row["by"]),
            product=product,
            policy_slug=row["policy"],
            reason=row["reason"],
            valid_until=timezone.localdate() + timedelta(days=row["days"]),
        )
        if answer := row.get("granted"):
            steward = User.objects.get(username=answer["by"])
            decide_exception(actor=steward, exception=asked, yes=True, note=answer["note"])


def _touched() -> list[str]:
    """Policies with which a steward did something already: they are in force, were, or have a further version."""
    touched = ~Q(state=GovernancePolicy.State.DRAFT) | Q(version__gt=1)
    return list(GovernancePolicy.objects.filter(touched).values_list("slug", flat=True))
