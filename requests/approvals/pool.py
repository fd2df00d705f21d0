"""Who could decide about a request at this moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import Group
from django.db.models import F, Q, QuerySet

from accounts.models import Consumer, Membership, MembershipPeriod, User
from accounts.models import user as roles
from catalog.models import DataProduct, DataProductGroupPermission
from requests.approvals.chain import DATA_PROTECTION, DOMAIN_OWNER, LINE, OWNER, STEWARD
from requests.models import ApprovalStage

APPROVE = "approve_access"
GROUPS = {STEWARD: roles.STEWARD, DATA_PROTECTION: roles.DATA_PROTECTION}

# The people to ask, and whether stewards stand in because the role has nobody; both may be nobody.
Pool = tuple[list[User], bool]


def holders(role: str, product: DataProduct, consumer: Consumer) -> QuerySet[User]:
    """Those who hold a role now: over a product, over its domain, over whoever asks, or in the whole company."""
    people = _who_can_decide()
    if role == OWNER:
        given = Group.objects.filter(
            dataproductgrouppermission__content_object=product,
            dataproductgrouppermission__permission__codename=APPROVE,
        )
        return people.filter(pk__in=_speakers([product.owner_id]), groups__in=given).distinct()
    if role == DOMAIN_OWNER:
        return people.filter(pk__in=_speakers([product.domain.team_id]))
    if role == LINE:
        return people.filter(pk__in=_speakers(_teams_of(consumer)))
    return people.filter(groups__name=GROUPS[role]).distinct()


def outsiders(
    people: QuerySet[User], *, orderer: User, consumer: Consumer, since: datetime | None = None
) -> QuerySet[User]:
    """Without the one who ordered and everybody whom the access is for: nobody approves their own order.

    `since` an order was placed for a team; whoever was in it then, and left, is still none to ask.
    """
    inside = Q(pk=orderer.pk) | Q(pk=consumer.person_id or 0)
    if consumer.behind_id:
        inside |= Q(pk__in=Membership.objects.filter(team=consumer.behind_id).values("person"))
        if since is not None:
            left = MembershipPeriod.objects.filter(team=consumer.behind_id, until__gt=since)
            inside |= Q(pk__in=left.values("person"))
    return people.exclude(inside)


def find_pool(
    role: str, product: DataProduct, *, orderer: User, consumer: Consumer, since: datetime | None = None
) -> Pool:
    """The people to ask in one role about one product; `since` when it waits."""
    return find_pools({(role, product)}, orderer=orderer, consumer=consumer, since=since)[role, product.pk]


def find_pools(
    wanted: Collection[tuple[str, DataProduct]], *, orderer: User, consumer: Consumer, since: datetime | None = None
) -> Mapping[tuple[str, int], Pool]:
    """The people to ask, by role and the id of the product: a few queries, however many products."""
    if not wanted:
        return {}
    asking = {"orderer": orderer, "consumer": consumer, "since": since}
    over = _Outsiders(**asking)
    products = [product for role, product in wanted if role == OWNER]
    owners = _owners_of({product.pk for product in products}, **asking)
    speakers = over.speakers_of({product.domain.team_id for role, product in wanted if role == DOMAIN_OWNER})
    pools: dict[tuple[str, int], Pool] = {}
    for role, product in wanted:
        if role == OWNER:
            asked = owners.get(product.pk, [])
        elif role == DOMAIN_OWNER:
            asked = speakers.get(product.domain.team_id, [])
        else:
            asked = over.line() if role == LINE else over.in_group(GROUPS[role])
        stands_in = not asked and role != STEWARD
        pools[role, product.pk] = (over.in_group(roles.STEWARD), True) if stands_in else (asked, False)
    return pools


def still_holds(user: User, stage: ApprovalStage) -> bool:
    """Does somebody who was asked still hold the role they were asked in?"""
    role = STEWARD if stage.stood_in else stage.role
    request = stage.request
    if stage.escalated_at and holders(STEWARD, request.port.product, request.consumer).filter(pk=user.pk).exists():
        return True
    return holders(role, request.port.product, request.consumer).filter(pk=user.pk).exists()


class _Outsiders:
    """People who are not those who ask, each kind looked up once."""

    def __init__(self, orderer: User, consumer: Consumer, since: datetime | None) -> None:
        self._orderer, self._consumer, self._since = orderer, consumer, since
        self._known: dict[str, list[User]] = {}

    def in_group(self, name: str) -> list[User]:
        """Those who have a role in the whole company."""
        if name not in self._known:
            self._known[name] = self._list(_who_can_decide().filter(groups__name=name).distinct())
        return list(self._known[name])

    def line(self) -> list[User]:
        """Those who speak for the teams of whoever asks."""
        if LINE not in self._known:
            speakers = _speakers(_teams_of(self._consumer))
            self._known[LINE] = self._list(_who_can_decide().filter(pk__in=speakers))
        return list(self._known[LINE])

    def speakers_of(self, teams: Collection[int]) -> dict[int, list[User]]:
        """Those who speak for each of these teams, in two queries."""
        if not teams:
            return {}
        speaks = Membership.objects.filter(team__in=teams, role=Membership.Role.MAINTAINER)
        pairs = set(speaks.values_list("team", "person"))
        people = self._list(_who_can_decide().filter(pk__in={person for _team, person in pairs}))
        return {team: [one for one in people if (team, one.pk) in pairs] for team in teams}

    def _list(self, people: QuerySet[User]) -> list[User]:
        found = outsiders(people, orderer=self._orderer, consumer=self._consumer, since=self._since)
        return list(found.order_by("pk"))


def _who_can_decide() -> QuerySet[User]:
    """People who can sign in; a service account decides nothing, whatever group it is put into."""
    return User.objects.filter(is_active=True, account_of=None)


def _speakers(teams: Iterable[int] | QuerySet) -> QuerySet:
    """Those who speak for any of these teams."""
    return Membership.objects.filter(team__in=teams, role=Membership.Role.MAINTAINER).values("person")


def _teams_of(consumer: Consumer) -> Iterable[int] | QuerySet:
    """The teams of whoever asks: the one behind the consumer, or all those of a person."""
    if consumer.behind_id:
        return [consumer.behind_id]
    return Membership.objects.filter(person=consumer.person_id).values("team")


def _owners_of(
    products: Collection[int], *, orderer: User, consumer: Consumer, since: datetime | None
) -> dict[int, list[User]]:
    """Like `holders` and `outsiders` for the owners of many products, in two queries."""
    if not products:
        return {}
    may = DataProductGroupPermission.objects.filter(
        content_object__in=products,
        permission__codename=APPROVE,
        group__user__memberships__team=F("content_object__owner"),
        group__user__memberships__role=Membership.Role.MAINTAINER,
    )
    pairs = set(may.values_list("content_object", "group__user"))
    found = _who_can_decide().filter(pk__in={person for _product, person in pairs})
    people = outsiders(found, orderer=orderer, consumer=consumer, since=since).order_by("pk")
    known = defaultdict(list)
    for person in people if pairs else ():
        for product in products:
            if (product, person.pk) in pairs:
                known[product].append(person)
    return known
