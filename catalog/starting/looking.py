"""Look at a table closely enough to propose what its contract could promise; its values are left where they are."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from catalog.starting.classifiers import classify
from catalog.starting.keys import Candidate, find_key
from catalog.starting.suggestions import MOST_VALUES, ColumnFacts, TableFacts, needs_values
from catalog.warehouses.interface import ColumnFigures, Inspection

SAMPLE_ROWS = 2000  # whose values are looked at one by one
NEARLY_UNIQUE = 0.85  # an estimate from here on is counted exactly: it may be a key
Say = Callable[[str, int, int], None]
COUNTING, LOOKING, VALUES, KEY = "counting", "looking", "values", "key"


def nobody_listens(stage: str, done: int, of: int) -> None:
    """The `say` of a look that nobody waits for."""


def table_facts(table: Inspection, *, say: Say = nobody_listens) -> TableFacts:
    """Everything that the suggestions need to know; `say` hears which stage has come how far."""
    say(COUNTING, 0, 1)
    figures = table.figures()
    say(LOOKING, 0, len(figures))
    sample = table.sample(SAMPLE_ROWS)
    exact = table.distinct([one.name for one in figures if _counts(one, table.rows)])
    columns = []
    for place, one in enumerate(figures):
        seen = [value for row in sample if (value := row[place]) is not None]
        columns.append(_facts(one, exact.get(one.name, one.distinct), seen))
    few = [place for place, column in enumerate(columns) if needs_values(column, table.rows)]
    for number, place in enumerate(few):
        say(VALUES, number, len(few))
        values = table.values(columns[place].name, MOST_VALUES + 1)
        columns[place] = replace(columns[place], values=tuple(values), distinct=len(values))
    say(KEY, 0, 1)
    return TableFacts(table.rows, tuple(columns), _key(table, columns, sample))


def _counts(one: ColumnFigures, rows: int) -> bool:
    return one.distinct is not None and one.distinct >= NEARLY_UNIQUE * (rows - one.nulls) > 0


def _facts(one: ColumnFigures, distinct: int | None, values: Sequence[str]) -> ColumnFacts:
    return ColumnFacts(
        name=one.name,
        logical_type=one.logical_type,
        nulls=one.nulls,
        blanks=one.blanks,
        distinct=distinct,
        minimum=one.minimum,
        maximum=one.maximum,
        longest=one.longest,
        finding=classify(one.name, one.logical_type, values),
    )


def _key(
    table: Inspection, columns: Sequence[ColumnFacts], sample: Sequence[tuple[str | None, ...]]
) -> tuple[str, ...]:
    places = {column.name: place for place, column in enumerate(columns)}
    candidates = [
        Candidate(column.name, column.distinct, column.logical_type, place, column.longest)
        for place, column in enumerate(columns)
        if not column.nulls and not column.blanks and column.distinct
    ]

    def in_sample(names: tuple[str, ...]) -> bool:
        picked = [places[name] for name in names]
        return len({tuple(row[place] for place in picked) for row in sample}) == len(sample)

    return find_key(candidates, table.rows, in_sample=in_sample, in_table=table.is_unique)
