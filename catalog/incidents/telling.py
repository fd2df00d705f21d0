"""Who hears of an incident, and in which words: each person once for each line, by the nearest of their reasons."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, Message
from catalog.incidents.hooks import LISTENERS, READERS
from catalog.models import DataProduct, Incident, IncidentEntry

Entry = IncidentEntry.Kind
Tone = Notification.Tone
# What everybody hears whom the data reaches; the rest is for those who look after it.
FOR_ALL = (Entry.OPENED, Entry.REOPENED, Entry.RESOLVED)


def messages_of(entry: IncidentEntry) -> list[Message]:
    """What is said about one line; a key for each makes that it is said once, however often a worker tries."""
    known: set[int] = set()
    messages = []
    for people, text in _said(entry):
        new = [person for person in people if person.pk not in known and person.is_active]
        known |= {person.pk for person in new}
        messages.append(_message(entry, new, text))
    return messages


def _message(entry: IncidentEntry, people: list[User], text: str) -> Message:
    tone = Tone.INFO
    if entry.kind in (Entry.OPENED, Entry.REOPENED):
        tone = Tone.TROUBLE
    elif entry.kind == Entry.ASSIGNED:
        tone = Tone.ACTION
    key = f"incident:{entry.incident_id}:{entry.pk}"
    link = entry.incident.get_absolute_url()
    return Message(people, text, link, tone, key, entry.actor, Kind.INCIDENT)


def _said(entry: IncidentEntry) -> Iterable[tuple[Iterable[User], str]]:
    incident = entry.incident
    facts = {
        "port": incident.port,
        "title": incident.title,
        "who": entry.actor or _("The marketplace"),
        "text": entry.text,
    }
    if entry.kind in FOR_ALL:
        yield from _for_all(entry, facts)
    elif entry.kind == Entry.ASSIGNED and incident.assignee is not None:
        yield [incident.assignee], _("%(port)s: %(who)s gave it to you: %(title)s") % facts
    elif entry.kind == Entry.COMMENTED:
        yield _involved(incident), _("%(port)s: %(who)s says about “%(title)s”: %(text)s") % facts
    elif entry.kind == Entry.WEIGHED:
        facts |= {"severity": incident.get_severity_display().lower()}
        yield _looking_after(incident), _("%(port)s: the severity of “%(title)s” is %(severity)s now.") % facts
    elif entry.kind == Entry.SUSPECTED:
        facts |= {"product": entry.facts["product"]}
        yield _looking_after(incident), _("%(port)s: “%(title)s” is probably because of %(product)s: %(text)s") % facts


def _for_all(entry: IncidentEntry, facts: dict) -> Iterable[tuple[Iterable[User], str]]:
    incident, product = entry.incident, entry.incident.port.product
    words = _words(entry) % facts
    yield _looking_after(incident), words
    yield (
        [person for readers in READERS for person in readers(incident.port)],
        _("You read it. %(said)s") % {"said": words},
    )
    for made in _affected(incident):
        said = _("%(product)s is made from it. %(said)s") % {"product": made.name, "said": words}
        yield made.owner.people.all(), said
    yield (
        [person for listeners in LISTENERS for person in listeners(product)],
        _("You follow it. %(said)s") % {"said": words},
    )
    if incident.opened_by is not None:
        yield [incident.opened_by], words


def _words(entry: IncidentEntry) -> str:
    if entry.kind == Entry.RESOLVED:
        return _("%(port)s: resolved: %(title)s")
    said = _("%(port)s: open again: %(title)s") if entry.kind == Entry.REOPENED else _("%(port)s: %(title)s")
    suspect = entry.incident.suspect
    if suspect is None:
        return said
    because = _("Probably because of %(product)s: %(title)s") % {
        "product": suspect.port.product,
        "title": suspect.title,
    }
    return f"{said} {because.replace('%', '%%')}"


def _affected(incident: Incident) -> Iterable[DataProduct]:
    reached = incident.affected.filter(status__in=DataProduct.Status.shown()).select_related("owner")
    return reached.prefetch_related("owner__people").order_by("name")


def _looking_after(incident: Incident) -> list[User]:
    """The owning team, and whoever it was given to."""
    people = list(incident.port.product.owner.people.all())
    return [incident.assignee, *people] if incident.assignee else people


def _involved(incident: Incident) -> list[User]:
    """Those who look after it, who reported it, and who said something before."""
    spoke = User.objects.filter(pk__in=incident.entries.filter(kind=Entry.COMMENTED).values("actor"))
    reported = [incident.opened_by] if incident.opened_by else []
    return [*_looking_after(incident), *reported, *spoke]
