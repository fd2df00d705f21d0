"""What governance policies may know of access: how long grants last and whether they are used, never whose they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Case, F, When
from django.utils import timezone

from catalog.governance.hooks import GRANTS, GrantFacts
from requests.models import Grant

# The purpose of the line, where it has one of its own.
_STATED = Case(When(request__own_purpose="", then=F("request__order__purpose")), default=F("request__own_purpose"))


@GRANTS.add("requests")
def grants(product_ids: Sequence[int]) -> Mapping[int, Sequence[GrantFacts]]:
    """The standing grants on these products, by the id of the port; one query."""
    now = timezone.now()
    rows = (
        Grant.objects.standing()
        .filter(port__product__in=product_ids)
        .annotate(stated=_STATED)
        .order_by("pk")
        .values_list(*("pk", "port", "consumer__team", "valid_from", "valid_until", "last_read_at", "stated"))
    )
    found: dict[int, list[GrantFacts]] = defaultdict(list)
    for pk, port, team, begins, ends, last_read, purpose in rows:
        found[port].append(
            GrantFacts(
                number=str(pk),
                consumer="team" if team else "person",
                days=_days(begins, ends),
                days_left=max((ends - now).days, 0),
                age_days=max((now - begins).days, 0),
                idle_days=max((now - (last_read or begins)).days, 0),
                used=last_read is not None,
                purpose=purpose,
            )
        )
    return found


def _days(begins: datetime, ends: datetime) -> int:
    """Whole days; one in which a clock was put forward is a day, too."""
    return int((ends - begins).total_seconds() / 86_400 + 1 / 20)
