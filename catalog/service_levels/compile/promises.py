"""Service level properties: freshness, latency, frequency, retention, availability, ends of life, and the rest."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlglot import exp

from catalog.service_levels.compile.expressions import seconds_of, sql_of
from catalog.service_levels.compile.specs import Kind, MonitorSpec, NotMeasurable, rule_of
from catalog.service_levels.durations import Amount, Duration, Moment, Reading, Share, TimeOfDay, read_value
from catalog.service_levels.judge import Objective
from catalog.spec.trees import Tree, maps, numbered, text

SYNONYMS = {
    "av": "availability", "th": "throughput", "er": "errorrate", "ga": "generalavailability", "es": "endofsupport",
    "el": "endoflife", "re": "retention", "fy": "frequency", "ly": "latency", "td": "timetodetect",
    "tn": "timetonotify", "tr": "timetorepair",
}  # fmt: skip
NAMES = {
    "freshness": ("freshness", "Freshness"),
    "latency": ("freshness", "Latency"),
    "frequency": ("freshness", "Frequency of builds"),
    "timeofavailability": ("freshness", "Time of availability"),
    "retention": ("retention", "Retention"),
    "availability": ("availability", "Availability"),
    "errorrate": ("availability", "Error rate"),
    "timetorepair": ("incidents", "Time to repair"),
    "timetodetect": ("incidents", "Time to detect"),
    "timetonotify": ("incidents", "Time to notify"),
    "throughput": ("other", "Throughput"),
    "generalavailability": ("other", "General availability"),
    "endofsupport": ("other", "End of support"),
    "endoflife": ("other", "End of life"),
}
LAST_DAYS = 90  # so many days before its end a promise that ends is at risk
LATE = 0.1  # a build that is later by such a part is still in time: no schedule runs to the second


def promises(document: Tree, table: Tree) -> Iterator[MonitorSpec]:
    """Every service level property of a contract."""
    for place, said in numbered(document, "slaProperties"):
        yield _compiled(said, table, place, text(said, "element") or text(document, "slaDefaultElement"))


def _compiled(said: Tree, table: Tree, place: int, element: str) -> MonitorSpec:
    written = text(said, "property")
    name = SYNONYMS.get(written.lower(), written.lower())
    indicator, title = NAMES.get(name, ("other", written or "Service level"))
    common: dict[str, Any] = {
        "rule": rule_of("sla", text(said, "id") or name or place, *([element] if element else [])),
        "indicator": indicator,
        "name": (f"{title} of {element}" if element else title)[:300],
        "severity": "error" if text(said, "driver").lower() == "regulatory" else "",
    }
    try:
        reading = read_value(said.get("value"), said.get("unit"))
        if name not in READERS:
            raise NotMeasurable(
                f"Nothing here measures {written or 'a property without a name'}; it was promised: {_as_said(said)}."
            )
        return READERS[name](reading, _columns_of(element, table), common)
    except NotMeasurable as reason:
        return MonitorSpec(**common, unit=text(said, "unit")[:20], unmeasurable=str(reason)[:300])


def _as_said(said: Tree) -> str:
    return f"{said.get('value')} {text(said, 'unit')}".strip()[:80]


def _columns_of(element: str, table: Tree) -> tuple[str, ...]:
    """The columns that an element names, by `object.property` or alone; none where it names the table itself.

    Those of other tables are none of ours.
    """
    known = {text(column, "name").lower(): text(column, "name") for column in maps(table, "properties")}
    own = {text(table, key).rpartition(".")[2].lower() for key in ("name", "physicalName")} - {""}
    found = []
    for each in element.split(","):
        owner, _, name = each.strip().rpartition(".")
        if not owner and name.lower() in own and name.lower() not in known:
            continue
        if (not owner or owner.rpartition(".")[2].lower() in own) and name.lower() in known:
            found.append(known[name.lower()])
        elif name:
            raise NotMeasurable(f"The table of this port has no column {each.strip()!r}.")
    return tuple(found)


def _duration(reading: Reading) -> Duration:
    if not isinstance(reading, Duration):
        raise NotMeasurable("Its value cannot be read as a span of time.")
    return reading


def _at_most(span: Duration, *, grace: float = 0) -> dict[str, Any]:
    return {"objective": Objective("mustBeLessOrEqualTo", round(span.amount, 6), grace=grace), "unit": span.unit}


def _over(column: str, extreme: type[exp.Max] | type[exp.Min]) -> dict[str, Any]:
    return {"column": column, "columns": (column,), "expression": sql_of(seconds_of(column, extreme))}


def _one(columns: tuple[str, ...], what: str) -> str:
    if not columns:
        raise NotMeasurable(f"It names no element, and nothing else says which column {what}.")
    return columns[0]


def _freshness(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    """Without an element, the age of the snapshot; with one, the age of the newest value in that column."""
    if isinstance(reading, TimeOfDay):
        return _time_of_availability(reading, columns, common)
    limit = _at_most(_duration(reading))
    if not columns:
        return MonitorSpec(**common, kind=Kind.AGE, **limit)
    return MonitorSpec(**common, kind=Kind.NEWEST, **limit, **_over(columns[0], exp.Max))


def _latency(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    """From the newest value of the first column that is named until the data could be read."""
    limit = _at_most(_duration(reading))
    return MonitorSpec(
        **common, kind=Kind.LAG, **limit, **_over(_one(columns, "tells when something happened"), exp.Max)
    )


def _frequency(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    """The time between builds; a tenth more than promised is in time."""
    return MonitorSpec(**common, kind=Kind.INTERVAL, **_at_most(_duration(reading), grace=LATE))


def _retention(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    """Nothing is kept that is older than promised."""
    limit = _at_most(_duration(reading))
    return MonitorSpec(**common, kind=Kind.OLDEST, **limit, **_over(_one(columns, "tells how old a row is"), exp.Min))


def _time_of_availability(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    """At that time of every day, the data is not older than a day."""
    if not isinstance(reading, TimeOfDay):
        raise NotMeasurable("Its value cannot be read as a time of day.")
    limit = Objective("mustBeLessOrEqualTo", 24)
    return MonitorSpec(**common, kind=Kind.DAILY, objective=limit, unit="h", daily_at=reading.at)


def _share(reading: Reading) -> float:
    percent = reading.percent if isinstance(reading, Share) else None
    if isinstance(reading, Amount) and not reading.unit:
        percent = reading.number * 100 if 0 < reading.number <= 1 else reading.number
    if percent is None or not 0 <= percent <= 100:
        raise NotMeasurable("Its value cannot be read as a share in per cent.")
    return percent


def _availability(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    """The share of our own reads of the port that were answered."""
    if isinstance(reading, TimeOfDay):
        return _time_of_availability(reading, columns, common)
    objective = Objective("mustBeGreaterOrEqualTo", _share(reading))
    return MonitorSpec(**common, kind=Kind.ANSWERED, objective=objective, unit="%")


def _error_rate(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    objective = Objective("mustBeLessOrEqualTo", _share(reading))
    return MonitorSpec(**common, kind=Kind.UNANSWERED, objective=objective, unit="%")


def _detect(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    return MonitorSpec(**common, kind=Kind.DETECT, **_at_most(_duration(reading)))


def _notify(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    return MonitorSpec(**common, kind=Kind.NOTIFY, **_at_most(_duration(reading)))


def _repair(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    return MonitorSpec(**common, kind=Kind.REPAIR, **_at_most(_duration(reading)))


def _begins(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    """The port was there from that day on: being measured at all, it is there now."""
    if not isinstance(reading, Moment):
        raise NotMeasurable("Its value cannot be read as a date.")
    return MonitorSpec(**common, kind=Kind.SINCE, unit="d", moment=reading.at)


def _ends(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
    if not isinstance(reading, Moment):
        raise NotMeasurable("Its value cannot be read as a date.")
    objective = Objective("mustBeGreaterThan", 0, margin=LAST_DAYS)
    return MonitorSpec(**common, kind=Kind.UNTIL, objective=objective, unit="d", moment=reading.at)


def _unseen(reason: str) -> Callable[[Reading, tuple[str, ...], dict[str, Any]], MonitorSpec]:
    def read(reading: Reading, columns: tuple[str, ...], common: dict[str, Any]) -> MonitorSpec:
        raise NotMeasurable(reason)

    return read


READERS: dict[str, Callable[[Reading, tuple[str, ...], dict[str, Any]], MonitorSpec]] = {
    "freshness": _freshness,
    "latency": _latency,
    "frequency": _frequency,
    "timeofavailability": _time_of_availability,
    "retention": _retention,
    "availability": _availability,
    "errorrate": _error_rate,
    "timetorepair": _repair,
    "timetodetect": _detect,
    "timetonotify": _notify,
    "throughput": _unseen("How many rows were read is written down here, and not how long that took."),
    "generalavailability": _begins,
    "endofsupport": _ends,
    "endoflife": _ends,
}
