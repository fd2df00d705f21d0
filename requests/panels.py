"""What access adds to the pages of the catalog: the panel of a product, the to-do list at home, and a count."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Consumer
from accounts.policies import may_govern
from catalog.models import DataProduct
from catalog.panels import (
    ALSO_READ,
    CARD_ACTIONS,
    COUNTS,
    HOME_TODO,
    MAY_READ,
    ORDERED_TOGETHER,
    PORT_ACTIONS,
    PRODUCT_ACCESS,
    READS,
    STOPPED,
    USAGE,
    USE,
    Panel,
    Usage,
    offered_ports,
)
from catalog.spec.product import DAYS_AT_FIRST
from catalog.transitions.selectors import notices_for
from catalog.transitions.telling import last_day
from catalog.voices.hooks import HELD_ACCESS
from marketplace.foundation.navigation import GOVERNANCE, Part
from marketplace.foundation.policies import YES, no
from requests.approvals.company_rules import rules_at_hand
from requests.approvals.selectors import inbox
from requests.grants.exceptions import may_watch
from requests.grants.policies import has_held, may_read, read_among, why_stopped
from requests.grants.usage import may_name_people, usage_of
from requests.models import (
    AccessRequest,
    ApprovalStage,
    Grant,
    GrantReview,
    MaskException,
    Order,
    Recertification,
)
from requests.ordering.policies import may_order
from requests.ordering.prospects import prospects_of
from requests.ordering.situation import Situation, standing_of, teams_and_domains
from requests.ordering.wishes import Wish
from requests.selectors.marks import basket_of, marks_of, product_marks_of
from requests.selectors.platform import failed_publishing, failures
from requests.selectors.use import also_read, reads_of, risen

SHOWN_AT_HOME = 5
ENDING = timedelta(days=30)
MOST_ENDING = 100
MOST_TOGETHER = 40
# The sample of a port shows what a read would show.
MAY_READ.add("requests")(may_read)
STOPPED.add("requests")(why_stopped)
# What home knows of who reads what.
READS.add("requests")(reads_of)
ALSO_READ.add("requests")(also_read)
USE.add("requests")(risen)
# Whoever reads a product by a grant that was verified, or once did, may review it.
HELD_ACCESS.add("requests")(has_held)
# Ports go into the basket from wherever they are shown.
PORT_ACTIONS.add("basket")(marks_of)
CARD_ACTIONS.add("basket")(product_marks_of)
GOVERNANCE.add("requests:governance")(Part(_("What waits"), "scale", 10, may_govern))
GOVERNANCE.add("requests:campaigns")(Part(_("Recertification"), "user-check", 60, may_govern))
GOVERNANCE.add("requests:suspensions")(Part(_("Suspended"), "ban", 70, may_govern))
GOVERNANCE.add("requests:exceptions")(Part(_("Plain columns"), "eye", 75, may_watch))
GOVERNANCE.add("requests:record")(Part(_("Access on a day"), "calendar-time", 80, may_govern))
GOVERNANCE.add("requests:access-rules")(
    Part(_("Access rules"), "lock-access", 15, lambda user: YES if user.is_active else no(_("you are not signed in")))
)
GOVERNANCE.add("requests:audit")(Part(_("Audit trail"), "history", 90, may_govern))


@COUNTS.add("approvals")
def approvals_waiting(request: HttpRequest) -> int:
    """How many decisions wait for this person."""
    return ApprovalStage.objects.open().for_approver(request.user).count()


@COUNTS.add("basket")
def ports_in_basket(request: HttpRequest) -> int:
    """How many ports lie in this person's basket."""
    return len(basket_of(request))


@PRODUCT_ACCESS.add("requests")
def product_access(request: HttpRequest, product: DataProduct) -> Panel:
    """What this person can do about access to a product.

    Context of requests/panels/product_access.html: `product`, `user`, and `ports`, a list with for each offered port
    `port`, `grant` (through which they read or soon will, or None), `plain` (MaskExceptions in force by it),
    `waiting` (their AccessRequest that waits, or None), `may_read` (Answer), `may_order` (Answer), `prospect` (a
    brief Prospect of an order for `days` without a purpose), `days` (what the order dialog begins with) and `there`
    (it lies in their basket); `can_order` and `can_read` (of any of them), `can_name` (Answer: may they see who reads
    it).
    """
    user = request.user
    ports = offered_ports(product)
    held, lines = list(_grants(user, ports)), list(_waiting(user, ports))
    situation = _situation(user, ports, held, lines)
    plain = _plain(held)
    grants = {grant.port_id: grant for grant in held}
    waiting = {line.port_id: line for line in lines}
    reads = read_among(user, ports, held)
    there = basket_of(request)
    wishes = [Wish(port, min(DAYS_AT_FIRST, port.policy.longest_days)) for port in ports]
    prospects = prospects_of(user, situation=situation, wishes=wishes, purpose=None, brief=True)
    shown = [
        {
            "port": port,
            "grant": grants.get(port.pk),
            "waiting": waiting.get(port.pk),
            "plain": plain.get(port.pk, ()),
            "may_read": YES if port.pk in reads else no(_("you have no access to it")),
            "may_order": may_order(user, consumer=situation.consumer, port=port, situation=situation),
            "prospect": prospect,
            "days": prospect.days,
            "there": port.pk in there,
        }
        for port, prospect in zip(ports, prospects, strict=True)
    ]
    context = {
        "product": product,
        "user": user,
        "ports": shown,
        "can_order": any(row["may_order"] and not row["may_read"] for row in shown),
        "can_read": any(row["may_read"] for row in shown),
        "can_name": may_name_people(user, product),
    }
    return Panel("requests/panels/product_access.html", context)


@USAGE.add("requests")
def use_of(product: DataProduct) -> Usage:
    """How much a product is used, without naming anybody."""
    used = usage_of(product)
    return Usage(used.teams, used.people, used.readers, used.reads)


@ORDERED_TOGETHER.add("requests")
def ordered_together(product: DataProduct) -> dict[int, int]:
    """The products that stand in orders of the same consumers, each with how many consumers that are; one query."""
    orders = Order.objects.filter(lines__port__product=product)
    others = AccessRequest.objects.filter(order__in=orders).exclude(port__product=product).order_by()
    counted = others.values_list("port__product").annotate(consumers=Count("consumer", distinct=True))
    return dict(counted.order_by("-consumers")[:MOST_TOGETHER])


@HOME_TODO.add("requests")
def home_todo(request: HttpRequest) -> Panel:
    """What waits for this person, and what of theirs is under way.

    Context of requests/panels/home_todo.html: `stages` (ApprovalStages to decide, the oldest first), `orders` (their
    own Orders that are not over), `ending` (Grants of theirs that end within 30 days), `unused` (Grants of theirs that
    nobody reads), `leaving` (MigrationNotices of
    versions that they read and that end, with the last day), each five at most, and `troubles` (how many grants of
    theirs could not be set up).
    """
    user = request.user
    soon = timezone.now() + ENDING
    failed = Q(provisioning=Grant.Provisioning.FAILED)
    idle = timezone.now() - timedelta(days=settings.UNUSED_DAYS)
    unused = Q(last_read_at=None) | Q(last_read_at__lt=idle)
    unused &= Q(state=Grant.State.ACTIVE, opened_at__lt=idle, valid_from__lt=idle, end_reason="")
    ending = Q(state=Grant.State.ACTIVE, valid_from__lte=timezone.now(), valid_until__lte=soon)
    # One more than is shown, of either kind, in one query.
    mine = Grant.objects.standing().held_by(user).filter(failed | ending | unused).for_display()[:MOST_ENDING]
    open_lines = AccessRequest.objects.filter(state=AccessRequest.State.WAITING) | AccessRequest.objects.filter(
        grant__state=Grant.State.PENDING
    )
    orders = Order.objects.filter(ordered_by=user, lines__in=open_lines).distinct().for_display()
    return Panel(
        "requests/panels/home_todo.html",
        {
            "stages": list(inbox(user)[:SHOWN_AT_HOME]),
            "orders": list(orders[:SHOWN_AT_HOME]),
            "ending": [one for one in mine if one.is_in_force() and one.valid_until <= soon][:SHOWN_AT_HOME],
            "unused": [one for one in mine if one.is_in_force() and _is_idle(one, idle)][:SHOWN_AT_HOME],
            "leaving": [(one, last_day(one.period.ends_at)) for one in notices_for(user)[:SHOWN_AT_HOME]],
            "troubles": sum(grant.provisioning == Grant.Provisioning.FAILED for grant in mine),
        },
    )


def _is_idle(grant: Grant, since) -> bool:
    used = grant.last_read_at or grant.opened_at
    return bool(used and used < since and grant.valid_from < since and not grant.end_reason)


@HOME_TODO.add("recertifications")
def home_recertifications(request: HttpRequest) -> Panel | None:
    """Campaigns that ask this person.

    Context of requests/panels/home_recertifications.html: `campaigns`, open Recertifications with `left`, how many
    grants wait for this person, what ends first.
    """
    waiting = GrantReview.objects.waiting().for_reviewer(request.user).order_by().values("campaign")
    counted = dict(waiting.annotate(left=Count("pk")).values_list("campaign", "left"))
    if not counted:
        return None
    campaigns = list(Recertification.objects.open().filter(pk__in=counted).order_by("deadline"))
    for campaign in campaigns:
        campaign.left = counted[campaign.pk]
    return Panel("requests/panels/home_recertifications.html", {"campaigns": campaigns})


@HOME_TODO.add("platform")
def home_platform(request: HttpRequest) -> Panel | None:
    """What was given up and waits for the platform team.

    Context of requests/panels/home_platform.html: `access` and `publishing`, how many runs of each kind.
    """
    if not request.user.is_platform:
        return None
    given_up = {"access": failures().count(), "publishing": failed_publishing().count()}
    return Panel("requests/panels/home_platform.html", given_up)


def _grants(user, ports):
    """The grant that counts for each port: of several, the one that lasts longest."""
    lifting = MaskException.objects.in_force().filter(grant=OuterRef("pk"))
    held = Grant.objects.standing().of_reader(user).filter(port__in=ports).annotate(lifts=Exists(lifting))
    return held.for_display().order_by("valid_until")


def _plain(grants: Sequence[Grant]) -> dict[int, list[MaskException]]:
    """By port what is seen plain by these grants; no query where there is none."""
    found = defaultdict(list)
    lifting = [grant.pk for grant in grants if grant.lifts]
    for one in MaskException.objects.in_force().filter(grant__in=lifting).select_related("grant") if lifting else ():
        found[one.grant.port_id].append(one)
    return found


def _waiting(user, ports):
    mine = Q(order__ordered_by=user) | Q(consumer__person=user) | Q(consumer__team__in=user.team_ids)
    return (
        AccessRequest.objects.waiting()
        .for_access()
        .filter(mine, port__in=ports)
        .select_related("order", "consumer__team")
    )


def _situation(user, ports, held, waiting) -> Situation:
    """Where this person stands by themselves, put together from what the panel shows anyway."""
    now = timezone.now()
    teams, domains = teams_and_domains(user)
    return Situation(
        Consumer(person=user),
        {one.port_id: one for one in held if one.consumer.person_id == user.pk and one.valid_until > now},
        {one.port_id: one for one in waiting if one.consumer.person_id == user.pk},
        **standing_of(Consumer(person=user), teams, ports, domains=domains, rules=rules_at_hand()),
    )
