"""What is to be measured, and how."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from catalog.service_levels.judge import Objective, in_words


class Kind(StrEnum):
    """How a value is come by."""

    NONE = ""  # not at all; the specification says why
    SCALAR = "scalar"  # one aggregate over the table
    QUERY = "query"  # a SELECT of its own
    REFERENCE = "reference"  # rows without their counterpart
    AGE = "age"  # time since the snapshot was built
    NEWEST = "newest"  # time since the newest value of a column
    LAG = "lag"  # time from the newest value of a column to the build
    OLDEST = "oldest"  # time since the oldest value of a column
    INTERVAL = "interval"  # time between the last builds
    RHYTHM = "rhythm"  # time since the last build, against what is usual
    DAILY = "daily"  # age of the data at the time of day that was promised
    UNTIL = "until"  # days until a date
    SINCE = "since"  # days since a date
    ANSWERED = "answered"  # share of our reads that were answered
    UNANSWERED = "unanswered"  # share of our reads that were not
    REPAIR = "repair"  # the longest time that a breach lasted
    DETECT = "detect"  # the longest time that a breach was there unseen
    NOTIFY = "notify"  # the longest time until everybody was told of a breach
    VOLUME = "volume"  # rows, against what is usual, or the snapshot before
    SCHEMA = "schema"  # columns, against the contract
    ATTESTED = "attested"  # by a person's word
    PROFILE = "profile"  # share of cells that hold a value


class NotMeasurable(Exception):
    """Why something that is promised cannot be measured, as a sentence."""


@dataclass(frozen=True)
class Reference:
    """What columns of this table refer to: as many columns of this or another table, each as the way to it.

    Contract and table are empty where they are the port's own; those of another go by id where it says so.
    """

    own: tuple[tuple[str, ...], ...]
    contract: str
    table: str
    columns: tuple[tuple[str, ...], ...]
    by_id: bool = False


@dataclass(frozen=True)
class MonitorSpec:
    """One promise. `rule` names it within its contract, and stays the same when the contract's version changes."""

    rule: str
    indicator: str
    name: str
    kind: Kind = Kind.NONE
    objective: Objective = Objective()
    unit: str = ""
    column: str = ""
    dimension: str = ""
    severity: str = ""
    expression: str = ""  # SQL: one aggregate over the table
    query: str = ""  # SQL: one SELECT over the table named `table`
    table: str = ""
    columns: tuple[str, ...] = ()  # what the SQL looks at
    refers: Reference | None = None  # where the counterparts are
    statement: str = ""  # what a person has to judge
    moment: datetime | None = None  # the date that is promised
    daily_at: time | None = None  # the time of day that is promised
    unmeasurable: str = ""

    @property
    def objective_text(self) -> str:
        """The objective as people say it."""
        if self.moment is not None:
            return f"{self.moment:%d %B %Y}"
        if self.daily_at is not None:
            return f"data of the last day by {self.daily_at:%H:%M} {self.daily_at.tzname()}"
        return in_words(self.objective, self.unit)


def rule_of(*parts: object) -> str:
    """The name of a promise within its contract, never longer than a row can keep.

    >>> rule_of("schema", "visits", "patient", "required")
    'schema/visits/patient/required'
    """
    name = "/".join(" ".join(str(part).replace("/", "_").split()) or "_" for part in parts)
    if len(name) <= 190:
        return name
    return f"{name[:170]}~{hashlib.sha256(name.encode()).hexdigest()[:16]}"
