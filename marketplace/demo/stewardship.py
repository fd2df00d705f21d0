"""What the steward of the demo has under way: the company's access rules, and a look at standing access."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from requests.approvals.company_rules import put_rules_in_force
from requests.grants.errors import NothingToReview
from requests.grants.population import Scope
from requests.grants.recertifying import open_campaign
from requests.models import AccessRuleSet, Recertification


def begin_access_rules(plan) -> None:
    """Put the company's rules of mesh.yaml in force, unless there are some."""
    row = plan.get("access_rules")
    if row and not AccessRuleSet.objects.exists():
        by = User.objects.get(username=row["by"])
        put_rules_in_force(actor=by, written=row["written"], reason=row["reason"], after=0)


def begin_campaigns(plan) -> None:
    """Open the campaigns that mesh.yaml names, each once; one that finds no access waits for the next loading."""
    for row in plan.get("campaigns", []):
        if Recertification.objects.filter(name=row["name"]).exists():
            continue
        deadline = timezone.localdate(timezone=timezone.get_default_timezone()) + timedelta(days=row["days"])
        try:
            open_campaign(
                actor=User.objects.get(username=row["by"]),
                name=row["name"],
                scope=Scope(**row["scope"]),
                deadline=deadline,
                otherwise=row["otherwise"],
            )
        except NothingToReview:
            continue
