"""What is known of a port's earlier builds, what people said about them, and how closely each figure is watched."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from catalog.models import Anomaly, Column, OutputPort, Snapshot, Watch
from catalog.service_levels.anomalies import MOST, USUAL_SENSITIVITY
from catalog.service_levels.figures import DISTINCT, INTERVAL, MEAN, NULLS, VOLUME, Build, Key, columns_in
from catalog.service_levels.usual import Said, Unusual, Usual, judged, next_interval, unusual_in

OF_THE_TABLE: tuple[Key, ...] = ((VOLUME.key, ""), (INTERVAL.key, ""))
MOST_COLUMNS = 200
# What their mean is tells something of values that not everybody may see.
GUARDED = (Column.Classification.CONFIDENTIAL, Column.Classification.RESTRICTED)
NUMERIC = ("integer", "number")


@dataclass(frozen=True)
class Lessons:
    """All that can be learned from; the oldest build first, the one at hand last."""

    builds: list[Build]
    said: Said
    sensitivities: dict[Key, str]

    def sensitivity(self, key: Key) -> str:
        """How closely a figure is watched."""
        return self.sensitivities.get(key, USUAL_SENSITIVITY)


def usual_of(port: OutputPort, snapshot: Snapshot, now: datetime, *, columns: bool) -> Usual:
    """What is usual for a port, and what of this snapshot is not.

    With `columns`, their figures are judged; without, what was found of them before is taken. Until there are enough
    builds this is one query; then three, and with `columns` four.
    """
    builds = builds_of(port, snapshot, columns=columns)
    usual = Usual(len(builds))
    if usual.learning:
        return usual
    lessons = _lessons(port, builds)
    volume, interval = (judged(key, builds, lessons.said, lessons.sensitivity(key)) for key in OF_THE_TABLE)
    found = [one for one in (volume[1], interval[1]) if one is not None]
    if columns:
        keys = [key for key in keys_of(port) if key not in OF_THE_TABLE]
        found += unusual_in(keys, builds, lessons.said, lessons.sensitivities)
    else:
        found += _found_before(snapshot)
    late = next_interval(builds, lessons.said, now, lessons.sensitivity((INTERVAL.key, "")))
    return replace(usual, volume=volume[0], interval=late, unusual=tuple(found))


def lessons_of(port: OutputPort, snapshot: Snapshot) -> Lessons:
    """Everything that the figures of a port can be judged by: three queries."""
    return _lessons(port, builds_of(port, snapshot, columns=True))


def _lessons(port: OutputPort, builds: list[Build]) -> Lessons:
    told = Anomaly.objects.filter(port=port, snapshot__in=[build.pk for build in builds]).exclude(said="")
    said = {(pk, figure, column): word for pk, figure, column, word in told.values_list(*_KEY, "said")}
    watched = Watch.objects.filter(port=port).values_list("figure", "column", "sensitivity")
    return Lessons(builds, said, {(figure, column): how for figure, column, how in watched})


_KEY = ("snapshot", "figure", "column")


def builds_of(port: OutputPort, snapshot: Snapshot, *, columns: bool) -> list[Build]:
    """The builds until this one, the oldest first; not those by which old versions are kept up."""
    own = Q(run__isnull=False) | Q(version=snapshot.version_id)
    found = Snapshot.objects.filter(own, port=port, built_at__lte=snapshot.built_at).order_by("-built_at", "-pk")
    fields = ["pk", "built_at", "rows", *(["statistics"] if columns else [])]
    newest = list(found.values_list(*fields)[: MOST + 1])
    return [Build(pk, at, rows, columns_in(noted[0]) if noted else {}) for pk, at, rows, *noted in reversed(newest)]


def keys_of(port: OutputPort) -> list[Key]:
    """The figures of a port that are watched, in one query; means only of columns that everybody with access sees."""
    policy = port.policy
    masked = {str(mask.get("column", "")).lower() for mask in policy.masks} if policy else set()
    keys = list(OF_THE_TABLE)
    columns = Column.objects.filter(contract=port.contract_id).order_by("position")
    for name, kind, classification in columns.values_list("name", "logical_type", "classification")[:MOST_COLUMNS]:
        keys += [(NULLS.key, name), (DISTINCT.key, name)]
        guarded = classification in GUARDED or name.lower() in masked or (policy is not None and policy.row_filter)
        if kind in NUMERIC and not guarded:
            keys.append((MEAN.key, name))
    return keys


def _found_before(snapshot: Snapshot) -> list[Unusual]:
    found = Anomaly.objects.filter(snapshot=snapshot).exclude(column="").order_by("pk")
    return [Unusual(one.figure, one.column, one.value, one.low, one.high, one.severe, one.said) for one in found]
