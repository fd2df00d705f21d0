"""Nothing happens unrecorded; each verb is taught its sentence once."""

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import AuditEvent

_sentences: dict[str, str | Promise] = {}
_origin: ContextVar[dict | None] = ContextVar("origin", default=None)
_waiting: ContextVar[list[AuditEvent] | None] = ContextVar("waiting", default=None)


def teach(**sentences: str | Promise) -> None:
    """Teach verbs their sentences; `order_submitted` teaches "order.submitted".

    Raises ValueError for a verb that has a sentence already.
    """
    for name, words in sentences.items():
        verb = name.replace("_", ".", 1)
        if verb in _sentences:
            raise ValueError(f"The verb {verb!r} has a sentence already.")
        _sentences[verb] = words


def verbs() -> list[str]:
    """Every verb that can be recorded."""
    return sorted(_sentences)


def record(verb, obj, *, actor, old=None, new=None, product="", public=False, person=None, team=None, **facts):
    """Write down what happened; `actor` None is the marketplace itself.

    `person` and `team` are those whom it concerns and who may read it beside stewards. An object is called by its
    `audit_name` where it has one.
    Raises LookupError for a verb without a sentence.
    """
    if verb not in _sentences:
        raise LookupError(f"Nobody taught the verb {verb!r} its sentence.")
    if person:
        facts.setdefault("person", str(person))
    if team:
        facts.setdefault("team", str(team))
    event = AuditEvent(
        verb=verb,
        actor=actor,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_name=str(getattr(obj, "audit_name", obj))[:300],
        product=str(product)[:120],
        old=plain(old),
        new=plain(new),
        facts=plain(facts),
        origin=_origin.get() or {"channel": "system"},
        public=public,
        concerns_person=person.pk if person else None,
        concerns_team=team.pk if team else None,
    )
    if (waiting := _waiting.get()) is None:
        event.save(force_insert=True)
    else:
        waiting.append(event)
    return event


@contextmanager
def at_once():
    """Write down what is recorded inside with one query at its end; inside another one, at the end of that.

    What raises inside another one has not happened: its rows are rolled back, and so is what it recorded.
    """
    if (waiting := _waiting.get()) is not None:
        before = len(waiting)
        try:
            yield
        except BaseException:
            del waiting[before:]
            raise
        return
    events: list[AuditEvent] = []
    token = _waiting.set(events)
    try:
        yield
    finally:
        _waiting.reset(token)
    AuditEvent.objects.bulk_create(events)


def sentence(event: AuditEvent) -> str:
    """What happened, for a person to read after the actor's name."""
    words = _sentences.get(event.verb)
    if words is None:
        return event.verb
    return str(words) % _Facts(event.facts, object=event.object_name)


class _Facts(dict):
    """Facts for a sentence; one that an older event did not carry reads as a dash."""

    def __missing__(self, key):
        return "–"


def plain(value):
    """The same as JSON can keep it."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


@contextmanager
def coming_from(channel: str, **facts):
    """Everything recorded inside came this way: web, api, worker or command."""
    token = _origin.set({"channel": channel, **facts})
    try:
        yield
    finally:
        _origin.reset(token)


SOMEBODY = _("The marketplace")
