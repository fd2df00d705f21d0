"""What stands around an incident in lineage: upstream, what probably caused it; downstream, what it reaches."""

from collections.abc import Collection

from django.db import transaction

from catalog.incidents import life
from catalog.models import DataProduct, Incident, InputPort, OutputPort

MOST_HOPS = 10
MOST_PRODUCTS = 500


def look_around(incident: Incident) -> None:
    """Name the suspect, note what is reached, and name this one to what was noticed downstream before.

    Nothing is held while lineage is walked; one query for each hop.
    """
    reached = downstream_of(incident.port)
    _note_affected(incident, reached)
    if incident.suspect_id is None and (suspect := suspect_of(incident)):
        _name(incident, suspect)
    orphans = Incident.objects.open().filter(port__product__in=reached, port__offered=True, suspect=None)
    for other in orphans.exclude(pk=incident.pk).select_related("port__product__owner")[:MOST_PRODUCTS]:
        if suspect := suspect_of(other):
            _name(other, suspect)


def downstream_of(port: OutputPort) -> list[int]:
    """The products that are made from this port, directly or not, the nearest first."""
    found: dict[int, None] = {}
    at: Collection[int] = [port.pk]
    for _hop in range(MOST_HOPS):
        readers = _reading().filter(upstream__in=at).values_list("version__product", flat=True)
        new = set(readers) - found.keys() - {port.product_id}
        if not new or len(found) > MOST_PRODUCTS:
            break
        found.update(dict.fromkeys(sorted(new)))
        at = list(OutputPort.objects.offered().filter(product__in=new).values_list("pk", flat=True))
    return list(found)[:MOST_PRODUCTS]


def suspect_of(incident: Incident) -> Incident | None:
    """The oldest open incident of the nearest port upstream that has one."""
    at: Collection[int] = {incident.port.product_id}
    known = set(at)
    for _hop in range(MOST_HOPS):
        above = list(_reading().filter(version__product__in=at).values_list("upstream", "upstream__product"))
        open_there = Incident.objects.open().filter(port__in={port for port, _product in above})
        # One that this one is the suspect of cannot be its cause.
        found = open_there.exclude(pk=incident.pk).exclude(suspect=incident).order_by("opened_at", "pk").first()
        at = {product for _port, product in above} - known
        if found or not at:
            return found
        known |= at
    return None


def _reading():
    """What published versions read of other products."""
    reading = InputPort.objects.filter(version__state="published", upstream__isnull=False)
    return reading.filter(version__product__status__in=DataProduct.Status.shown())


def _note_affected(incident: Incident, reached: list[int]) -> None:
    known = set(incident.affected.values_list("pk", flat=True))
    if known == set(reached):
        return
    through = Incident.affected.through
    rows = [through(incident_id=incident.pk, dataproduct_id=pk) for pk in reached if pk not in known]
    through.objects.bulk_create(rows, ignore_conflicts=True)
    through.objects.filter(incident=incident).exclude(dataproduct__in=reached).delete()


@transaction.atomic
def _name(incident: Incident, suspect: Incident) -> None:
    """Write the suspect down, unless somebody was faster; whoever hears of the opening only now hears it with it."""
    if not Incident.objects.open().filter(pk=incident.pk, suspect=None).update(suspect=suspect):
        return
    incident.suspect = suspect
    facts = {"suspect": suspect.pk, "product": suspect.port.product.name, "port": suspect.port.name}
    known = incident.told_at is not None
    life.note(incident, life.Entry.SUSPECTED, text=suspect.title, facts=facts, tells=known)
