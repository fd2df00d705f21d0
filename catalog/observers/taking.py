"""Take what others measured: kept as it was told, tied to port and promise, put beside our own, settled as incidents.

Each result is a short transaction of its own: one that is no good costs the others nothing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from catalog.incidents.life import lock
from catalog.incidents.settling import Seen, settle
from catalog.models import Incident, Measurement, Monitor, Observer, OutputPort, OutsideResult
from catalog.observers.formats.result import Result, Unread, as_json
from catalog.observers.matching import port_of, promise_of
from catalog.observers.policies import may_tell
from catalog.service_levels.compile.specs import rule_of

Outcome = OutsideResult.Outcome
REPEATED = "repeated"
AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Sender:
    """Who speaks: a person or a service account by token, or an observer by signature; and under which name."""

    source: str
    format: str
    person: User | None = None
    observer: Observer | None = None


@dataclass(frozen=True)
class Taken:
    """What became of one result: `outcome` is one of Outcome, or repeated."""

    outcome: str
    row: OutsideResult

    @property
    def good(self) -> bool:
        """Did it arrive where it should?"""
        return self.outcome == REPEATED or self.outcome not in Outcome.left_over()


def take(sender: Sender, results: Iterable[Result | Unread], *, now: datetime | None = None) -> list[Taken]:
    """Take each; the same again changes nothing, an older one goes into the history alone."""
    now = now or timezone.now()
    return [take_one(sender, result, now) for result in results]


@transaction.atomic
def take_one(sender: Sender, result: Result | Unread, now: datetime) -> Taken:
    """Write one down once, and do what follows from it."""
    row, new = OutsideResult.objects.get_or_create(digest=_digest(sender, result), defaults=_facts(sender, result))
    if not new:
        return Taken(REPEATED, row)
    if isinstance(result, Unread):
        return Taken(row.outcome, row)
    row.outcome, row.reason = _heed(sender, result, row, now)
    row.save(update_fields=["outcome", "reason", "monitor"])
    return Taken(row.outcome, row)


def _heed(sender: Sender, result: Result, row: OutsideResult, now: datetime) -> tuple[str, str]:
    """What becomes of a result, and why."""
    if result.measured_at < now - timedelta(days=settings.RESULTS_OLDEST_DAYS):
        return Outcome.TOO_OLD, f"It is older than {settings.RESULTS_OLDEST_DAYS} days."
    if result.measured_at > now + AHEAD:
        return Outcome.AHEAD, "It was measured more than a day ahead of our clock."
    if not result.datasets and result.thread:
        return _go_on(sender, result, row)
    port = port_of(sender.source, result)
    if port is None:
        return Outcome.UNKNOWN_DATASET, "No port that is offered is known by this name, or more than one is."
    if sender.person is not None and not (answer := may_tell(sender.person, port)):
        return Outcome.NOT_YOURS, str(answer.reason)
    return put_beside(sender, result, row, port), ""


def put_beside(sender: Sender, result: Result, row: OutsideResult, port: OutputPort) -> str:
    """Write the measurement to a monitor of its own; what is broken opens an incident, what is kept again mends it."""
    lock(port)
    monitor = _monitor(sender, result, port)
    row.monitor = monitor
    if result.opens and _has_spoken(sender, result, row):
        return Outcome.OLDER
    Measurement.objects.bulk_create([_measurement(sender, result, monitor)], ignore_conflicts=True)
    if monitor.measured_at is not None and result.measured_at < monitor.measured_at:
        return Outcome.OLDER
    status = Monitor.Status.BROKEN if _others_go_on(result, row) else result.status
    shown = {"status": status, "value": result.value, "value_text": _text(result), "detail": result.detail}
    Monitor.objects.filter(pk=monitor.pk).update(**shown, measured_at=result.measured_at)
    snapshot = port.snapshot if port.snapshot and result.measured_at >= port.snapshot.built_at else None
    seen = Seen(
        monitor,
        status,
        title=_title(result),
        detail=result.detail,
        mended=result.detail or f"{sender.source} says that it is as it should be.",
        severity=result.severity,
        began_at=result.measured_at,
        link=result.link,
    )
    settle(port, [seen], snapshot=snapshot, kind=Incident.Kind.OUTSIDE, source=sender.source)
    return Outcome.TAKEN


def _go_on(sender: Sender, result: Result, row: OutsideResult) -> tuple[str, str]:
    """A word about a trouble that does not say again which data it is about."""
    known = OutsideResult.objects.filter(source=sender.source, thread=result.thread, monitor__isnull=False)
    earlier = known.select_related("monitor__port__product__owner", "monitor__port__snapshot").order_by("-pk").first()
    if earlier is None:
        return Outcome.UNKNOWN_DATASET, "It names no data, and nothing was told of this trouble before."
    monitor = earlier.monitor
    row.dataset, row.check_name = earlier.dataset, earlier.check_name
    row.save(update_fields=["dataset", "check_name"])
    told = {"check": monitor.rule.rpartition("/")[2], "name": monitor.name}
    return put_beside(sender, replace(result, **told), row, monitor.port), ""


def _monitor(sender: Sender, result: Result, port: OutputPort) -> Monitor:
    stated = {
        "indicator": Monitor.Indicator.QUALITY,
        "name": result.name,
        "column": result.column,
        "severity": result.severity,
        "objective_text": result.objective_text,
        "unit": result.unit,
        "active": False,
        "source": sender.source,
        "beside": promise_of(port, result),
    }
    rule = rule_of("outside", sender.source, result.check)
    monitor, new = Monitor.objects.get_or_create(
        port=port, contract=port.contract, rule=rule, defaults=stated | {"status": Monitor.Status.UNKNOWN}
    )
    if not new and (
        changed := {name: value for name, value in stated.items() if value and getattr(monitor, name) != value}
    ):
        Monitor.objects.filter(pk=monitor.pk).update(**changed)
        for name, value in changed.items():
            setattr(monitor, name, value)
    return monitor


def _measurement(sender: Sender, result: Result, monitor: Monitor) -> Measurement:
    return Measurement(
        monitor=monitor,
        status=result.status,
        value=result.value,
        value_text=_text(result),
        detail=result.detail,
        source=sender.source,
        measured_at=result.measured_at,
    )


def _others_go_on(result: Result, row: OutsideResult) -> bool:
    """Is another trouble of the same check not over? A check is as it should be with the last of them."""
    if not result.thread or result.status == Monitor.Status.BROKEN:
        return False
    others = OutsideResult.objects.filter(monitor=row.monitor, outcome=Outcome.TAKEN).exclude(thread=result.thread)
    last = dict(others.order_by("pk").values_list("thread", "status"))
    return Monitor.Status.BROKEN in last.values()


def _has_spoken(sender: Sender, result: Result, row: OutsideResult) -> bool:
    """Was something told of this trouble before? Then its first word comes late."""
    told = OutsideResult.objects.filter(source=sender.source, thread=result.thread, outcome=Outcome.TAKEN)
    return told.filter(monitor=row.monitor).exclude(pk=row.pk).exists()


def _title(result: Result) -> str:
    value, objective = _text(result), result.objective_text
    said = [result.name, f": {value}" if value else "", f", expected {objective}" if objective else ""]
    return "".join(said)[:300]


def _text(result: Result) -> str:
    unit = result.unit if result.unit and not result.value_text.endswith(result.unit) else ""
    return f"{result.value_text} {unit}".strip()[:200] if result.value_text else ""


def _facts(sender: Sender, result: Result | Unread) -> dict:
    said = {"source": sender.source, "format": sender.format, "sender": sender.person, "observer": sender.observer}
    if isinstance(result, Unread):
        document = result.document if isinstance(result.document, dict | list | str) else {}
        return said | {"outcome": Outcome.NOT_READ, "reason": result.reason[:300], "document": document}
    return said | {
        "dataset": result.dataset,
        "check_name": result.name,
        "thread": result.thread,
        "status": result.status,
        "outcome": Outcome.TAKEN,
        "document": result.document,
        "reading": as_json(result),
        "measured_at": result.measured_at,
    }


def _digest(sender: Sender, result: Result | Unread) -> str:
    return hashlib.sha256(f"{sender.source}\n{sender.format}\n{result.key}".encode()).hexdigest()
