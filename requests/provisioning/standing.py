"""Access that stands is read again as its consumers: what drifted is set up anew, and told when that does not help."""

from django.utils import timezone

from marketplace.foundation.errors import DomainError
from requests.grants.runs import queue
from requests.models import Grant, ProvisioningRun
from requests.provisioning.verification import Seen, verify_open


def verify_again() -> tuple[int, list[tuple[Grant, str]]]:
    """Read every port as everybody who holds it; how many were as promised, and which were not, with what was seen."""
    fine, broken = 0, []
    parts = ("port__product", "port__snapshot", "port__warehouse", "port__policy", "port__contract")
    standing = Grant.objects.in_force().select_related(*parts, "consumer__person", "consumer__team").order_by("pk")
    for grant in standing.iterator():
        if why := _drift(grant):
            broken.append((grant, why))
            queue(grant, ProvisioningRun.Aim.OPEN)
        else:
            fine += Grant.objects.filter(pk=grant.pk).update(verified_at=timezone.now())
    return fine, broken


def _drift(grant: Grant) -> str:
    """What is not as promised, or nothing."""
    try:
        checks = verify_open(Seen(grant))
    except DomainError as failure:
        return str(failure)
    return "; ".join(f"{check.name} ({check.detail})" for check in checks if not check.passed)
