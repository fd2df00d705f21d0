"""Who could decide about a request at this moment."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.contrib.auth.models import Group
from django.db.models import F, Q, QuerySet

from accounts.models import Consumer, Membership, User
from accounts.models.user import STEWARD
from catalog.models import DataProduct, DataProductGroupPermission
from requests.approvals.chain import OWNER
from requests.models import ApprovalStage

APPROVE = "approve_access"

# The people to ask, and whether stewards stand in because the role has nobody; both may be nobody.
Pool = tuple[list[User], bool]


def holders(role: str, product: DataProduct) -> QuerySet[User]:
    """Those who hold a role over a product now: maintainers of its team who may approve access, or the stewards."""
    people = _who_can_decide()
    if role != OWNER:
        return people.filter(groups__name=STEWARD).distinct()
    given = Group.objects.filter(
        dataproductgrouppermission__content_object=product, dataproductgrouppermission__permission__codename=APPROVE
    )
    speakers = Membership.objects.filter(team=product.owner_id, role=Membership.Role.MAINTAINER).values("person")
    return people.filter(pk__in=speakers, groups__in=given).distinct()


def outsiders(people: QuerySet[User], *, orderer: User, consumer: Consumer) -> QuerySet[User]:
    """Without the one who ordered and everybody whom the access is for: nobody approves their own order."""
    inside = Q(pk=orderer.pk) | Q(pk=consumer.person_id or 0)
    if consumer.behind_id:
        inside |= Q(pk__in=Membership.objects.filter(team=consumer.behind_id).values("person"))
    return people.exclude(inside)


def find_pool(role: str, product: DataProduct, *, orderer: User, consumer: Consumer) -> Pool:
    """The people to ask in one role about one product."""
    return find_pools({(role, product)}, orderer=orderer, consumer=consumer)[role, product.pk]


def find_pools(
    wanted: Collection[tuple[str, DataProduct]], *, orderer: User, consumer: Consumer
) -> Mapping[tuple[str, int], Pool]:
    """The people to ask, by role and the id of the product: three queries, however many products."""
    if not wanted:
        return {}
    products = {product.pk for role, product in wanted if role == OWNER}
    owners = _owners_of(products, orderer=orderer, consumer=consumer)
    pools: dict[tuple[str, int], Pool] = {}
    stewards: list[User] | None = None
    for role, product in wanted:
        asked = owners.get(product.pk, []) if role == OWNER else []
        if not asked and stewards is None:
            found = _who_can_decide().filter(groups__name=STEWARD).distinct()
            stewards = list(outsiders(found, orderer=orderer, consumer=consumer).order_by("pk"))
        pools[role, product.pk] = (asked, False) if asked else (list(stewards or []), role == OWNER)
    return pools


def still_holds(user: User, stage: ApprovalStage) -> bool:
    """Does somebody who was asked still hold the role they were asked in?"""
    role = ApprovalStage.Role.STEWARD if stage.stood_in else stage.role
    return holders(role, stage.request.port.product).filter(pk=user.pk).exists()


def _who_can_decide() -> QuerySet[User]:
    """People who can sign in; a service account decides nothing, whatever group it is put into."""
    return User.objects.filter(is_active=True, account_of=None)


def _owners_of(products: Collection[int], *, orderer: User, consumer: Consumer) -> dict[int, list[User]]:
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
    people = outsiders(found, orderer=orderer, consumer=consumer).order_by("pk")
    known = defaultdict(list)
    for person in people if pairs else ():
        for product in products:
            if (product, person.pk) in pairs:
                known[product].append(person)
    return known
