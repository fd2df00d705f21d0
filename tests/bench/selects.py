"""Generated SELECTs like those of a mesh: CTEs, joins, aggregates, windows, CASE and subqueries, always the same."""

import random

TABLES = {
    f"table_{table}": {f"c{table}_{column}": "VARCHAR" for column in range(10 + table % 15)} for table in range(60)
}
MEAN = 1_900  # characters


def selects(count: int, *, seed: int = 7) -> list[str]:
    """So many SELECTs over the sixty tables, about as long as the mean each."""
    chance = random.Random(seed)
    return [_select(chance) for _ in range(count)]


def _select(chance: random.Random) -> str:
    parts: list[str] = []
    known: list[tuple[str, list[str]]] = []
    for number in range(chance.randint(1, 4)):
        name = f"part_{number}"
        text, columns = _block(chance, _sources(chance, known, chance.randint(2, 3)), name)
        parts.append(f"{name} as (\n{text}\n)")
        known.append((name, columns))
    final, _columns = _block(chance, _sources(chance, known, chance.randint(2, 5)), "final")
    text = "with " + ",\n".join(parts) + "\n" + final
    return text if len(text) < 1.45 * MEAN else _select(chance)


def _sources(chance: random.Random, known: list[tuple[str, list[str]]], count: int) -> list[tuple[str, list[str]]]:
    """The parts made so far come first, so that the walk has something to follow."""
    taken = known[-2:]
    while len(taken) < count:
        table = chance.choice(list(TABLES))
        taken = [*taken, (table, list(TABLES[table]))]
    return taken


def _block(chance: random.Random, sources: list[tuple[str, list[str]]], name: str) -> tuple[str, list[str]]:
    aliased = [(f"t{place}", table, columns) for place, (table, columns) in enumerate(sources)]

    def column() -> str:
        alias, _table, columns = chance.choice(aliased)
        return f"{alias}.{chance.choice(columns)}"

    keys = [column() for _ in range(chance.randint(1, 3))]
    made = [(key, f"{name}_key_{place}") for place, key in enumerate(keys)]
    for place in range(chance.randint(4, 9)):
        made.append((_measure(chance, column), f"{name}_value_{place}"))
    joins = "".join(
        f"\n{chance.choice(('join', 'left join'))} {table} {alias} on {alias}.{chance.choice(columns)} = "
        f"t0.{chance.choice(aliased[0][2])}"
        for alias, table, columns in aliased[1:]
    )
    inner = chance.choice(list(TABLES))
    where = f"\nwhere {column()} is not null and {column()} in (select {next(iter(TABLES[inner]))} from {inner})"
    chosen = ",\n  ".join(f"{value} as {alias}" for value, alias in made)
    text = f"select\n  {chosen}\nfrom {aliased[0][1]} t0{joins}{where}\ngroup by {', '.join(keys)}"
    return text, [alias for _value, alias in made]


def _measure(chance: random.Random, column) -> str:
    kinds = (
        lambda: f"count(distinct {column()})",
        lambda: f"sum(case when {column()} > 10 then {column()} else 0 end)",
        lambda: f"max(coalesce({column()}, {column()}, 'none'))",
        lambda: f"row_number() over (partition by max({column()}) order by min({column()}) desc)",
        lambda: f"round(avg(cast({column()} as double)) / nullif(count({column()}), 0), 2)",
    )
    return chance.choice(kinds)()
