"""What people, and other systems, do about incidents."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.incidents import life
from catalog.incidents.errors import (
    CannotLookAfter,
    GoesOnElsewhere,
    IncidentNotOver,
    IncidentOver,
    NothingSaid,
    ReasonMissing,
)
from catalog.incidents.life import Entry
from catalog.incidents.policies import may_comment, may_handle, may_report
from catalog.models import Incident, IncidentEntry, OutputPort
from marketplace.foundation.policies import insist

LONGEST_WORDS = 20_000


@transaction.atomic
def open_incident(
    *, actor: User | None, port: OutputPort, title: str, detail: str = "", severity: str | None = None, source: str = ""
) -> Incident:
    """Say that something is wrong with a port; a worker tells people. An actor of None is another system.

    Without a severity it is weighed by the criticality of the product and its consumers.
    """
    port = OutputPort.objects.select_related("product__owner", "contract").get(pk=port.pk)
    if actor is not None:
        insist(may_report(actor, port))
    Incident(port=port, title=title[:300], severity=severity or "medium", opened_at=timezone.now()).clean_fields(
        exclude=["source", "opened_by", "monitor"]
    )
    source = source or (actor.get_username() if actor else life.OURS)
    kind = Incident.Kind.REPORT if actor is not None and not actor.account_of_id else Incident.Kind.OUTSIDE
    said = {"title": title, "detail": detail, "severity": severity, "source": source}
    return life.begin(port=port, actor=actor, kind=kind, **said)


@transaction.atomic
def acknowledge_incident(*, actor: User, incident: Incident) -> Incident:
    """Take an incident on, so that others know that somebody looks at it; who does looks after it if nobody did."""
    incident = _held(actor, incident)
    if incident.acknowledged_at is None:
        incident.acknowledged_at = timezone.now()
        incident.assignee = incident.assignee or actor
        incident.save(update_fields=["acknowledged_at", "assignee", "updated_at"])
        life.note(incident, Entry.ACKNOWLEDGED, actor=actor)
        life.write_down("incident.acknowledged", incident, actor)
    return incident


@transaction.atomic
def assign_incident(*, actor: User, incident: Incident, assignee: User) -> Incident:
    """Give an incident to somebody who may handle it; they are told.

    Raises CannotLookAfter.
    """
    incident = _held(actor, incident)
    if not assignee.is_active or assignee.account_of_id or not may_handle(assignee, incident):
        raise CannotLookAfter(person=str(assignee))
    if incident.assignee_id != assignee.pk:
        incident.assignee = assignee
        incident.save(update_fields=["assignee", "updated_at"])
        facts = {"assignee": str(assignee)}
        life.note(incident, Entry.ASSIGNED, actor=actor, text=str(assignee), facts=facts, tells=True)
        life.write_down("incident.assigned", incident, actor, assignee=str(assignee))
    return incident


@transaction.atomic
def comment_on_incident(*, actor: User, incident: Incident, text: str) -> IncidentEntry:
    """Say something about it; those who look after it, and those who spoke before, are told."""
    incident = Incident.objects.select_related("port__product__owner").get(pk=incident.pk)
    insist(may_comment(actor, incident))
    if not text.strip():
        raise NothingSaid()
    entry = life.note(incident, Entry.COMMENTED, actor=actor, text=text.strip()[:LONGEST_WORDS], tells=True)
    life.write_down("incident.commented", incident, actor)
    return entry


@transaction.atomic
def weigh_incident(*, actor: User, incident: Incident, severity: str, reason: str) -> Incident:
    """Say that it is worse, or less bad, than it was thought, and why."""
    incident = _held(actor, incident)
    if not reason.strip():
        raise NothingSaid()
    Incident(severity=severity).clean_fields(exclude=[f.name for f in Incident._meta.fields if f.name != "severity"])
    life.reweigh(incident, severity, why=reason.strip()[:LONGEST_WORDS], actor=actor)
    return incident


@transaction.atomic
def resolve_incident(
    *, actor: User, incident: Incident, cause: str, cause_kind: str = Incident.Cause.OTHER
) -> Incident:
    """Close an incident with its cause. What is still broken opens a new one when it is measured next."""
    incident = Incident.objects.select_related("port__product__owner").get(pk=incident.pk)
    insist(may_handle(actor, incident))
    if not cause.strip():
        raise ReasonMissing()
    life.lock(incident.port)
    if not life.end(incident=incident, cause=cause.strip(), cause_kind=cause_kind, actor=actor):
        raise IncidentOver(incident=incident.title)
    return incident


@transaction.atomic
def reopen_incident(*, actor: User, incident: Incident, reason: str) -> Incident:
    """Open again what is not mended after all; from then on a person closes it, or the promise that breaks again.

    Raises IncidentNotOver, GoesOnElsewhere.
    """
    incident = Incident.objects.select_related("port__product__owner").get(pk=incident.pk)
    insist(may_handle(actor, incident))
    if not reason.strip():
        raise NothingSaid()
    life.lock(incident.port)
    if other := _successor(incident):
        raise GoesOnElsewhere(incident=other.title)
    fields = {"resolved_at": None, "cause": "", "cause_kind": ""}
    closed = Incident.objects.filter(pk=incident.pk).exclude(resolved_at=None)
    if not closed.update(**fields, updated_at=timezone.now()):
        raise IncidentNotOver(incident=incident.title)
    for name, value in fields.items():
        setattr(incident, name, value)
    life.note(incident, Entry.REOPENED, actor=actor, text=reason.strip()[:LONGEST_WORDS], tells=True)
    life.write_down("incident.reopened", incident, actor, reason=reason.strip())
    return incident


def _held(actor: User, incident: Incident) -> Incident:
    """The row, held, of an incident that is open and that this person may handle."""
    rows = Incident.objects.select_for_update(of=("self",)).select_related("port__product__owner", "port__contract")
    incident = rows.get(pk=incident.pk)
    insist(may_handle(actor, incident))
    if incident.resolved_at:
        raise IncidentOver(incident=incident.title)
    return incident


def _successor(incident: Incident) -> Incident | None:
    """The open incident that stands for the same monitor, or the same snapshot, by now."""
    others = Incident.objects.open().filter(port=incident.port).exclude(pk=incident.pk)
    same = others.filter(monitor=incident.monitor) if incident.monitor_id else others.none()
    if incident.snapshot_id:
        same = same | others.filter(snapshot=incident.snapshot)
    return same.first()


__all__ = [
    "acknowledge_incident",
    "assign_incident",
    "comment_on_incident",
    "open_incident",
    "reopen_incident",
    "resolve_incident",
    "weigh_incident",
]
