"""What a worker does about incidents: look around, and tell people. Twice tells nothing twice; dying loses nothing."""

from django.db import transaction
from django.utils import timezone

from accounts.notifications.services import tell_each
from catalog.incidents.surroundings import look_around
from catalog.incidents.telling import messages_of
from catalog.models import Incident, IncidentEntry

MOST = 500
PARTS = ("port__product__owner", "suspect__port__product", "assignee", "opened_by")


def follow_up(incident_id: int) -> None:
    """Find what an incident hangs together with, and tell what people were not told yet; nothing where it is gone."""
    incident = Incident.objects.select_related(*PARTS).filter(pk=incident_id).first()
    if incident is None:
        return
    if incident.resolved_at is None:
        look_around(incident)
    for entry in _untold().filter(incident=incident).order_by("pk"):
        entry.incident = incident
        _tell(entry)


def sweep() -> int:
    """Tell what was missed; answers of how many incidents."""
    missed = list(_untold().order_by("incident").values_list("incident", flat=True).distinct()[:MOST])
    for incident_id in missed:
        follow_up(incident_id)
    return len(missed)


def look_around_again() -> int:
    """Lineage changes while incidents are open: look anew; answers at how many."""
    parts = Incident.objects.open().select_related(*PARTS).order_by("updated_at")
    found = list(parts[:MOST])
    for incident in found:
        look_around(incident)
    return len(found)


def _untold():
    return IncidentEntry.objects.filter(tells=True, told_at=None).select_related("actor")


@transaction.atomic
def _tell(entry: IncidentEntry) -> None:
    """One line to everybody whom it concerns, unless another worker has just told it."""
    now = timezone.now()
    if not IncidentEntry.objects.filter(pk=entry.pk, told_at=None).update(told_at=now):
        return
    tell_each(messages_of(entry))
    if entry.kind == IncidentEntry.Kind.OPENED:
        Incident.objects.filter(pk=entry.incident_id, told_at=None).update(told_at=now)
        entry.incident.told_at = now
