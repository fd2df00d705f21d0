"""Which grants a campaign asks about, who is asked, and what is known of their use: for many grants at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from catalog.models import Column, Incident
from requests.grants.selectors import stewards
from requests.grants.windows import last_day
from requests.models import DataRead, Grant, GrantReview, MaskException

USE = timedelta(days=90)
NAMED = 5  # readers in the evidence


@dataclass(frozen=True)
class Scope:
    """Which standing grants: each narrows, and nothing said means all."""

    domain: str = ""
    product: str = ""
    classification: str = ""
    older_than: int = 0  # days since it was given

    def plain(self) -> dict:
        """What was said, as it is kept."""
        return {name: said for name, said in asdict(self).items() if said}


def population(scope: Scope, now: datetime) -> QuerySet[Grant]:
    """The standing grants in a scope."""
    grants = Grant.objects.standing()
    if scope.domain:
        grants = grants.filter(port__product__domain__slug=scope.domain)
    if scope.product:
        grants = grants.filter(port__product__slug=scope.product)
    if scope.classification:
        columns = Column.objects.filter(contract=OuterRef("port__contract"), classification=scope.classification)
        grants = grants.filter(Exists(columns))
    if scope.older_than:
        grants = grants.filter(created_at__lte=now - timedelta(days=scope.older_than))
    parts = ("port__product", "consumer__person", "consumer__team", "request__order__ordered_by")
    return grants.select_related(*parts).order_by("pk")


def evidence_of(grants: Collection[Grant], now: datetime) -> dict[int, dict]:
    """What is known of each grant's use, and of what is plain by it: four queries for however many."""
    ids = [grant.pk for grant in grants]
    reads: dict[int, int] = defaultdict(int)
    readers: dict[int, list[str]] = defaultdict(list)
    recent = DataRead.objects.filter(grant__in=ids, at__gte=now - USE).order_by()
    for grant, reader, count in (
        recent.values_list("grant", "reader__username").annotate(count=Count("pk")).order_by("grant", "-count")
    ):
        reads[grant] += count
        readers[grant].append(reader)
    ports = {grant.port_id for grant in grants}
    found = Incident.objects.filter(port__in=ports, opened_at__gte=now - USE).order_by().values_list("port")
    incidents = dict(found.annotate(count=Count("pk")))
    plain: dict[int, list[str]] = defaultdict(list)
    for one in MaskException.objects.standing().filter(grant__in=ids).order_by("pk"):
        plain[one.grant_id].append(_("%(columns)s until %(day)s") % {"columns": one.names, "day": last_day(one)})
    return {
        grant.pk: {
            "last_read_at": grant.last_read_at.isoformat() if grant.last_read_at else None,
            "reads": reads[grant.pk],
            "readers": readers[grant.pk][:NAMED],
            "incidents": incidents.get(grant.port_id, 0),
            "purpose": grant.request.purpose,
            "justification": grant.request.justification,
            "ordered_by": grant.request.order.ordered_by.username,
            **({"plain": plain[grant.pk]} if plain[grant.pk] else {}),
        }
        for grant in grants
    }


def pools_of(grants: Collection[Grant]) -> dict[int, list[User]]:
    """Who is asked about each grant: the owner's maintainers who gain nothing by it, else such stewards."""
    owners = _members([grant.port.product.owner_id for grant in grants], role=Membership.Role.MAINTAINER)
    gaining = _members([grant.consumer.behind_id for grant in grants if grant.consumer.behind_id])
    watching = stewards()
    found = {}
    for grant in grants:
        gains = {person.pk for person in gaining.get(grant.consumer.behind_id, ())} | {grant.consumer.person_id}
        asked = [person for person in owners.get(grant.port.product.owner_id, ()) if person.pk not in gains]
        found[grant.pk] = asked or [person for person in watching if person.pk not in gains]
    return found


def ask(reviews: Iterable[GrantReview], pools: Mapping[int, Iterable[User]]) -> None:
    """Write down who is asked about each review, in batches."""
    asked = GrantReview.pool.through
    asked.objects.bulk_create(
        (asked(grantreview_id=one.pk, user_id=person.pk) for one in reviews for person in pools[one.grant_id]),
        batch_size=2000,
        ignore_conflicts=True,
    )


def _members(teams: Iterable[int], **which) -> dict[int, list[User]]:
    found: dict[int, list[User]] = defaultdict(list)
    members = Membership.objects.filter(team__in=set(teams), person__is_active=True, **which).select_related("person")
    for member in members.order_by("pk"):
        found[member.team_id].append(member.person)
    return found
