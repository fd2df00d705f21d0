"""Who could decide about a request at this moment."""

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from accounts.models import Consumer, Membership, User
from accounts.models.user import STEWARD
from catalog.models import DataProduct
from requests.approvals.chain import OWNER
from requests.models import ApprovalStage

APPROVE = "approve_access"


def holders(role: str, product: DataProduct) -> QuerySet[User]:
    """Those who hold a role over a product now: maintainers of its team who may approve access, or the stewards."""
    people = User.objects.filter(is_active=True)
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
    if consumer.team_id:
        inside |= Q(pk__in=Membership.objects.filter(team=consumer.team_id).values("person"))
    return people.exclude(inside)


def find_pool(role: str, product: DataProduct, *, orderer: User, consumer: Consumer) -> tuple[list[User], bool]:
    """The people to ask, and whether stewards stand in because the role has nobody; both may be nobody."""
    asked = list(outsiders(holders(role, product), orderer=orderer, consumer=consumer).order_by("pk"))
    if asked or role != OWNER:
        return asked, False
    standing_in = outsiders(holders("steward", product), orderer=orderer, consumer=consumer)
    return list(standing_in.order_by("pk")), True


def still_holds(user: User, stage: ApprovalStage) -> bool:
    """Does somebody who was asked still hold the role they were asked in?"""
    role = ApprovalStage.Role.STEWARD if stage.stood_in else stage.role
    return holders(role, stage.request.port.product).filter(pk=user.pk).exists()
