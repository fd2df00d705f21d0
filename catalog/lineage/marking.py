"""Where in its text a SELECT makes one column, so that the very expression can be marked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sqlglot import Token, TokenType, exp, parse_one, tokenize

from catalog.lineage.columns import DIALECT, FAILURES, written_name

OPENS = (TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE)
CLOSES = (TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE)
ENDS = (
    *(TokenType.FROM, TokenType.WHERE, TokenType.GROUP_BY, TokenType.HAVING, TokenType.QUALIFY, TokenType.WINDOW),
    *(TokenType.ORDER_BY, TokenType.LIMIT, TokenType.OFFSET, TokenType.UNION, TokenType.INTERSECT, TokenType.EXCEPT),
    *(TokenType.SEMICOLON, TokenType.INTO),
)

How = Literal["", "via", "made"]  # not marked; on the way, in a query inside; the item of the SELECT itself
Span = tuple[int, int]


class Piece(NamedTuple):
    """A stretch of the text, and what it has to do with the column."""

    text: str
    how: How


def pieces(sql: str, column: str) -> list[Piece]:
    """The text in pieces that, put together, are the text; those that make the column are marked.

    >>> [piece for piece in pieces("select id, upper(name) as n from t", "n") if piece.how]
    [Piece(text='upper(name) as n', how='made')]
    """
    found: list[Piece] = []
    at = 0
    for (start, end), how in _apart(_marks(sql, column)):
        found += [Piece(sql[at:start], ""), Piece(sql[start:end], how)]
        at = end
    return [piece for piece in (*found, Piece(sql[at:], "")) if piece.text]


def _marks(sql: str, column: str) -> dict[Span, How]:
    """Nothing for what is no SQL: it is shown all the same."""
    try:
        tree = parse_one(sql, dialect=DIALECT)
        finder = _Finder(_items(tokenize(sql, dialect=DIALECT)))
        finder.follow(tree, column, {}, "made")
    except FAILURES:
        return {}
    return finder.found


def _apart(marks: dict[Span, How]) -> Iterator[tuple[Span, How]]:
    """The spans from left to right; of two that overlap, the outer one."""
    reached = 0
    for span in sorted(marks, key=lambda span: (span[0], -span[1])):
        if span[0] >= reached:
            yield span, marks[span]
            reached = span[1]


def _items(tokens: list[Token]) -> list[Span]:
    """Every item of every list that stands behind a SELECT."""
    found: list[Span] = []
    lists: list[tuple[int, int | None]] = []  # how deep in parentheses, and the token with which the item begins
    depth = 0
    for place, token in enumerate(tokens):
        if lists and lists[-1][0] == depth and _ends(tokens, place):
            level, begun = lists[-1]
            if begun is not None and begun < place:
                found.append((tokens[begun].start, tokens[place - 1].end + 1))
            lists[-1] = (level, place + 1)
            if token.token_type != TokenType.COMMA:
                lists.pop()
        if token.token_type in OPENS:
            depth += 1
        elif token.token_type in CLOSES:
            depth -= 1
        elif token.token_type == TokenType.SELECT:
            lists.append((depth, _first(tokens, place + 1)))
    if lists and lists[-1][1] is not None and lists[-1][1] < len(tokens):
        found.append((tokens[lists[-1][1]].start, tokens[-1].end + 1))
    return found


def _first(tokens: list[Token], place: int) -> int:
    """The token with which the first item begins, behind DISTINCT and DISTINCT ON (…)."""
    kinds = [token.token_type for token in tokens]
    if kinds[place : place + 1] == [TokenType.DISTINCT]:
        place += 1
        if kinds[place : place + 2] == [TokenType.ON, TokenType.L_PAREN]:
            depth = 0
            for at in range(place + 1, len(kinds)):
                depth += (kinds[at] in OPENS) - (kinds[at] in CLOSES)
                if not depth:
                    return at + 1
    return place


def _ends(tokens: list[Token], place: int) -> bool:
    kind = tokens[place].token_type
    if kind == TokenType.FROM and tokens[place - 1].token_type == TokenType.DISTINCT:
        return False  # IS DISTINCT FROM
    return kind == TokenType.COMMA or kind in ENDS or kind in CLOSES


@dataclass
class _Finder:
    """Follows a column from the outermost query into the queries that it reads."""

    items: list[Span]
    found: dict[Span, How] = field(default_factory=dict)
    seen: set[tuple[int, str]] = field(default_factory=set)

    def follow(self, query: exp.Expr, name: str, around: dict[str, exp.Expr], how: How) -> None:
        """Mark what makes a column of a query. `around` are the queries that have a name here."""
        query = query.unnest()
        key = id(query), name.lower()
        if key in self.seen:
            return
        self.seen.add(key)
        named = around | _with(query)
        if isinstance(query, exp.SetOperation):
            self._branches(query, name, named, how)
        elif isinstance(query, exp.Select):
            for projection in _projections(query, name):
                self._mark(projection, query, name, named, how)

    def _branches(self, query: exp.SetOperation, name: str, named: dict[str, exp.Expr], how: How) -> None:
        """The same place in both branches; the names are those of the left one, unless they are joined by name."""
        self.follow(query.left, name, named, how)
        if query.args.get("by_name"):
            self.follow(query.right, name, named, how)
            return
        left, right = _names(query.left), _selects(query.right)
        if name.lower() in left and len(left) == len(right):
            projection = right[left.index(name.lower())]
            if (select := projection.find_ancestor(exp.Select)) is not None:
                self._mark(projection, select, written_name(projection) or name, named | _with(select), how)

    def _mark(self, projection: exp.Expr, select: exp.Select, name: str, named: dict[str, exp.Expr], how: How) -> None:
        span = self._span(projection)
        if span is not None and self.found.get(span) != "made":
            self.found[span] = how
        sources = _sources(select, named)
        if projection.is_star:
            for source in sources.values():
                if name.lower() in (known := _names(source)) or "*" in known:
                    self.follow(source, name, named, "via")
            return
        for column in projection.find_all(exp.Column):
            table = column.table.lower()
            having = {alias for alias, source in sources.items() if column.name.lower() in _names(source)}
            having = having or {alias for alias, source in sources.items() if "*" in _names(source)}
            for alias in {table} & sources.keys() if table else having:
                self.follow(sources[alias], column.name, named, "via")

    def _span(self, projection: exp.Expr) -> Span | None:
        """The smallest item of the text that holds everything whose place is known."""
        known = [node.meta for node in projection.walk() if "start" in node.meta and "end" in node.meta]
        if not known:
            return None
        start, end = min(meta["start"] for meta in known), max(meta["end"] for meta in known)
        around = [span for span in self.items if span[0] <= start and end < span[1]]
        return min(around, key=lambda span: span[1] - span[0], default=None)


def _with(query: exp.Expr) -> dict[str, exp.Expr]:
    return {cte.alias.lower(): cte.this for cte in query.ctes} if isinstance(query, exp.Query) else {}


def _selects(query: exp.Expr) -> list[exp.Expr]:
    query = query.unnest()
    return list(query.selects) if isinstance(query, exp.Query) else []


def _names(query: exp.Expr) -> list[str]:
    """The columns of a query in lower case; `*` for what stands for any number of them."""
    return [(written_name(projection) or "*").lower() for projection in _selects(query)]


def _projections(select: exp.Select, name: str) -> list[exp.Expr]:
    """The items that make a column of this name; else those that stand for many."""
    named = [one for one in select.selects if (written_name(one) or "*").lower() == name.lower()]
    return named or [one for one in select.selects if written_name(one) is None]


def _sources(select: exp.Select, named: dict[str, exp.Expr]) -> dict[str, exp.Expr]:
    """The queries that a SELECT reads, by the name under which it does; tables that are no query are left out."""
    begins = select.args.get("from_")
    joins = select.args.get("joins") or ()
    found: dict[str, exp.Expr] = {}
    for part in (*([begins] if begins else ()), *joins):
        source = part.this
        if isinstance(source, exp.Subquery):
            found[source.alias_or_name.lower()] = source
        elif isinstance(source, exp.Table) and source.name.lower() in named:
            found[source.alias_or_name.lower()] = named[source.name.lower()]
    return found
