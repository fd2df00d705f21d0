"""What each operator means, by the type of the fact it is asked of. Operands are folded already, values are not."""

from collections.abc import Callable
from typing import Any

from catalog.governance.language.patterns import matches
from catalog.governance.language.vocabulary import Type

Predicate = Callable[[Any, Any], bool]


def folded(text: str) -> str:
    """A text as it is compared: without regard to case, and to blanks around it."""
    return text.strip().casefold()


def _words(value: tuple[str, ...]) -> set[str]:
    return {folded(word) for word in value}


def _looks(text: str, patterns: tuple[str, ...]) -> bool:
    return any(matches(pattern, text) for pattern in patterns)


_TEXT: dict[str, Predicate] = {
    "is": lambda value, operand: folded(value) == operand,
    "is not": lambda value, operand: folded(value) != operand,
    "in": lambda value, operand: folded(value) in operand,
    "not in": lambda value, operand: folded(value) not in operand,
    "matches": lambda value, operand: _looks(folded(value), operand),
    "does not match": lambda value, operand: not _looks(folded(value), operand),
    "longer than": lambda value, operand: len(value.strip()) > operand,
    "present": lambda value, _: bool(value.strip()),
    "absent": lambda value, _: not value.strip(),
}
_WORDS: dict[str, Predicate] = {
    "contains": lambda value, operand: operand in _words(value),
    "contains any of": lambda value, operand: not _words(value).isdisjoint(operand),
    "contains none of": lambda value, operand: _words(value).isdisjoint(operand),
    "matches": lambda value, operand: any(_looks(word, operand) for word in _words(value)),
    "does not match": lambda value, operand: not any(_looks(word, operand) for word in _words(value)),
    "present": lambda value, _: bool(value),
    "absent": lambda value, _: not value,
}
_NUMBER: dict[str, Predicate] = {
    "is": lambda value, operand: value == operand,
    "is not": lambda value, operand: value != operand,
    "in": lambda value, operand: value in operand,
    "not in": lambda value, operand: value not in operand,
    "at least": lambda value, operand: value >= operand,
    "at most": lambda value, operand: value <= operand,
    "more than": lambda value, operand: value > operand,
    "less than": lambda value, operand: value < operand,
}
_FLAG: dict[str, Predicate] = {
    "is": lambda value, operand: value is operand,
    "is not": lambda value, operand: value is not operand,
}
PREDICATES: dict[Type, dict[str, Predicate]] = {"text": _TEXT, "words": _WORDS, "number": _NUMBER, "flag": _FLAG}
