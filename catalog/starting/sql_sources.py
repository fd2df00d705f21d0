"""A SELECT as somebody pasted it: the tables that it names, and the same text with other names for them.

The text is changed where a name stands, and nowhere else: its layout and its comments stay as they were written.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from types import MappingProxyType

from sqlglot import exp, parse_one

from catalog.spec.sql import PARSER_FAILURES, SqlProblem, parse_select, tables_of

PORT_NAME = re.compile(r"[a-z][a-z0-9_]*")
PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Mention:
    """A table as a SELECT names it: in parts, all in lower case, with underscores for hyphens; and where first."""

    parts: tuple[str, ...]
    written: str
    line: int


@dataclass(frozen=True)
class Pasted:
    """A SELECT that could be read, or what is wrong with it."""

    sql: str
    query: exp.Query | None
    problems: tuple[SqlProblem, ...]
    mentions: tuple[Mention, ...]

    @property
    def own_names(self) -> frozenset[str]:
        """What its WITH queries are called: no input port may be called the same."""
        queries = self.query.find_all(exp.CTE) if self.query else ()
        return frozenset(query.alias.lower() for query in queries)


def read_sql(sql: str) -> Pasted:
    """Read a SELECT whatever tables it names; `problems` are those that no table could mend."""
    sql = sql.replace("\r\n", "\n").strip().removesuffix(";").rstrip()  # as forms send it
    query, problems = parse_select(sql, ())
    if query is None:
        return Pasted(sql, None, tuple(problems), ())
    mentions: dict[tuple[str, ...], Mention] = {}
    for table in tables_of(query):
        mention = _mention(table)
        mentions.setdefault(mention.parts, mention)
    pasted = Pasted(sql, query, (), tuple(mentions.values()))
    # With all of its tables known, what is left is wrong with the SELECT itself.
    names = port_names(pasted)
    _query, left = parse_select(rewritten(pasted, names), list(names.values()))
    return replace(pasted, problems=tuple(left))


def rewritten(pasted: Pasted, names: Mapping[tuple[str, ...], str]) -> str:
    """The text with each table by the name of its input port; what refers to its columns goes on to do so."""
    assert pasted.query is not None
    splices: list[tuple[int, int, str]] = []
    for table in tables_of(pasted.query):
        name = names.get(_mention(table).parts)
        if name is None:
            continue
        bare = table.name
        begin, end = _place([*_outer(table), table.this])
        known_as = "" if table.alias or bare.lower() == name else f" as {sql_name(bare)}"
        splices.append((begin, end, name + known_as))
    for column in pasted.query.find_all(exp.Column):
        outer = _outer(column)
        if outer and _parts([*outer, column.args["table"]]) in names:  # system.table.column: the table alone is enough
            splices.append((_place(outer)[0], _place([column.args["table"]])[0], ""))
    text = pasted.sql
    for begin, end, new in sorted(splices, reverse=True):
        text = text[:begin] + new + text[end:]
    return text


def port_names(
    pasted: Pasted, same: Mapping[tuple[str, ...], tuple[str, ...]] = MappingProxyType({})
) -> dict[tuple[str, ...], str]:
    """A name for the input port of each table, all different, each as SQL can write it without quotes.

    `same` says of which other table one is only another name.

    >>> list(port_names(read_sql('select 1 from pharma.dm, old.dm, "2x"')).values())
    ['dm', 'old_dm', 'input_2x']
    """
    found: dict[tuple[str, ...], str] = {}
    for mention in pasted.mentions:
        if (known := found.get(same.get(mention.parts, mention.parts))) is not None:
            found[mention.parts] = known
            continue
        whole = port_name("_".join(mention.parts))
        wanted = chain((port_name(mention.parts[-1]), whole), (f"{whole}_{number}" for number in count(2)))
        found[mention.parts] = next(
            name for name in wanted if name not in pasted.own_names and name not in found.values()
        )
    return found


def port_name(text: str) -> str:
    """A text as the name of an input port.

    >>> port_name("World-Airports"), port_name("2013"), port_name("select")
    ('world_airports', 'input_2013', 'input_select')
    """
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return name if PORT_NAME.fullmatch(name) and sql_name(name) == name else f"input_{name}".rstrip("_")


def sql_name(name: str) -> str:
    """A name as SQL, with quotes only where it cannot do without.

    >>> sql_name("dep_time"), sql_name("order"), sql_name("Unit price"), sql_name("year")
    ('dep_time', '"order"', '"Unit price"', 'year')
    """
    if PLAIN.fullmatch(name) and _reads_as_column(name):
        return name
    return '"' + name.replace('"', '""') + '"'


def select_all(columns: Sequence[str], table: str) -> str:
    """A SELECT that lists columns, one on each line."""
    listed = ",\n".join(f"  {sql_name(column)}" for column in columns)
    return f"select\n{listed}\nfrom {table}\n"


def _reads_as_column(name: str) -> bool:
    """Does the name, written without quotes, mean the column of that name, and the table too?"""
    try:
        found = parse_one(" ".join(("SELECT", name, "FROM", name)), dialect="duckdb")
    except PARSER_FAILURES:
        return False
    columns = found.expressions if isinstance(found, exp.Select) else []
    fits = len(columns) == 1 and isinstance(columns[0], exp.Column) and columns[0].name == name
    return fits and name.lower() not in RESERVED


# DuckDB refuses these as names; the parser above is more lenient.
RESERVED_WORDS = """
all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create default
deferrable desc describe distinct do else end except false fetch for foreign from glob grant group having ilike in
initially intersect into is isnull join lambda lateral leading left like limit map natural not notnull null offset on
only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references returning
right select semi show similar some summarize symmetric table tablesample then to trailing true try_cast union unique
unpivot using variadic verbose when where window with anti asof authorization binary columns concurrently cross freeze
full inner generated at by collation struct tuple unpack
"""
RESERVED = frozenset(RESERVED_WORDS.split())


def _mention(table: exp.Table) -> Mention:
    names = [*_outer(table), table.this]
    written = ".".join(one.sql("duckdb") for one in names)
    return Mention(_parts(names), written, int(table.this.meta.get("line", 1)))


def _parts(names: Sequence[exp.Expr]) -> tuple[str, ...]:
    return tuple(one.name.lower().replace("-", "_") for one in names)


def _outer(node: exp.Table | exp.Column) -> list[exp.Expr]:
    """What stands before the name of a table: database and schema."""
    return [node.args[part] for part in ("catalog", "db") if node.args.get(part)]


def _place(identifiers: Sequence[exp.Expr]) -> tuple[int, int]:
    """From the first sign of the first of these names to behind the last sign of the last."""
    return int(identifiers[0].meta["start"]), int(identifiers[-1].meta["end"]) + 1
