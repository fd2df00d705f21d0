"""What is known of a port from earlier measurements and builds, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone

from catalog.models import Attestation, Incident, Measurement, Monitor, Snapshot
from catalog.service_levels.compile import Kind, MonitorSpec
from catalog.service_levels.durations import SECONDS
from catalog.service_levels.learning import usual_of
from catalog.service_levels.readings import SQL_FAILED, WINDOW_DAYS, Failure, Word
from catalog.service_levels.usual import Usual

BUILDS = 30
OURS = "marketplace"
PROFILE, VOLUME = "pillar/profile", "pillar/volume"
# Depends on the data alone: of an unchanged snapshot it need not be read again.
STEADY = (Kind.SCALAR, Kind.QUERY, Kind.REFERENCE, Kind.PROFILE)
# Depends on the data and the clock: the moment in the data is worked out from what was measured.
MOMENTS = (Kind.NEWEST, Kind.OLDEST, Kind.LAG)


@dataclass(frozen=True)
class Past:
    """The history of one port, as far as it is needed to judge the present."""

    builds: list[datetime]
    rows_before: int | None
    filled_before: float | None
    reads: Mapping[str, tuple[int, int]]
    repairs: list[timedelta]
    words: Mapping[str, Word] = field(default_factory=dict)  # by rule: what somebody attested last
    usual: Usual | None = None
    held: Mapping[str, Measurement] = field(default_factory=dict)  # by rule: the last measurement of this snapshot

    def value_of(self, spec: MonitorSpec, now: datetime, compared: int | None = None) -> float | Failure | None:
        """What is known of this very snapshot, as the warehouse would answer it; None when it must be asked.

        What was `compared` with another snapshot than that of now must be asked again. SQL that failed is not run again
        on the same day: it may have been slow to fail.
        """
        last = self.held.get(spec.rule)
        if last is not None and last.compared_id != compared:
            return None
        if last is not None and spec.kind is Kind.QUERY and last.detail.startswith(SQL_FAILED):
            return Failure(last.detail) if same_day(last.measured_at, now) else None
        if last is None or last.value is None:
            return None
        if spec.kind in STEADY:
            return last.value
        if spec.kind in MOMENTS:
            from_moment = self.builds[0] if spec.kind is Kind.LAG else last.measured_at
            return from_moment.timestamp() - last.value * SECONDS[spec.unit]
        return None


def past_of(port, snapshot, now: datetime, *, anew: bool = False) -> Past:
    """The history of a port until now, in seven queries; in ten or eleven once there is enough of it to learn from."""
    since = now - timedelta(days=WINDOW_DAYS)
    builds = list(
        Snapshot.objects.filter(port=port, built_at__lte=snapshot.built_at)
        .order_by("-built_at", "-pk")
        .values_list("pk", "built_at", "rows")[:BUILDS]
    )
    earlier = [build for build in builds if build[0] != snapshot.pk]
    held = _held(port, snapshot)
    return Past(
        builds=[snapshot.built_at, *(built_at for _, built_at, _ in earlier)],
        rows_before=earlier[0][2] if earlier else None,
        filled_before=_filled_before(port, snapshot),
        reads=_reads(port, since),
        repairs=_repairs(port, since, now),
        words=_words(port),
        held=held,
        # Figures of columns do not change with the clock: they are judged once, when a snapshot is new.
        usual=usual_of(port, snapshot, now, columns=anew or VOLUME not in held),
    )


def _held(port, snapshot) -> dict[str, Measurement]:
    ours = Measurement.objects.filter(monitor__port=port, monitor__active=True, snapshot=snapshot, source=OURS)
    last = ours.values("monitor").annotate(last=Max("pk")).values("last")
    found = Measurement.objects.filter(pk__in=last).select_related("monitor")
    return {measurement.monitor.rule: measurement for measurement in found}


def _words(port) -> dict[str, Word]:
    given = Attestation.objects.filter(port=port).select_related("attested_by").order_by("attested_at", "pk")
    return {
        one.rule: Word(one.statement, one.kept, one.note, str(one.attested_by), one.attested_at, one.expires_at)
        for one in given
    }


def _filled_before(port, snapshot) -> float | None:
    before = Measurement.objects.filter(monitor__port=port, monitor__rule=PROFILE, source=OURS)
    before = before.exclude(snapshot=snapshot).exclude(snapshot=None).filter(snapshot__built_at__lte=snapshot.built_at)
    return before.order_by("-measured_at").values_list("value", flat=True).first()


def _reads(port, since) -> dict[str, tuple[int, int]]:
    """By rule about availability: how many of our reads were answered, and how many there were."""
    told = (
        Measurement.objects.filter(
            monitor__port=port, monitor__indicator=Monitor.Indicator.AVAILABILITY, source=OURS, measured_at__gte=since
        )
        .exclude(value=None)
        .values("monitor__rule")
        .annotate(full=Count("pk", filter=Q(value=100)), ever=Count("pk"))
    )
    return {each["monitor__rule"]: (each["full"], each["ever"]) for each in told}


def _repairs(port, since, now) -> list[timedelta]:
    """How long each breach of the window lasted, those that go on among them."""
    lasted = (
        Incident.objects.filter(Q(resolved_at=None) | Q(resolved_at__gte=since), port=port)
        .exclude(monitor__indicator=Monitor.Indicator.INCIDENTS)
        .values_list("opened_at", "resolved_at")
    )
    return [max((resolved or now) - opened, timedelta()) for opened, resolved in lasted]


def same_day(one: datetime, other: datetime) -> bool:
    """Do both lie on one day of the company?"""
    return timezone.localdate(one) == timezone.localdate(other)
