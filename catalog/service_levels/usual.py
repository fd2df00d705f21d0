"""What is usual for a port, and which figures of its last build are not. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.service_levels.anomalies import LEAST, MOST, USUAL_SENSITIVITY, Baseline, Taken, baseline, usable
from catalog.service_levels.figures import FIGURES, INTERVAL, VOLUME, Build, Key, taken

Said = Mapping[tuple[int, str, str], str]  # by build, figure and column: expected, or wrong


@dataclass(frozen=True)
class Unusual:
    """A figure of a build that is outside of what was usual before it; `severe` when it is so by far."""

    figure: str
    column: str
    value: float
    low: float
    high: float
    severe: bool = False
    said: str = ""

    @property
    def alarms(self) -> bool:
        """Is it more than a risk? By itself when it is far out; else when somebody says that it is wrong."""
        return self.said == "wrong" or (self.severe and not self.said)


@dataclass(frozen=True)
class Usual:
    """What was learned of a port so far, and what of its last build is not as usual."""

    builds: int
    volume: Baseline | None = None
    interval: Baseline | None = None
    unusual: tuple[Unusual, ...] = ()

    @property
    def learning(self) -> bool:
        """Are there too few builds before the last one to say anything?"""
        return self.builds <= LEAST

    def of(self, figure: str) -> Unusual | None:
        """The figure of the table that is not as usual."""
        return next((one for one in self.unusual if (one.figure, one.column) == (figure, "")), None)


def judged(
    key: Key,
    builds: Sequence[Build],
    said: Said,
    sensitivity: str = USUAL_SENSITIVITY,
    history: Sequence[Taken] | None = None,
) -> tuple[Baseline | None, Unusual | None]:
    """What was usual for a figure before the last of these builds, and that build's value where it is not.

    `history` is the figure over the builds, where it is known already.
    """
    figure = FIGURES[key[0]]
    history = taken(key, builds, said) if history is None else history
    last = history[-1]
    found = baseline(history[:-1], last.at, sensitivity=sensitivity, floor=figure.floor)
    if found is None or last.value is None:
        return found, None
    nearest = found.around(last.value)
    if nearest.holds(last.value) or (figure.only_more and last.value < nearest.middle):
        return found, None
    severe = found.is_far(last.value) or (figure is VOLUME and not last.value)
    return found, Unusual(*key, last.value, nearest.low, nearest.high, severe, last.said)


def unusual_in(
    keys: Iterable[Key], builds: Sequence[Build], said: Said, sensitivities: Mapping[Key, str]
) -> tuple[Unusual, ...]:
    """Every figure of the last of these builds that is not as usual."""
    told = (judged(key, builds, said, sensitivities.get(key, USUAL_SENSITIVITY))[1] for key in keys)
    return tuple(one for one in told if one is not None)


def next_interval(
    builds: Sequence[Build], said: Said, at: datetime, sensitivity: str = USUAL_SENSITIVITY
) -> Baseline | None:
    """How long it usually takes until a build that comes at this moment."""
    history = taken((INTERVAL.key, ""), builds, said)
    return baseline(history, at, sensitivity=sensitivity, floor=INTERVAL.floor)


@dataclass(frozen=True)
class Step:
    """One build in the series of a figure: its value, and the range that was usual before it, where that was known."""

    pk: int
    at: datetime
    value: float | None
    low: float | None = None
    high: float | None = None
    unusual: bool = False


def steps(
    key: Key, builds: Sequence[Build], said: Said, sensitivity: str = USUAL_SENSITIVITY, *, last: int = MOST
) -> list[Step]:
    """The last values of a figure with what was usual at each build, by how closely it is watched now."""
    history, found = taken(key, builds, said), []
    for place in range(max(len(builds) - last, 0), len(builds)):
        known, unusual = judged(key, builds, said, sensitivity, history=history[: place + 1])
        around = known.around(history[place].value) if known else None
        ends = (around.low, around.high) if around else (None, None)
        found.append(Step(builds[place].pk, builds[place].at, history[place].value, *ends, unusual is not None))
    return found


def learned_from(key: Key, builds: Sequence[Build], said: Said) -> int:
    """How many values of a figure there are to learn from."""
    return min(len(usable(taken(key, builds, said))), MOST)
