"""What an order of a port would come to under a policy that is only a draft: the same rules, over nothing but facts."""

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Consumer, User
from catalog.models import DataProduct
from catalog.spec import PolicySpec
from catalog.trials.hooks import WAYS, StageAhead, Way, Wish
from requests.approvals.chain import Facts, route
from requests.approvals.company_rules import rules_in_force
from requests.approvals.pool import find_pool


@WAYS.add("requests")
def way(product: DataProduct, policy: PolicySpec, wish: Wish) -> Way:
    """Refused before any rule is asked, as an order would be; else by the first rule that fits, with who decides."""
    if policy.purposes and wish.purpose not in policy.purposes:
        reason = _("it may be used for %(allowed)s only") % {"allowed": ", ".join(policy.purposes)}
        return Way("refused", reason=reason)
    longest = min(policy.longest_days or settings.GRANT_LONGEST_DAYS, settings.GRANT_LONGEST_DAYS)
    if not 1 <= wish.days <= longest:
        reason = _("it is given for 1 to %(longest)s days, not for %(days)s")
        return Way("refused", reason=reason % {"longest": longest, "days": wish.days})
    regions = frozenset([wish.team.region]) if wish.team and wish.team.region else frozenset()
    kind = "team" if wish.team else "person"
    facts = Facts(wish.teams, wish.domains, wish.purpose, wish.days, kind, regions, wish.classifications)
    found = route(policy, facts, rules_in_force())
    stages = tuple(_stage(role, product, wish) for role in found.roles)
    return Way(found.outcome, found.rule, found.reason, stages)


def _stage(role: str, product: DataProduct, wish: Wish) -> StageAhead:
    """Who would be asked now; nobody of the team that asks is."""
    people, stood_in = find_pool(role, product, orderer=User(), consumer=Consumer(team=wish.team))
    return StageAhead(role, tuple(map(str, people)), stood_in)
