"""The life of an incident as rows, in short transactions; people are told by a worker afterwards."""

from datetime import datetime

from celery import signature
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalog.incidents.hooks import AFTER_INCIDENT
from catalog.incidents.severity import circumstances, higher, weigh
from catalog.models import Breach, Incident, IncidentEntry, Monitor, OutputPort, Snapshot
from marketplace.foundation.audit import record
from marketplace.foundation.nudges import nudge

Entry = IncidentEntry.Kind
OURS = "marketplace"
# By name: the worker that tells people stands above.
FOLLOW_UP = signature("catalog.incidents.tasks.follow_up")


@transaction.atomic
def begin(*, port: OutputPort, **said) -> Incident:
    """Hold the port, and open an incident of it, or answer the one that this belongs to; `said` as for `begin_held`."""
    lock(port)
    return begin_held(port=port, **said)


def begin_held(
    *,
    port: OutputPort,
    title: str,
    detail: str = "",
    severity: str | None = None,
    rule_severity: str = "",
    monitor: Monitor | None = None,
    snapshot: Snapshot | None = None,
    kind: str = Incident.Kind.BREACH,
    source: str = OURS,
    actor: User | None = None,
    began_at: datetime | None = None,
    link: str = "",
) -> Incident:
    """Open an incident, or answer the one that this belongs to; whoever calls it holds the port.

    A monitor that is known to be broken changes nothing; one that breaks because of the same snapshot of the port as
    others is a further breach of their incident. Without a severity, it is weighed from `rule_severity`, the
    criticality of the product and its consumers.
    """
    if monitor is not None and (standing := _standing(port, monitor, snapshot)):
        if not standing.breaches.open().filter(monitor=monitor).exists():
            _join(standing, monitor, title, detail, severity, rule_severity)
        return standing
    now = timezone.now()
    weighed = {} if severity else circumstances(port, rule_severity or (monitor.severity if monitor else ""))
    incident = Incident.objects.create(
        port=port,
        monitor=monitor,
        snapshot=snapshot if monitor else None,
        kind=kind,
        title=title[:300],
        detail=detail,
        severity=severity or weigh(**weighed),
        source=source[:60],
        link=link[:500],
        opened_by=actor,
        began_at=min(began_at, now) if began_at else None,
        opened_at=now,
    )
    if monitor is not None:
        Breach.objects.create(incident=incident, monitor=monitor, title=title[:300], detail=detail, opened_at=now)
    note(incident, Entry.OPENED, actor=actor, text=title, facts=weighed, tells=True)
    write_down("incident.opened", incident, actor)
    for follow in AFTER_INCIDENT:
        follow(incident)
    return incident


def mend(breach: Breach, *, words: str, cause: str = Incident.Cause.MENDED) -> bool:
    """A promise is kept again, or made no more; the incident ends with its last breach. False when somebody was faster.

    Whoever calls it holds the port.
    """
    if not Breach.objects.open().filter(pk=breach.pk).update(ended_at=timezone.now()):
        return False
    incident = breach.incident
    if incident.breaches.open().exists():
        note(incident, Entry.MENDED, text=f"{breach.monitor.name}: {words}")
        return True
    end(incident=incident, cause=words, cause_kind=cause)
    return True


@transaction.atomic
def end(*, incident: Incident, cause: str, cause_kind: str = Incident.Cause.OTHER, actor: User | None = None) -> bool:
    """Resolve an incident with everything that is broken in it; False when somebody else did before."""
    now = max(timezone.now(), incident.opened_at)
    fields = {"resolved_at": now, "cause": cause, "cause_kind": cause_kind}
    if not Incident.objects.open().filter(pk=incident.pk).update(**fields, updated_at=now):
        return False
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.breaches.open().update(ended_at=now)
    note(incident, Entry.RESOLVED, actor=actor, text=cause, facts={"cause": cause_kind}, tells=True)
    write_down("incident.resolved", incident, actor, cause=cause, cause_kind=cause_kind)
    for follow in AFTER_INCIDENT:
        follow(incident)
    return True


def lock(port: OutputPort) -> None:
    """Whoever changes what is wrong with a port holds it, so that two never group the same twice."""
    OutputPort.objects.select_for_update(no_key=True).get(pk=port.pk)


def note(incident: Incident, kind: str, *, actor=None, text="", facts=None, tells=False) -> IncidentEntry:
    """Write a line into the timeline; what tells people is told by a worker after the commit, or by the sweep."""
    entry = IncidentEntry.objects.create(
        incident=incident, kind=kind, actor=actor, at=timezone.now(), text=text, facts=facts or {}, tells=tells
    )
    if tells:
        nudge(FOLLOW_UP, incident.pk)
    return entry


def write_down(verb: str, incident: Incident, actor: User | None, **facts) -> None:
    """For the record, with those whom it concerns."""
    product = incident.port.product
    shown = product.status in type(product).Status.shown()
    record(verb, incident, actor=actor, product=product.slug, public=shown, team=product.owner, **facts)


def _standing(port: OutputPort, monitor: Monitor, snapshot: Snapshot | None) -> Incident | None:
    """The open incident that has this monitor, else the one of the same snapshot."""
    known = Incident.objects.open().filter(port=port).select_related("port__product__owner")
    of_monitor = Q(monitor=monitor) | Q(breaches__monitor=monitor, breaches__ended_at=None)
    return known.filter(of_monitor).first() or (known.filter(snapshot=snapshot).first() if snapshot else None)


def _join(incident: Incident, monitor: Monitor, title: str, detail: str, severity, rule_severity: str) -> None:
    now = timezone.now()
    Breach.objects.create(incident=incident, monitor=monitor, title=title[:300], detail=detail, opened_at=now)
    note(incident, Entry.JOINED, text=title)
    write_down("incident.joined", incident, None, breach=title)
    reached = severity or weigh(**circumstances(incident.port, rule_severity or monitor.severity))
    if higher(reached, incident.severity):
        reweigh(incident, reached, why=_("Another promise broke, which weighs more."))


def reweigh(incident: Incident, severity: str, *, why: str, actor: User | None = None) -> bool:
    """Give an open incident another severity; False when it has it, or is over."""
    now, before = timezone.now(), incident.severity
    others = Incident.objects.open().filter(pk=incident.pk).exclude(severity=severity)
    if not others.update(severity=severity, updated_at=now):
        return False
    incident.severity = severity
    note(incident, Entry.WEIGHED, actor=actor, text=why, facts={"old": before, "new": severity}, tells=True)
    write_down("incident.weighed", incident, actor, old=before, new=severity, why=why)
    return True
