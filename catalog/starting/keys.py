"""Which columns tell rows apart: the fewest of them, and of equally many those that are named like a key.

Whether columns are unique is asked, not known here: first of a sample, which can only refuse, then of the whole table.
Both kinds of question are counted, so that a wide table takes no longer than a narrow one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

from catalog.starting.names import says_identifier, says_measure, says_moment

MOST_COLUMNS = 4  # of one key
MOST_CANDIDATES = 20  # columns that are tried together
SAMPLE_TRIES = 3000
TABLE_TRIES = 40
TEXTS_TOO_LONG = 80  # characters: nobody types that to find a row

Unique = Callable[[tuple[str, ...]], bool]


@dataclass(frozen=True)
class Candidate:
    """A column that is never empty, with its number of different values."""

    name: str
    distinct: int
    logical_type: str
    position: int
    longest: int | None = None

    @property
    def reluctance(self) -> int:
        """How little it looks like a part of a key; None of it where its name says that it is one."""
        if says_identifier(self.name):
            return 0
        if says_measure(self.name):
            return 12
        if self.logical_type in ("timestamp", "date") or says_moment(self.name):
            return 2
        return {"string": 3, "integer": 4}.get(self.logical_type, 10)

    @property
    def fits(self) -> bool:
        """May it be a part of a key at all?"""
        if self.distinct < 2 or (self.longest or 0) > TEXTS_TOO_LONG:
            return False
        exact = self.logical_type in ("string", "integer", "date", "timestamp", "time")
        return says_identifier(self.name) or (exact and not says_measure(self.name))


def find_key(candidates: Sequence[Candidate], rows: int, *, in_sample: Unique, in_table: Unique) -> tuple[str, ...]:
    """The columns of the smallest key that was found; none where there is none, or looking took too long.

    No column of the answer can be left out. `in_sample` must never deny what `in_table` would affirm.
    """
    if rows < 2:
        return ()
    fitting = sorted((one for one in candidates if one.fits), key=_order)
    alone = next((one for one in fitting if one.distinct == rows), None)
    if alone:
        return (alone.name,)
    found = _first_unique(fitting[:MOST_CANDIDATES], rows, in_sample, in_table)
    return _smallest(found, in_sample, in_table) if found else ()


def _order(candidate: Candidate) -> tuple[int, int]:
    return candidate.reluctance, candidate.position


def _first_unique(fitting: Sequence[Candidate], rows: int, in_sample: Unique, in_table: Unique) -> tuple[str, ...]:
    sampled = counted = 0
    for together in _together(fitting, rows):
        sampled += 1
        if sampled > SAMPLE_TRIES or counted >= TABLE_TRIES:
            return ()
        names = tuple(one.name for one in together)
        if not in_sample(names):
            continue
        counted += 1
        if in_table(names):
            return names
    return ()


def _together(fitting: Sequence[Candidate], rows: int) -> Iterator[tuple[Candidate, ...]]:
    """Two columns and more that have enough values between them, the likeliest first; in the order of the table."""
    for size in range(2, MOST_COLUMNS + 1):
        enough = (some for some in combinations(fitting, size) if prod(one.distinct for one in some) >= rows)
        ordered = sorted(enough, key=lambda some: (sum(one.reluctance for one in some), [one.position for one in some]))
        yield from (tuple(sorted(some, key=lambda one: one.position)) for some in ordered)


def _smallest(names: tuple[str, ...], in_sample: Unique, in_table: Unique) -> tuple[str, ...]:
    """The same without what it does not need; only needed where looking skipped something smaller."""
    for name in names:
        fewer = tuple(one for one in names if one != name)
        if fewer and in_sample(fewer) and in_table(fewer):
            return _smallest(fewer, in_sample, in_table)
    return names
