"""What other systems tell, and what the platform team does with those that tell and with what could not be taken."""

import json
import os
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import may_operate
from catalog.lineage.openlineage import NotAnEvent, read_event
from catalog.models import DatasetName, Observer, OutputPort, OutsideResult
from catalog.observers.errors import (
    DraftNotAccepted,
    NoSuchPort,
    NothingTaken,
    ObserverSecretRefused,
    ObserverTaken,
    ResultsNotRead,
)
from catalog.observers.formats import monte_carlo, oors, openlineage, plain
from catalog.observers.formats.result import NotResults, Unread, from_json
from catalog.observers.taking import REPEATED, Sender, Taken, take, take_one
from marketplace.foundation.audit import coming_from, record
from marketplace.foundation.parsers import NULL_CHARACTER
from marketplace.foundation.policies import insist
from marketplace.foundation.signatures import NotGenuine, insist_genuine

Format, Outcome = OutsideResult.Format, OutsideResult.Outcome
SECRET_NAME = re.compile(r"OBSERVER_[A-Z0-9_]{1,100}")
FIELDS = ("slug", "name", "kind", "secret_name", "is_on")
MOST_AGAIN = 2_000


def receive_results(*, actor: User, document: Any) -> list[Taken]:
    """Results in our own words. Raises ResultsNotRead, NothingTaken."""
    return _receive(actor, document, Format.PLAIN, plain.read)


def receive_oors(*, actor: User, document: Any) -> list[Taken]:
    """Open Observability Results. Raises DraftNotAccepted, ResultsNotRead, NothingTaken."""
    insist_draft_accepted()
    return _receive(actor, document, Format.OORS, oors.read)


def take_lineage(*, actor: User, documents: list[dict]) -> list[Taken]:
    """What the facets of OpenLineage events say about quality; events that say nothing about it bring nothing."""
    taken = []
    for document in documents:
        said_by, results = openlineage.read(document)
        taken += take(Sender(name_of(said_by, actor), Format.OPENLINEAGE, person=actor), results)
    return taken


def hear(*, observer: Observer | None, headers: Mapping[str, str], body: bytes) -> list[Taken]:
    """One signed call of an observer, in whatever format it speaks.

    Raises NotGenuine, ResultsNotRead, DraftNotAccepted.
    """
    document = _document(body)
    if observer is None or not observer.is_on:
        raise NotGenuine()
    secret = os.environ.get(observer.secret_name, "") if SECRET_NAME.fullmatch(observer.secret_name) else ""
    now = timezone.now()
    if observer.kind == Observer.Kind.SIGNED:
        insist_genuine(secret, headers, body, now=int(now.timestamp()))
    elif not monte_carlo.is_genuine(secret, document, headers.get("x-mcd-signature", "")):
        raise NotGenuine()
    Observer.objects.filter(pk=observer.pk).update(heard_at=now)
    with coming_from("observer", observer=str(observer)):
        try:
            format, results = _spoken(observer, document, now)
        except (NotResults, NotAnEvent) as reason:
            raise ResultsNotRead(reason=str(reason)) from None
        return take(Sender(observer.name[:60], format, observer=observer), results, now=now)


def _document(body: bytes) -> Any:
    """The JSON of a call whose body is signed; nothing where it is none, which no signature fits."""
    try:
        document = json.loads(body)
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        return None
    return None if NULL_CHARACTER.search(body) else document


def _spoken(observer: Observer, document: Any, now: datetime) -> tuple[str, list]:
    """In which format a body is, and what it says."""
    if observer.kind == Observer.Kind.MONTE_CARLO:
        return Format.MONTE_CARLO, monte_carlo.read(document, now)
    said = document if isinstance(document, dict) else {}
    if said.get("kind") == oors.KIND:
        insist_draft_accepted()
        return Format.OORS, oors.read(document)[1]
    if "eventTime" in said and "producer" in said:
        read_event(document)
        return Format.OPENLINEAGE, openlineage.read(document)[1]
    return Format.PLAIN, plain.read(document)[1]


def insist_draft_accepted() -> None:
    """Go on only where drafts are read.

    Raises DraftNotAccepted.
    """
    if not settings.OORS_ACCEPTED:
        raise DraftNotAccepted()


def note_too_large(*, actor: User, format: str, size: int) -> None:
    """Keep that somebody tried to send more than is read in one call."""
    sender = Sender(name_of("", actor), format, person=actor)
    key = f"size:{size}:{timezone.localdate()}"
    reason = _("%(size)s bytes, where at most %(most)s are read.") % {
        "size": size,
        "most": settings.RESULTS_LONGEST_BYTES,
    }
    with transaction.atomic():
        taken = take_one(sender, Unread(key, str(reason)), timezone.now())
        OutsideResult.objects.filter(pk=taken.row.pk).update(outcome=Outcome.TOO_LARGE)


@transaction.atomic
def save_observer(*, actor: User, observer: Observer | None = None, **said: Any) -> Observer:
    """Set an observer up, or change it. Raises ObserverSecretRefused, ObserverTaken."""
    insist(may_operate(actor))
    if "secret_name" in said and not SECRET_NAME.fullmatch(said["secret_name"]):
        raise ObserverSecretRefused()
    others = Observer.objects.exclude(pk=observer.pk if observer else None)
    if others.filter(slug=said.get("slug", "")).exists() or others.filter(name=said.get("name", "")).exists():
        raise ObserverTaken()
    old = {name: getattr(observer, name) for name in FIELDS} if observer else None
    observer = observer or Observer()
    for name in FIELDS:
        setattr(observer, name, said.get(name, getattr(observer, name)))
    observer.full_clean()
    observer.save()
    new = {name: getattr(observer, name) for name in FIELDS}
    record("observer.changed" if old else "observer.added", observer, actor=actor, old=old, new=new)
    return observer


def tie_dataset(*, actor: User, source: str, name: str, port: str) -> list[Taken]:
    """Say which port a name elsewhere stands for, `<product>.<port>`; what was left over of it is taken now.

    Raises NoSuchPort.
    """
    insist(may_operate(actor))
    slug, _dot, port_name = port.strip().partition(".")
    found = OutputPort.objects.offered().filter(product__slug=slug, name=port_name).first()
    if found is None:
        raise NoSuchPort(name=port[:100])
    with transaction.atomic():
        facts = {"port": found, "tied_by": actor}
        tied, _new = DatasetName.objects.update_or_create(source=source[:60], name=name[:400], defaults=facts)
        record("dataset.tied", tied, actor=actor, product=slug, port=found.name)
    waiting = OutsideResult.objects.left_over().filter(source=tied.source, dataset=tied.name)
    waiting = waiting.filter(outcome=Outcome.UNKNOWN_DATASET).select_related("sender", "observer")
    return [_again(row) for row in waiting.order_by("measured_at", "pk")[:MOST_AGAIN]]


@transaction.atomic
def put_aside(*, actor: User, source: str, dataset: str, outcome: str) -> int:
    """Somebody has looked at what could not be taken, and it is good so; answers how many."""
    insist(may_operate(actor))
    rows = OutsideResult.objects.left_over().filter(source=source, dataset=dataset, outcome=outcome)
    return rows.update(settled_at=timezone.now())


def name_of(said_by: str, actor: User) -> str:
    """Under which name somebody speaks: the one that they say and who they are, so that nobody speaks as another.

    >>> name_of("soda", User(username="otto")), name_of("", User(username="otto"))
    ('soda via otto', 'otto')
    """
    name = actor.get_username()[:28]
    return f"{said_by[:27]} via {name}" if said_by else name


def _receive(actor: User, document: Any, format: str, read: Callable) -> list[Taken]:
    try:
        said_by, results = read(document)
    except NotResults as reason:
        raise ResultsNotRead(reason=str(reason)) from None
    taken = take(Sender(name_of(said_by, actor), format, person=actor), results)
    if taken and not any(one.good for one in taken):
        raise NothingTaken(results=[told(one) for one in taken])
    return taken


def told(taken: Taken) -> dict[str, Any]:
    """What the API answers about one result."""
    row = taken.row
    monitor = row.monitor
    return {
        "id": row.pk,
        "name": row.check_name,
        "dataset": row.dataset,
        "outcome": taken.outcome,
        "reason": row.reason,
        "port": monitor.port_id if monitor else None,
        "monitor": row.monitor_id,
        "promise": monitor.beside if monitor else "",
        "source": row.source,
    }


@transaction.atomic
def _again(row: OutsideResult) -> Taken:
    """Take what was left over; the digest goes to the row that is made now."""
    row.delete()
    sender = Sender(row.source, row.format, person=row.sender, observer=row.observer)
    return take_one(sender, from_json(row.reading), timezone.now())


__all__ = [
    "hear",
    "REPEATED",
    "insist_draft_accepted",
    "name_of",
    "note_too_large",
    "put_aside",
    "receive_oors",
    "receive_results",
    "save_observer",
    "take_lineage",
    "tie_dataset",
    "told",
]
