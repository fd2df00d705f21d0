"""What stands in the warehouses against what was granted: rights too many are reported and taken away, missing ones
are set up anew. Looking at it twice changes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import structlog
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Consumer, Membership, Notification
from accounts.notifications.services import tell
from catalog.models import Warehouse
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import NothingBehind, WarehouseError
from catalog.warehouses.rights import Right
from marketplace.foundation.audit import record
from requests.grants.runs import queue
from requests.grants.selectors import platform_team, stewards
from requests.models import Grant, ProvisioningRun, StrayRight, Suspension
from requests.provisioning.naming import called, grantee, login

log = structlog.get_logger(__name__)
Ending = StrayRight.Ending


@dataclass
class Drift:
    """What was found in one warehouse; `unknown` says why it could not be looked at."""

    warehouse: Warehouse
    rights: int = 0
    strays: list[StrayRight] = field(default_factory=list)
    restored: list[Grant] = field(default_factory=list)
    unknown: str = ""


def check_drift() -> list[Drift]:
    """Look at every warehouse in which there is something to look at."""
    found = []
    for warehouse in Warehouse.objects.order_by("pk"):
        try:
            found.append(_check(warehouse))
        except NothingBehind:
            continue
        except WarehouseError as failure:
            log.warning("drift not checked", warehouse=warehouse.slug, reason=str(failure))
            found.append(Drift(warehouse, unknown=str(failure)))
            _tell_unknown(warehouse, str(failure))
    return found


def take_away(stray: StrayRight, *, actor=None) -> bool:
    """Take one right out of the warehouse; False when it stays, with the reason in its row."""
    try:
        warehouse_for(stray.warehouse).take_away(stray.key)
    except WarehouseError as failure:
        stray.diagnostics = str(failure)
        StrayRight.objects.open().filter(pk=stray.pk).update(diagnostics=stray.diagnostics, updated_at=timezone.now())
        return False
    return _end(stray, Ending.TAKEN_AWAY, actor=actor)


def _check(warehouse: Warehouse) -> Drift:
    engine = warehouse_for(warehouse)
    rights = engine.rights()
    grants = _granted(warehouse) if engine.has_logins else {}
    strays = _strays(rights, grants)
    drift = Drift(warehouse, rights=len(rights), strays=_write_down(warehouse, strays))
    there = {(right.grantee, right.name) for right in rights if right.name}
    for place, grant in grants.items():
        if place not in there and grant is not None:
            _restore(grant)
            drift.restored.append(grant)
    if settings.DRIFT_REMOVES:
        drift.strays = [stray for stray in drift.strays if not take_away(stray)]
    return drift


def _granted(warehouse: Warehouse) -> dict[tuple[str, str], Grant | None]:
    """Who should be able to read what there, by the names it has there; None where that is just being changed."""
    now = timezone.now()
    here = Grant.objects.filter(port__warehouse=warehouse).select_related("port__product")
    changing = ProvisioningRun.objects.open().filter(due_at__lte=now, grant__port__warehouse=warehouse)
    granted: dict[tuple[str, str], Grant | None] = {}
    for grant in here.in_force(now).order_by("pk"):
        granted[grantee(grant.consumer_id), called(grant.port)] = grant
    for grant in here.filter(pk__in=changing.values("grant")):
        granted[grantee(grant.consumer_id), called(grant.port)] = None
    return granted


def _strays(rights: Iterable[Right], granted: dict[tuple[str, str], Grant | None]) -> list[Right]:
    """Those that no grant stands for: other people's, those whose grant is over, logins of those who left."""
    readers = _logins({right.grantee for right in rights if right.login})
    holders = {who for who, _name in granted}
    return [
        right
        for right in rights
        if not (
            (right.name and (right.grantee, right.name) in granted)
            or (right.login and right.grantee in holders and right.login in readers[right.grantee])
        )
    ]


def _logins(grantees: set[str]) -> dict[str, set[str]]:
    """Who may sign in as each of these consumers; four queries, however many."""
    by_name = {grantee(consumer.pk): consumer for consumer in Consumer.objects.select_related("person")}
    consumers = {name: by_name[name] for name in grantees & by_name.keys()}
    members = defaultdict(set)
    teams = [consumer.team_id for consumer in consumers.values() if consumer.team_id]
    for team, person in Membership.objects.filter(team__in=teams, person__is_active=True).values_list("team", "person"):
        members[team].add(login(person))
    stopped = {login(pk) for pk in Suspension.objects.standing().exclude(person=None).values_list("person", flat=True)}
    found: dict[str, set[str]] = defaultdict(set)
    for name, consumer in consumers.items():
        if consumer.team_id:
            found[name] = members[consumer.team_id] - stopped
        elif consumer.person.is_active:
            found[name] = {login(consumer.person_id)} - stopped
    return found


def _write_down(warehouse: Warehouse, strays: list[Right]) -> list[StrayRight]:
    """Keep what was found, tell what is news, and end what is no more; what is open now."""
    now = timezone.now()
    known = {row.key: row for row in StrayRight.objects.open().filter(warehouse=warehouse)}
    news = [
        StrayRight(
            warehouse=warehouse, key=right.key, grantee=right.grantee[:200], detail=right.detail[:500], seen_at=now
        )
        for right in strays
        if right.key not in known
    ]
    for row in known.values():
        if row.key not in {right.key for right in strays}:
            _end(row, Ending.VANISHED)
    with transaction.atomic():
        StrayRight.objects.bulk_create(news, ignore_conflicts=True)
        StrayRight.objects.open().filter(warehouse=warehouse, key__in=[right.key for right in strays]).update(
            seen_at=now
        )
        for stray in news:
            record("right.found", warehouse, actor=None, grantee=stray.grantee, detail=stray.detail)
        if news:
            _tell_found(warehouse, news)
    return list(StrayRight.objects.open().filter(warehouse=warehouse).select_related("warehouse"))


def _end(stray: StrayRight, ending: str, *, actor=None) -> bool:
    now = timezone.now()
    with transaction.atomic():
        ended = StrayRight.objects.open().filter(pk=stray.pk)
        if not ended.update(ended_at=now, ending=ending, diagnostics="", updated_at=now):
            return False
        if ending == Ending.TAKEN_AWAY:
            facts = {"grantee": stray.grantee, "detail": stray.detail}
            record("right.taken_away", stray.warehouse, actor=actor, **facts)
    return True


@transaction.atomic
def _restore(grant: Grant) -> None:
    consumer = Consumer.objects.select_related("person", "team").get(pk=grant.consumer_id)
    product = grant.port.product.slug
    record("grant.missing", grant, actor=None, product=product, person=consumer.person, team=consumer.team)
    queue(grant, ProvisioningRun.Aim.OPEN)


def _tell_found(warehouse: Warehouse, news: list[StrayRight]) -> None:
    facts = {"warehouse": warehouse, "count": len(news), "first": str(news[0])[:200]}
    text = _("Rights that nobody granted were found in %(warehouse)s (%(count)s): %(first)s.") % facts
    link = f"{reverse('requests:platform')}#rights"
    tell({*platform_team(), *stewards()}, text, link=link, tone=Notification.Tone.TROUBLE)


def _tell_unknown(warehouse: Warehouse, why: str) -> None:
    text = _("The rights in %(warehouse)s could not be compared with the grants: %(why)s")
    key = f"drift-{warehouse.pk}-{timezone.localdate()}"
    facts = {"warehouse": warehouse, "why": why}
    tell(platform_team(), text % facts, link=reverse("requests:platform"), tone=Notification.Tone.TROUBLE, key=key)
