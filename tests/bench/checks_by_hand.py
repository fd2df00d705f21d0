"""The SQL that somebody who knows the table would write for its checks: the measure of all others.

One statement for all scalars; in PostgreSQL one more for each unique key, because it counts different values within a
statement by sorting. A key that the server enforces needs none.
"""

from collections.abc import Mapping, Sequence

from tests.bench.checks_table import FILLED, PATTERNS, RANGES, SETS

PLACE = "schema/orders"
KEYS = ("order_id", "token")
_WORDS = {
    "duckdb": {"matches": "regexp_matches({name}, '{pattern}')", "seconds": "epoch(max({name}))"},
    "postgres": {"matches": "{name} ~ '{pattern}'", "seconds": "extract(epoch FROM max({name}))"},
}


def scalars(engine: str) -> dict[str, str]:
    """Every check that one reading answers, by the rule that it answers."""
    words = _WORDS[engine]
    wanted = {f"{PLACE}/{name}/required": f"count(*) - count({name})" for name in FILLED}
    for name, (low, high) in RANGES.items():
        wanted[f"{PLACE}/{name}/quality/range"] = f"count(*) FILTER (WHERE {name} NOT BETWEEN {low} AND {high})"
    for name, values in SETS.items():
        named = ", ".join(f"'{value}'" for value in values)
        wanted[f"{PLACE}/{name}/enum"] = f"count(*) FILTER (WHERE {name} NOT IN ({named}))"
    for name, pattern in PATTERNS.items():
        matches = words["matches"].format(name=name, pattern=pattern)
        wanted[f"{PLACE}/{name}/pattern"] = f"count(*) FILTER (WHERE NOT {matches})"
    wanted[f"{PLACE}/note/quality/nulls"] = "100.0 * (count(*) - count(note)) / count(*)"
    wanted[f"{PLACE}/note/maxLength"] = "count(*) FILTER (WHERE length(note) > 40)"
    wanted[f"{PLACE}/quality/rows"] = "count(*)"
    wanted["newest"] = words["seconds"].format(name="updated_at")
    wanted[f"{PLACE}/token/minLength"] = "count(*) FILTER (WHERE length(token) < 32)"
    return wanted


def unique_rule(name: str) -> str:
    """The rule that a key of one column answers."""
    return f"{PLACE}/{name}/unique"


def in_duckdb(path: str, limits) -> dict[str, float]:
    """One statement on a connection of its own, with the threads and the memory that the marketplace has."""
    import duckdb

    wanted = scalars("duckdb") | {unique_rule(name): f"count({name}) - count(DISTINCT {name})" for name in KEYS}
    config = {"threads": str(limits.threads), "memory_limit": f"{limits.memory_mb}MB"}
    with duckdb.connect(":memory:", config=config) as connection:
        row = connection.execute(f"SELECT {', '.join(wanted.values())} FROM read_parquet('{path}')").fetchone()
    return dict(zip(wanted, row, strict=True))


def in_postgres(conninfo: str, table: str, *, keys: Sequence[str] = KEYS) -> Mapping[str, float]:
    """One statement for the scalars, and one for each key that has to be looked at."""
    import psycopg

    wanted = scalars("postgres")
    with psycopg.connect(conninfo) as connection:
        row = connection.execute(f"SELECT {', '.join(wanted.values())} FROM {table}").fetchone()
        found = dict(zip(wanted, row, strict=True))
        for name in keys:
            groups = f"SELECT count(*) - 1 AS more FROM {table} WHERE {name} IS NOT NULL GROUP BY {name}"
            row = connection.execute(f"SELECT coalesce(sum(more), 0) FROM ({groups} HAVING count(*) > 1) r").fetchone()
            found[unique_rule(name)] = row[0]
    return found
