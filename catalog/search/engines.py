"""How each database finds and ranks: the same question in two languages."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from catalog.search.words import Query, stem
from marketplace.foundation.registry import Registry

SHORT = 3  # letters; a synonym of so few is no beginning of longer words


@dataclass(frozen=True)
class Match:
    """Pieces of SQL around the facts of products: where the words are, what must hold, how well it matches."""

    tables: list[str]
    where: list[str]
    params: list[str]
    rank: str
    rank_params: tuple[str, ...] = ()


ENGINES: Registry[Callable[[Query], Match]] = Registry("search engine")
# Joins texts of many rows, one a line.
JOIN = {"sqlite": "group_concat({}, char(10))", "postgresql": "string_agg({}, chr(10))"}


def match(query: Query) -> Match:
    """The question in the language of the database at hand."""
    return ENGINES.get(connection.vendor)(query)


def begins(column: str, beginning: str) -> tuple[str, list[str]]:
    """A condition that an index answers: the text of a column has this beginning."""
    if connection.vendor == "postgresql":
        escaped = beginning.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE %s", [f"{escaped}%"]
    return f"{column} >= %s AND {column} < %s", [beginning, f"{beginning}\U0010ffff"]


@ENGINES.add("sqlite")
def fts5(query: Query) -> Match:
    """FTS5, ranked by bm25: a word in a name counts ten times a word in a text."""
    if query.wants:
        tables = ["catalog_search"]
        where = ["catalog_search.rowid = catalog_searchfacts.id", "catalog_search MATCH %s"]
        params = [" AND ".join([*map(_fts5_either, query.clauses), *map(_fts5_phrase, query.phrases)])]
    else:
        tables, where, params = [], [], []
    for words in query.excluded:
        where.append("catalog_searchfacts.id NOT IN (SELECT rowid FROM catalog_search WHERE catalog_search MATCH %s)")
        params.append(_fts5_phrase(words))
    return Match(tables, where, params, "-bm25(catalog_search, 10.0, 5.0, 2.0, 1.0)" if query.wants else "0.0")


@ENGINES.add("postgresql")
def text_search(query: Query) -> Match:
    """PostgreSQL's text search over the generated column, weighted alike."""
    tables, where, params, rank, rank_params = [], [], [], "0.0", ()
    if query.wants:
        asked = " & ".join([*map(_tsquery_either, query.clauses), *map(_tsquery_phrase, query.phrases)])
        tables = ["catalog_searchentry"]
        where = [
            "catalog_searchentry.product_id = catalog_searchfacts.id",
            "catalog_searchentry.document @@ to_tsquery('marketplace', %s)",
        ]
        params = [asked]
        rank = "ts_rank('{0.1, 0.2, 0.5, 1.0}', catalog_searchentry.document, to_tsquery('marketplace', %s), 1)"
        rank_params = (asked,)
    for words in query.excluded:
        where.append(
            "NOT EXISTS (SELECT 1 FROM catalog_searchentry AS other WHERE other.product_id = "
            "catalog_searchfacts.id AND other.document @@ to_tsquery('marketplace', %s))"
        )
        params.append(_tsquery_phrase(words))
    return Match(tables, where, params, rank, rank_params)


def _fts5_either(clause: tuple[tuple[str, ...], ...]) -> str:
    typed, *others = clause
    ways = [" AND ".join(f'"{stem(word)}"*' for word in typed), *(_fts5_beginning(words) for words in others)]
    return "(" + " OR ".join(f"({way})" for way in ways) + ")"


def _fts5_beginning(words: tuple[str, ...]) -> str:
    if len(words) == 1 and len(words[0]) <= SHORT:
        return f'"{words[0]}"'
    return f'"{" ".join([*words[:-1], stem(words[-1])])}"*'


def _fts5_phrase(words: tuple[str, ...]) -> str:
    return f'"{" ".join(words)}"'


def _tsquery_either(clause: tuple[tuple[str, ...], ...]) -> str:
    typed, *others = clause
    ways = [" & ".join(f"'{stem(word)}':*" for word in typed), *(_tsquery_beginning(words) for words in others)]
    return "(" + " | ".join(f"({way})" for way in ways) + ")"


def _tsquery_beginning(words: tuple[str, ...]) -> str:
    if len(words) == 1 and len(words[0]) <= SHORT:
        return f"'{words[0]}'"
    return " <-> ".join([*(f"'{word}'" for word in words[:-1]), f"'{stem(words[-1])}':*"])


def _tsquery_phrase(words: tuple[str, ...]) -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in words) + ")"
