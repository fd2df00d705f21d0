"""The rights of a team over its product, given to the groups behind the team, all at once."""

from dataclasses import dataclass

from django.contrib.auth.models import Permission

from accounts.models import Team
from catalog.models import DataProduct, DataProductGroupPermission, DataProductUserPermission
from catalog.publishing.policies import APPROVE, CONFIGURE, PUBLISH


@dataclass(frozen=True)
class HeldRights:
    """What one person may do with one product, asked in one query."""

    names: frozenset[str]

    def has_perm(self, name: str, _product: DataProduct) -> bool:
        """Is this one of them?"""
        return name in self.names


MEMBERS = (CONFIGURE,)
MAINTAINERS = (CONFIGURE, PUBLISH, APPROVE)


def give_rights(product: DataProduct, team: Team) -> None:
    """Members may change the draft; maintainers may also publish and approve. Giving twice changes nothing."""
    permissions = Permission.objects.filter(
        content_type__app_label="catalog", content_type__model="dataproduct", codename__in=MAINTAINERS
    )
    by_name = {permission.codename: permission for permission in permissions}
    wanted = [(name, team.members_group_id) for name in MEMBERS]
    wanted += [(name, team.maintainers_group_id) for name in MAINTAINERS]
    DataProductGroupPermission.objects.bulk_create(
        [
            DataProductGroupPermission(content_object=product, permission=by_name[name], group_id=group)
            for name, group in wanted
        ],
        ignore_conflicts=True,
    )


def held_rights(user, product: DataProduct) -> HeldRights:
    """The rights of a person over a product, by their groups or by name; superusers have all."""
    if user.is_superuser:
        return HeldRights(frozenset(MAINTAINERS))
    by_group = DataProductGroupPermission.objects.filter(content_object=product, group__user=user)
    by_name = DataProductUserPermission.objects.filter(content_object=product, user=user)
    names = by_group.values_list("permission__codename").union(by_name.values_list("permission__codename"))
    return HeldRights(frozenset(name for (name,) in names))
