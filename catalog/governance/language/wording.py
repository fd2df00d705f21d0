"""A rule in words, for those who do not read YAML; and its sentences, with the facts put in."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.governance.language.rules import All, AnyOf, Condition, Count, Each, Not, Rule, Saying, Test
from catalog.governance.language.subjects import Subject
from catalog.governance.language.vocabulary import PLURALS, Fact, Value

LONGEST_VALUE = 200
_EACH = {"every": "every {}", "some": "at least one {}", "no": "no {}"}


@dataclass(frozen=True)
class Line:
    """One line of a rule in words, and how deep it stands."""

    depth: int
    text: str


def in_words(rule: Rule) -> tuple[Line, ...]:
    """What a rule asks for, line by line."""
    lines = [Line(0, f"It looks at every {rule.kind}{_scope_in_words(rule)}.")]
    if rule.when:
        lines += [Line(0, "Only where this holds:"), *_lines(rule.when, 1)]
    lines.append(Line(0, "This must hold:" if len(rule.demands) == 1 else "All of this must hold:"))
    for demand in rule.demands:
        lines += _lines(demand.that, 1)
    return tuple(lines)


def rendered(saying: Saying, subject: Subject) -> str:
    """A sentence about a thing."""
    return "".join(_value(part, subject) if isinstance(part, Fact) else part for part in saying.parts)


def _value(fact: Fact, subject: Subject) -> str:
    owner = subject.of(fact.kind)
    value: Value = owner.facts.get(fact.name) if owner else None
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value)[:LONGEST_VALUE] or "none"
    if isinstance(value, str):
        return value[:LONGEST_VALUE] or "none"
    return f"{value:g}"


def _scope_in_words(rule: Rule) -> str:
    scope = rule.scope
    said = []
    if scope.archetypes:
        said.append(f"{_either(scope.archetypes)} products")
    if scope.domains:
        said.append(f"the domain {_either(scope.domains)}")
    if scope.tags:
        said.append(f"products tagged {_either(scope.tags)}")
    return f", within {' and '.join(said)}" if said else ""


def _lines(condition: Condition, depth: int) -> Iterator[Line]:
    match condition:
        case Test():
            yield Line(depth, _tested(condition))
        case All(parts):
            yield Line(depth, "all of these:")
            for part in parts:
                yield from _lines(part, depth + 1)
        case AnyOf(parts):
            yield Line(depth, "at least one of these:")
            for part in parts:
                yield from _lines(part, depth + 1)
        case Not(part):
            yield Line(depth, "not this:")
            yield from _lines(part, depth + 1)
        case Each(quantifier, kind, that):
            yield Line(depth, f"{_EACH[quantifier].format(kind)} with this:")
            yield from _lines(that, depth + 1)
        case Count(kind, that, at_least, at_most):
            yield Line(depth, f"{_number(at_least, at_most)} {PLURALS[kind]}{' with this:' if that else ''}")
            if that:
                yield from _lines(that, depth + 1)


def _number(at_least: int | None, at_most: int | None) -> str:
    if at_least == at_most:
        return f"exactly {at_least}"
    bounds = [f"at least {at_least}"] if at_least is not None else []
    return " and ".join([*bounds, *([f"at most {at_most}"] if at_most is not None else [])])


def _tested(test: Test) -> str:
    words, operand = test.fact.words, test.operand
    if test.fact.type == "flag":
        yes, no = test.fact.says
        return f"it {yes if (test.operator == 'is') == bool(operand) else no}"
    if test.operator in ("present", "absent"):
        plural = words.endswith("s") and not words.endswith("ss")
        return f"{words} {'are' if plural else 'is'} {'there' if test.operator == 'present' else 'not there'}"
    if isinstance(operand, tuple):
        return f"{words} {_VERBS.get(test.operator, test.operator)} {_either(tuple(map(str, operand)))}"
    told = f"{operand:g}" if isinstance(operand, float) else str(operand)
    unit = " characters" if test.operator == "longer than" else ""
    return f"{words} {_VERBS.get(test.operator, test.operator)} {told}{unit}"


_VERBS = {
    "in": "is",
    "not in": "is not",
    "matches": "looks like",
    "does not match": "does not look like",
    "longer than": "is longer than",
    "at least": "is at least",
    "at most": "is at most",
    "more than": "is more than",
    "less than": "is less than",
    "contains": "include",
    "contains any of": "include",
    "contains none of": "do not include",
}


def _either(words: tuple[str, ...]) -> str:
    """Words as a choice.

    >>> _either(("a", "b", "c"))
    'a, b or c'
    """
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
