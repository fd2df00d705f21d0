"""Attainment, error budget and burn rate of an objective.

The arithmetic and the windows of the burn rate are those of Google's Site Reliability Workbook (2018), chapter 5,
"Alerting on SLOs", approach 6 (multiwindow, multi-burn-rate alerts), table 5-8.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.service_levels.judge import NEAR, Verdict

HOUR = 3600
SHORT, MIDDLE, LONG = 1, 6, 72  # hours over which the burn rate is told
BURN_HOURS = (SHORT, MIDDLE, LONG)
# By hours: which part of the whole budget is gone when the burn rate is alarming over all of them.
GONE = {SHORT: 0.02, MIDDLE: 0.05, LONG: 0.10}


@dataclass(frozen=True)
class Spent:
    """Seconds of a window by what was said about a promise in them, as far as it was watched.

    `good` is kept and at risk. `ahead` is what of a calendar window is yet to come. `burnt` has the broken seconds of
    the last hours, by how many; `watched` how many seconds those windows have.
    """

    good: int = 0
    broken: int = 0
    unknown: int = 0
    ahead: int = 0
    burnt: Mapping[int, int] = field(default_factory=dict)
    watched: Mapping[int, int] = field(default_factory=dict)
    now: Verdict = Verdict.UNKNOWN

    @property
    def elapsed(self) -> int:
        """The part of the window that is over, since it was first measured."""
        return self.good + self.broken + self.unknown


def attainment(spent: Spent) -> float | None:
    """The share of the time in which the promise was kept, 0 to 1; unknown time is no kept time.

    >>> attainment(Spent(good=90, broken=5, unknown=5)), attainment(Spent())
    (0.9, None)
    """
    return spent.good / spent.elapsed if spent.elapsed else None


def budget(spent: Spent, percent: float) -> float:
    """For how many seconds of the window the promise may be broken.

    >>> round(budget(Spent(good=30 * 86400), 99) / 3600, 6)
    7.2
    """
    return (spent.elapsed + spent.ahead) * (100 - percent) / 100


def budget_left(spent: Spent, percent: float) -> float | None:
    """Which share of the budget is left, 1 being all of it, below 0 when overdrawn; None where there never was any.

    >>> round(budget_left(Spent(good=95, broken=5), 90), 6), round(budget_left(Spent(good=80, broken=20), 90), 6)
    (0.5, -1.0)
    """
    allowed = budget(spent, percent)
    return 1 - spent.broken / allowed if allowed else None


def burn_rate(spent: Spent, hours: int, percent: float) -> float | None:
    """How many times as fast as the objective allows the budget is being spent; None where it allows nothing.

    >>> round(burn_rate(Spent(burnt={1: 1800}, watched={1: 3600}), 1, 95), 6)
    10.0
    """
    seconds, allowed = spent.watched.get(hours, 0), (100 - percent) / 100
    return spent.burnt.get(hours, 0) / seconds / allowed if seconds and allowed > 0 else None


def alarming(hours: int, window_days: float) -> float:
    """The burn rate over so many hours at which a window of so many days loses the part of its budget in `GONE`.

    >>> [round(alarming(hours, 30), 1) for hours in BURN_HOURS]
    [14.4, 6.0, 1.0]
    """
    return GONE[hours] * window_days * 24 / hours


def burns(spent: Spent, percent: float, window_days: float) -> bool:
    """Is the budget being spent so fast that somebody should look?

    Fast: alarming over one or over six hours, and broken now. Slow: over three days, and over the last six hours. The
    workbook looks back five and thirty minutes to see that it goes on; here a measurement holds until the next one, so
    that what was measured last says the same.
    """
    rates = {hours: burn_rate(spent, hours, percent) or 0.0 for hours in BURN_HOURS}
    fast = any(rates[hours] >= alarming(hours, window_days) for hours in (SHORT, MIDDLE))
    slow = alarming(LONG, window_days)
    return (fast and spent.now is Verdict.BROKEN) or (rates[LONG] >= slow and rates[MIDDLE] >= slow)


def standing(spent: Spent, percent: float, window_days: float) -> Verdict:
    """Is the objective met over the window?

    Broken: more was broken than the budget allows. Unknown: nobody knows, because more was broken or unknown than that.
    At risk: less than a tenth of the budget is left, or it is being spent fast.

    >>> standing(Spent(good=100), 99, 30), standing(Spent(good=90, broken=10), 99, 30)
    (<Verdict.KEPT: 'kept'>, <Verdict.BROKEN: 'broken'>)
    >>> standing(Spent(good=90, unknown=10), 99, 30), standing(Spent(unknown=10), 50, 30)
    (<Verdict.UNKNOWN: 'unknown'>, <Verdict.UNKNOWN: 'unknown'>)
    """
    allowed = budget(spent, percent)
    if not spent.good and not spent.broken:
        return Verdict.UNKNOWN
    if spent.broken > allowed:
        return Verdict.BROKEN
    if spent.broken + spent.unknown > allowed:
        return Verdict.UNKNOWN
    left = budget_left(spent, percent)
    if burns(spent, percent, window_days) or (left is not None and left < NEAR):
        return Verdict.AT_RISK
    return Verdict.KEPT
