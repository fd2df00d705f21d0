"""How long people took lately to decide, measured from what they decided."""

import statistics
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from catalog.models import OutputPort
from requests.models import AccessRequest, Decision

LATELY = timedelta(days=180)
MOST = 20  # decisions that are looked at, the newest


@dataclass(frozen=True)
class Pace:
    """The median time from asking to the decision, and over how many; of the port, of its owner, or of nothing."""

    decisions: int = 0
    median: timedelta | None = None
    of: str = ""  # port, owner, or nothing


def paces_of(ports: Collection[OutputPort]) -> Mapping[int, Pace]:
    """For each port what its own last decisions took, or else those of its owner's ports: two queries for all."""
    if not ports:
        return {}
    own = _times(_decided().filter(port__in=[port.pk for port in ports]), "port")
    strangers = {port.product.owner_id for port in ports if port.pk not in own}
    owners = _times(_decided().filter(port__product__owner__in=strangers), "port__product__owner") if strangers else {}
    return {port.pk: _pace(own.get(port.pk), owners.get(port.product.owner_id)) for port in ports}


def _decided() -> QuerySet[AccessRequest]:
    """What people said yes or no to; what a rule decides takes no time."""
    by_people = Exists(Decision.objects.filter(stage__request=OuterRef("pk")))
    over = [AccessRequest.State.APPROVED, AccessRequest.State.DENIED]
    return AccessRequest.objects.filter(by_people, state__in=over, decided_at__gte=timezone.now() - LATELY)


def _times(requests: QuerySet[AccessRequest], by: str) -> dict[int, list[timedelta]]:
    newest = Window(RowNumber(), partition_by=F(by), order_by=[F("decided_at").desc(), F("pk").desc()])
    rows = requests.annotate(rank=newest).filter(rank__lte=MOST).order_by()
    times = defaultdict(list)
    for key, asked, decided in rows.values_list(by, "created_at", "decided_at"):
        times[key].append(decided - asked)
    return dict(times)


def _pace(own: list[timedelta] | None, owners: list[timedelta] | None) -> Pace:
    times = own or owners
    return Pace(len(times), statistics.median(times), "port" if own else "owner") if times else Pace()
