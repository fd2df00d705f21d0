"""From what is known of promises now to incidents: what is broken opens one, what is kept again is mended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog.incidents import life
from catalog.models import Breach, Incident, Monitor, OutputPort, Snapshot


@dataclass(frozen=True)
class Seen:
    """One promise as it stands: `title` and `detail` if it is broken, `mended` says that it is kept again."""

    monitor: Monitor
    status: str
    title: str = ""
    detail: str = ""
    mended: str = ""
    severity: str = ""  # as whoever looked calls it; else as the monitor has it
    began_at: datetime | None = None
    link: str = ""


@transaction.atomic
def settle(
    port: OutputPort,
    seen: Sequence[Seen],
    *,
    snapshot: Snapshot | None,
    kind: str = Incident.Kind.BREACH,
    source: str = life.OURS,
) -> None:
    """Open what is broken, mend what is kept; what is unknown stays as it is. Doing it again changes nothing.

    Whoever calls it holds the port (`life.lock`).
    """
    parts = ("monitor", "incident__port__product__owner")
    known = Breach.objects.open().filter(monitor__in=[one.monitor for one in seen]).select_related(*parts)
    broken = {breach.monitor_id: breach for breach in known}
    for one in seen:
        breach = broken.get(one.monitor.pk)
        if one.status == Monitor.Status.BROKEN and breach is None:
            life.begin_held(
                port=port,
                monitor=one.monitor,
                snapshot=snapshot,
                title=one.title,
                detail=one.detail,
                rule_severity=one.severity,
                kind=kind,
                source=source,
                began_at=one.began_at,
                link=one.link,
            )
        elif breach is not None and one.status in (Monitor.Status.KEPT, Monitor.Status.AT_RISK):
            life.mend(breach, words=one.mended)
