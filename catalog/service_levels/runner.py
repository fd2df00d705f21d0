"""Measures one port: outside any transaction while it talks to the warehouse, then written down in one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.incidents.life import lock
from catalog.models import Anomaly, Measurement, Monitor, OutputPort, Snapshot
from catalog.service_levels.asking import ask
from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.incident_times import times_of
from catalog.service_levels.installing import install_monitors, specs_of
from catalog.service_levels.past import MOMENTS, OURS, STEADY, Past, past_of, same_day
from catalog.service_levels.readings import WINDOW_DAYS, Circumstances, Failure, Reading, read
from catalog.service_levels.referring import Referred, referred_by
from catalog.service_levels.settling import settle_incidents
from catalog.service_levels.troubles import could_not_be_read
from catalog.service_levels.usual import Usual
from catalog.warehouses.engines import NO_ENGINE

# What changes only with the data, or only from day to day: a point a day is enough for the series.
ONCE_A_DAY = (*STEADY, Kind.VOLUME, Kind.SCHEMA, Kind.ATTESTED, Kind.SINCE, Kind.UNTIL)
# What is held against what is usual.
LEARNED = (Kind.RHYTHM, Kind.VOLUME, Kind.PROFILE)

SHOWN = ("status", "value", "value_text", "detail", "objective", "objective_text")


@dataclass(frozen=True)
class Finding:
    """One promise, its monitor, and what is said about it now."""

    spec: MonitorSpec
    monitor: Monitor
    reading: Reading
    compared: Snapshot | None = None


def due_ports() -> list[int]:
    """The ports that readers can read now."""
    shown = OutputPort.objects.offered().filter(product__status__in=["published", "deprecated"])
    shown = shown.exclude(warehouse__engine=NO_ENGINE)
    return list(shown.order_by("measured_at", "pk").values_list("pk", flat=True))


def claim(port_id: int) -> bool:
    """Take a port for measuring; False when another worker has just done so."""
    now = timezone.now()
    recent = now - timedelta(minutes=settings.MEASURE_MINUTES) / 2
    free = OutputPort.objects.offered().filter(Q(measured_at=None) | Q(measured_at__lt=recent), pk=port_id)
    return bool(free.update(measured_at=now))


def measure_port(port: OutputPort, *, snapshot=None, now: datetime | None = None) -> list[Measurement]:
    """Measure every promise of the contract in force on what readers read, and open or resolve incidents.

    Of a snapshot that was measured before, only what depends on the clock is read anew; figures about unchanged data
    hold, and get one point a day in the series. A warehouse that is away makes promises unknown, not broken.
    """
    snapshot = snapshot or port.snapshot
    if snapshot is None or port.contract is None:
        return []
    now = now or timezone.now()
    specs = specs_of(port, port.contract)
    monitors = _monitors(port, specs)
    past, referred = past_of(port, snapshot, now), referred_by(port, snapshot, specs.values())
    seen = _look(port, snapshot, specs, past, referred, now)
    findings = [
        Finding(spec, monitors[rule], read(spec, seen), _compared(referred.get(rule))) for rule, spec in specs.items()
    ]
    return _write_down(port, snapshot, findings, past, now)


def judge_again(port: OutputPort, rule: str) -> list[Measurement]:
    """Say anew how a promise in words stands, and nothing about any other; the warehouse is not asked."""
    if port.snapshot is None:
        return []
    now, spec = timezone.now(), specs_of(port, port.contract)[rule]
    past = past_of(port, port.snapshot, now)
    reading = read(spec, Circumstances(now=now, words=past.words))
    monitor = _monitors(port, specs_of(port, port.contract))[rule]
    return _write_down(port, port.snapshot, [Finding(spec, monitor, reading)], past, now)


def judge_as_usual(port: OutputPort) -> list[Measurement]:
    """Say anew whether a port is as usual, by what is known of its builds; the warehouse is not asked."""
    if port.snapshot is None or port.contract is None:
        return []
    now = timezone.now()
    past = past_of(port, port.snapshot, now, anew=True)
    specs = {rule: spec for rule, spec in specs_of(port, port.contract).items() if spec.kind in LEARNED}
    held = {rule: last.value for rule, last in past.held.items() if rule in specs and last.value is not None}
    seen = Circumstances(
        now=now,
        builds=past.builds,
        values=held,
        rows=next((int(held[rule]) for rule, spec in specs.items() if spec.kind is Kind.VOLUME and rule in held), None),
        rows_before=past.rows_before,
        filled_before=past.filled_before,
        usual=past.usual,
    )
    monitors = _monitors(port, specs_of(port, port.contract))
    findings = [Finding(spec, monitors[rule], read(spec, seen)) for rule, spec in specs.items() if rule in past.held]
    return _write_down(port, port.snapshot, findings, past, now)


def _monitors(port, specs) -> dict[str, Monitor]:
    """The monitors by rule; made anew where they are not those that the contract asks for."""
    found = Monitor.objects.filter(port=port, contract=port.contract, active=True)
    monitors = {monitor.rule: monitor for monitor in found}
    if monitors.keys() != specs.keys():
        monitors = {monitor.rule: monitor for monitor in install_monitors(port, port.contract)}
    return monitors


def _compared(referred: Referred | Failure | None) -> Snapshot | None:
    return referred.snapshot if isinstance(referred, Referred) else None


def _look(port, snapshot, specs, past: Past, referred, now) -> Circumstances:
    """Ask the warehouse for what is not known of this snapshot, and put it together with the history."""
    known = {
        rule: value
        for rule, spec in specs.items()
        if (value := past.value_of(spec, now, getattr(_compared(referred.get(rule)), "pk", None))) is not None
    }
    wanted = [spec for rule, spec in specs.items() if spec.kind in (*STEADY, *MOMENTS) and rule not in known]
    answers = ask(port, snapshot, wanted, referred)
    if answers.away:
        could_not_be_read(port, answers.away.reason)
    promised = port.contract.columns.values_list("name", "logical_type")
    return Circumstances(
        now=now,
        builds=past.builds,
        actual={column["name"].lower(): column.get("logical_type", "") for column in snapshot.columns},
        promised=dict(promised),
        # While the warehouse is away nothing is said about the data, not even what was true the last time.
        values=(dict.fromkeys(known, answers.away) if answers.away else known) | answers.values,
        rows=answers.rows,
        rows_before=past.rows_before,
        filled_before=past.filled_before,
        answered=answers.away is None,
        reads=past.reads,
        repairs=past.repairs,
        times=times_of(port, {spec.kind for spec in specs.values()}, now - timedelta(days=WINDOW_DAYS), now),
        words=past.words,
        usual=past.usual,
    )


@transaction.atomic
def _write_down(port, snapshot, findings: list[Finding], past: Past, now) -> list[Measurement]:
    lock(port)  # before its monitors, as everybody does who changes both
    measured, fresh = [], []
    for finding in findings:
        if finding.spec.unmeasurable:
            continue
        point = _point(finding, snapshot, now)
        last = past.held.get(finding.spec.rule)
        if last is not None and finding.spec.kind in ONCE_A_DAY and _says_the_same(last, point):
            measured.append(last)
            continue
        fresh.append(point)
        measured.append(point)
    Measurement.objects.bulk_create(fresh, ignore_conflicts=True)
    _keep_unusual(port, snapshot, past.usual, now)
    _update_monitors(findings, now)
    settle_incidents(port, [(one.spec, one.monitor, one.reading) for one in findings], snapshot, now)
    return measured


def _point(finding: Finding, snapshot, now) -> Measurement:
    reading = finding.reading
    return Measurement(
        monitor=finding.monitor,
        snapshot=snapshot,
        compared=finding.compared,
        status=reading.status.value,
        value=reading.value if reading.point is None else reading.point,
        value_text=reading.text,
        detail=reading.detail,
        source=OURS,
        measured_at=now,
    )


def _keep_unusual(port, snapshot, usual: Usual | None, now) -> None:
    """Write down what is not as usual, once for each build; what people said about it stays."""
    Anomaly.objects.bulk_create(
        [
            Anomaly(
                port=port,
                snapshot=snapshot,
                figure=one.figure,
                column=one.column,
                value=one.value,
                low=one.low,
                high=one.high,
                severe=one.severe,
                found_at=now,
            )
            for one in (usual.unusual if usual else ())
        ],
        ignore_conflicts=True,
    )


def _says_the_same(last: Measurement, point: Measurement) -> bool:
    same = (last.status, last.value_text, last.compared_id) == (point.status, point.value_text, point.compared_id)
    return same and same_day(last.measured_at, point.measured_at)


def _update_monitors(findings: list[Finding], now) -> None:
    """Write what is new; of most promises only the moment is, and those are one statement."""
    changed = [finding.monitor for finding in findings if _take_over(finding)]
    Monitor.objects.bulk_update(changed, list(SHOWN))
    looked_at = [finding.monitor.pk for finding in findings if not finding.spec.unmeasurable]
    Monitor.objects.filter(pk__in=looked_at).update(measured_at=now)


def _take_over(finding: Finding) -> bool:
    """Have the monitor show what was found; False when it does so already."""
    monitor, reading, spec = finding.monitor, finding.reading, finding.spec
    shown = {
        "status": reading.status.value,
        "value": reading.value,
        "value_text": reading.text,
        "detail": reading.detail,
        "objective": (reading.objective or spec.objective).as_json(),
        "objective_text": (reading.objective_text or spec.objective_text)[:300],
    }
    before = {name: getattr(monitor, name) for name in shown}
    for name, value in shown.items():
        setattr(monitor, name, value)
    return before != shown
