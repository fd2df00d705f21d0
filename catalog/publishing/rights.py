"""The rights of a team over its product, given to the groups behind the team, all at once."""

from django.contrib.auth.models import Permission

from accounts.models import Team
from catalog.models import DataProduct, DataProductGroupPermission
from catalog.publishing.policies import APPROVE, CONFIGURE, PUBLISH

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
