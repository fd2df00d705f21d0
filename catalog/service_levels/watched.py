"""What is watched of a port, and what was not as usual, for pages and the API; each in a fixed number of queries."""

from dataclasses import dataclass
from math import ceil, floor

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from catalog.models import Anomaly, DataProduct, Figure, Monitor, OutputPort, Watch
from catalog.service_levels.anomalies import LEAST
from catalog.service_levels.durations import age_in_words
from catalog.service_levels.figures import FIGURES, INTERVAL, MEAN, VOLUME, Key
from catalog.service_levels.judge import number_in_words
from catalog.service_levels.learning import Lessons, keys_of, lessons_of
from catalog.service_levels.usual import Step, learned_from, steps

MOST_ANOMALIES = 12
# The promises whose series is that of a figure.
OF_RULES: dict[str, Key] = {"pillar/volume": (VOLUME.key, ""), "pillar/rhythm": (INTERVAL.key, "")}


@dataclass(frozen=True)
class Watched:
    """One figure of a port: what it is now, what is usual, and how far learning has come."""

    figure: str
    column: str
    unit: str
    sensitivity: str
    known: int  # values to learn from, the last among them
    step: Step
    anomaly: Anomaly | None = None

    @property
    def key(self) -> str:
        """The figure in an address.

        >>> Watched("mean", "age", "", "normal", 3, Step(1, None, 2.0)).key
        'mean/age'
        """
        return f"{self.figure}/{self.column}"

    @property
    def label(self) -> str:
        """What it is called."""
        return str(Figure(self.figure).label)

    @property
    def value_text(self) -> str:
        """The value for people; empty where there is none."""
        return "" if self.step.value is None else amount_of(self.figure, self.step.value)

    @property
    def range_text(self) -> str:
        """What is usual, for people; empty while that is not known."""
        if self.step.low is None or self.step.high is None:
            return ""
        return range_of(self.figure, self.step.low, self.step.high)

    @property
    def sensitivity_text(self) -> str:
        """How closely it is watched, for people."""
        return str(Watch.Sensitivity(self.sensitivity).label)

    @property
    def state(self) -> str:
        """In a word: learning, usual, unusual, expected, or nothing where the last build has no such value."""
        if self.known <= LEAST:
            return "learning"
        if self.step.value is None or self.step.low is None:
            return "nothing"
        if self.anomaly is not None:
            return "expected" if self.anomaly.said == Anomaly.Said.EXPECTED else "unusual"
        return "usual"


def amount_of(figure: str, value: float) -> str:
    """A value of a figure for people.

    >>> amount_of("volume", 1234.0), amount_of("interval", 30.0), amount_of("nulls", 12.5), amount_of("mean", 0.25)
    ('1,234 rows', '30 h', '12.5 %', '0.25')
    """
    unit = FIGURES[figure].unit
    return age_in_words(value, unit) or f"{number_in_words(value)} {unit}".strip()


def range_of(figure: str, low: float, high: float) -> str:
    """What is usual for a figure, for people; what cannot be less than nothing begins there.

    >>> range_of("volume", -3.2, 12.7), range_of("interval", 22.0, 26.0), range_of("mean", -1.5, 2.5)
    ('0 to 12 rows', 'up to 26 h', '-1.5 to 2.5')
    """
    if FIGURES[figure].only_more:
        return _("up to %(high)s") % {"high": amount_of(figure, high)}
    if figure == VOLUME.key:
        low, high = max(ceil(low), 0), floor(high)
    elif figure != MEAN.key:
        low, high = max(low, 0), min(high, 100)
    return _("%(low)s to %(high)s") % {"low": number_in_words(low), "high": amount_of(figure, high)}


def watched_figures(port: OutputPort) -> list[Watched]:
    """Every figure of a port, those that are not as usual first: five queries."""
    if port.snapshot is None:
        return []
    lessons, found = lessons_of(port, port.snapshot), _found(port)
    told = [_watched(key, lessons, found.get(key)) for key in keys_of(port)]
    return sorted(told, key=lambda one: one.state != "unusual")


def _watched(key: Key, lessons: Lessons, anomaly: Anomaly | None) -> Watched:
    how = lessons.sensitivity(key)
    series = steps(key, lessons.builds, lessons.said, how, last=1)
    known = learned_from(key, lessons.builds, lessons.said)
    return Watched(*key, FIGURES[key[0]].unit, how, known, series[-1], anomaly)


def _found(port: OutputPort) -> dict[Key, Anomaly]:
    return {(one.figure, one.column): one for one in Anomaly.objects.filter(snapshot=port.snapshot_id)}


def figure_over_time(port: OutputPort, key: Key) -> list[Step]:
    """A figure of every build that is looked back at, with what was usual before each: three queries."""
    if port.snapshot is None:
        return []
    lessons = lessons_of(port, port.snapshot)
    return steps(key, lessons.builds, lessons.said, lessons.sensitivity(key))


def expected_range(monitor: Monitor) -> list[Step]:
    """What was usual at each build for a promise that is held against that; nothing for any other promise."""
    key = OF_RULES.get(monitor.rule)
    return figure_over_time(monitor.port, key) if key else []


def anomalies_of(product: DataProduct) -> QuerySet[Anomaly]:
    """What was not as usual in the builds of a product, the newest first."""
    found = Anomaly.objects.filter(port__product=product, port__offered=True)
    return found.select_related("port__product", "snapshot", "said_by").order_by("-pk")
