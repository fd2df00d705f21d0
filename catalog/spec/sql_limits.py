"""How much SQL is too much: bounds that hold before a parser is let near the text.

The parser of sqlglot is compiled and cannot be interrupted, and some shapes cost it time that doubles with
every word (joins without a condition, nested rows and structs) or grows with the cube (chains of subscripts).
All bounds are far above what people write.
"""

from collections.abc import Iterator

from sqlglot import Token, TokenType, exp
from sqlglot.parser import Parser

LONGEST = 50_000  # characters
DEEPEST_BRACKETS = 16
DEEPEST_ROWS = 4
MOST_WAITING_JOINS = 6
LONGEST_CHAIN = 40
DEEPEST_TREE = 200

OPENING = frozenset({TokenType.L_PAREN, TokenType.L_BRACKET, TokenType.L_BRACE})
CLOSING = frozenset({TokenType.R_PAREN, TokenType.R_BRACKET, TokenType.R_BRACE})
ROWS = frozenset({"row", "struct", "map", "union", "tuple", "exclude", "except", "rename"})
CHAINED = frozenset({(TokenType.R_BRACKET, TokenType.L_BRACKET), (TokenType.R_PAREN, TokenType.DOT)})


def too_much(tokens: list[Token]) -> tuple[str, int] | None:
    """What is too much about these tokens, in words, and the line where it becomes so; None when all is well."""
    open_brackets: list[bool] = []
    waiting_joins = chain = 0
    before: Token | None = None
    for token in tokens:
        kind = token.token_type
        if kind in OPENING:
            open_brackets.append(before is not None and _begins_a_type(before))
            if len(open_brackets) > DEEPEST_BRACKETS:
                return f"nests brackets more than {DEEPEST_BRACKETS} deep", token.line
            if sum(open_brackets) > DEEPEST_ROWS:
                return f"nests rows, structs or types more than {DEEPEST_ROWS} deep", token.line
        elif kind in CLOSING and open_brackets:
            open_brackets.pop()
        elif kind is TokenType.JOIN:
            waiting_joins += 1
            if waiting_joins > MOST_WAITING_JOINS:
                return f"has more than {MOST_WAITING_JOINS} joins in a row without ON or USING", token.line
        elif kind in (TokenType.ON, TokenType.USING):
            waiting_joins = max(0, waiting_joins - 1)
        if before is not None and (before.token_type, kind) in CHAINED:
            chain += 1
            if chain > LONGEST_CHAIN:
                return f"chains more than {LONGEST_CHAIN} subscripts or method calls", token.line
        before = token
    return None


def _begins_a_type(token: Token) -> bool:
    return token.token_type in Parser.TYPE_TOKENS or token.text.lower() in ROWS


def too_deep(tree: exp.Expr) -> bool:
    """Does the parsed tree nest deeper than what later readers, which recurse, can walk?"""
    return any(depth > DEEPEST_TREE for depth in _depths(tree))


def _depths(tree: exp.Expr) -> Iterator[int]:
    waiting = [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        yield depth
        waiting.extend((child, depth + 1) for child in node.iter_expressions())
