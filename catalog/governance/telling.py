"""Whom policies concern, and what they are told. Each is told once, however often this is asked."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, Notification, User
from accounts.models.user import STEWARD
from accounts.notifications.services import Kind, tell
from catalog.governance.ruling import rule_of
from catalog.models import DataProduct, GovernancePolicy, PolicyException

NAMED = 3  # products that a message names; of more it says how many
Tone = Notification.Tone


def stewards() -> list[User]:
    """Everybody who watches over governance."""
    return list(User.objects.filter(Q(groups__name=STEWARD) | Q(is_superuser=True), is_active=True).distinct())


def tell_of_failing(policy: GovernancePolicy, product_ids: Iterable[int], *, occasion: str = "") -> None:
    """Tell the owners which of their products do not keep a policy: one message per team, the same one once a day.

    `occasion` tells messages about the same products apart, such as the day that a policy is enforced.
    """
    products = DataProduct.objects.filter(pk__in=product_ids).order_by("name")
    by_team: dict[int, list[DataProduct]] = defaultdict(list)
    for product in products:
        by_team[product.owner_id].append(product)
    members = _members(by_team)
    today = timezone.localdate()
    for team, failing in by_team.items():
        ids = hashlib.sha256(",".join(str(product.pk) for product in failing).encode()).hexdigest()[:16]
        tell(
            members[team],
            _failing(policy, failing),
            link=_link(policy, failing),
            tone=Tone.TROUBLE if policy.state == GovernancePolicy.State.ENFORCED else Tone.ACTION,
            key=f"policy:{policy.pk}:{team}:{ids}:{occasion or today}",
            kind=Kind.GOVERNANCE,
        )


def tell_of_exception(
    exception: PolicyException, people: Iterable[User], words: str, *, but=None, key: str = ""
) -> None:
    """Tell people about an exception; `words` name the product and the policy by %(product)s and %(policy)s."""
    facts = {
        "product": exception.product,
        "policy": policy_name(exception.policy_slug),
        "day": date_format(exception.valid_until),
        "note": exception.note,
    }
    tell(
        people,
        words % facts,
        link=exception.get_absolute_url(),
        tone=Tone.ACTION,
        but=but,
        key=key,
        kind=Kind.GOVERNANCE,
    )


def owners_of(product: DataProduct) -> list[User]:
    """The people of the owning team."""
    return list(User.objects.filter(memberships__team=product.owner_id, is_active=True))


def policy_name(slug: str) -> str:
    """What the policy of a short name is called; the short name where there is none."""
    versions = GovernancePolicy.objects.filter(slug=slug).order_by("-version")
    return versions.values_list("name", flat=True).first() or slug


def _members(teams: Iterable[int]) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    memberships = Membership.objects.filter(team__in=teams, person__is_active=True).select_related("person")
    for membership in memberships:
        found[membership.team_id].append(membership.person)
    return found


def _failing(policy: GovernancePolicy, failing: list[DataProduct]) -> str:
    names = ", ".join(product.name for product in failing[:NAMED])
    if len(failing) > NAMED:
        names = _("%(names)s and %(count)s more") % {"names": names, "count": len(failing) - NAMED}
    facts = {"names": names, "policy": policy.name, "day": date_format(policy.enforced_from)}
    rule = rule_of(policy.rule)
    if rule and rule.effect == "score":
        words = ngettext(
            "%(names)s does not keep the policy “%(policy)s”, which lowers its fitness from %(day)s on.",
            "%(names)s do not keep the policy “%(policy)s”, which lowers their fitness from %(day)s on.",
            len(failing),
        )
    elif policy.state == GovernancePolicy.State.ENFORCED:
        words = ngettext(
            "%(names)s does not keep the policy “%(policy)s”: nothing new of it is published until it does.",
            "%(names)s do not keep the policy “%(policy)s”: nothing new of them is published until they do.",
            len(failing),
        )
    else:
        words = ngettext(
            "%(names)s does not keep the policy “%(policy)s”, which is enforced from %(day)s.",
            "%(names)s do not keep the policy “%(policy)s”, which is enforced from %(day)s.",
            len(failing),
        )
    return words % facts


def _link(policy: GovernancePolicy, failing: list[DataProduct]) -> str:
    if len(failing) == 1:
        return reverse("catalog:product-fitness", args=[failing[0].slug]) + "#policies"
    return policy.get_absolute_url() + "?outcome=fail"
