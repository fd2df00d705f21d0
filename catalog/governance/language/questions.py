"""What may be asked of one fact: a value, `present`, `absent`, or a map of operators."""

import math
from typing import cast, get_args

from catalog.governance.language.operators import PREDICATES
from catalog.governance.language.patterns import LONGEST_PATTERN
from catalog.governance.language.places import Findings, Place, did_you_mean, quoted
from catalog.governance.language.rules import All, Condition, Operand, Operator, Test
from catalog.governance.language.vocabulary import Fact, Type

LONGEST_LIST = 200
LONGEST_WORD = 300

# Which types of facts an operator suits.
SUITS: dict[Operator, tuple[Type, ...]] = {
    operator: tuple(kind for kind, predicates in PREDICATES.items() if operator in predicates)
    for operator in get_args(Operator)
}
_BARE = ("present", "absent")
_LISTS = ("in", "not in", "contains any of", "contains none of")
_PATTERNS = ("matches", "does not match")
_NUMBERS = ("longer than", "at least", "at most", "more than", "less than")
_TYPES: dict[Type, str] = {"text": "a text", "number": "a number", "flag": "true or false", "words": "a list of words"}
_ADVICE: dict[Type, str] = {
    "text": "write the text alone, `present`, or an operator such as {in: […]}",
    "number": "write the number alone, or an operator such as {at least: 1}",
    "flag": "write true or false",
    "words": "write {contains: …}, {contains any of: […]}, `present` or `absent`",
}


def read_test(fact: Fact, place: Place, findings: Findings) -> Condition | None:
    """What is asked of a fact; None where something is wrong with it, and said."""
    if place.is_map:
        return _operators(fact, place, findings)
    if place.is_list:
        wanted = "contains any of" if fact.type == "words" else "in"
        findings.say("wrong-type", place, f"`{fact.name}` has a list; write {{{wanted}: […]}}.")
        return None
    if place.value in _BARE and not place.node.style:
        return _asked(fact, cast(Operator, place.value), place, findings)
    if fact.type == "words":
        message = f"`{fact.name}` is a list of words; {_ADVICE['words']}."
        findings.say("wrong-type", place, message)
        return None
    return _asked(fact, "is", place, findings)


def _operators(fact: Fact, place: Place, findings: Findings) -> Condition | None:
    tests: list[Test | None] = []
    for key, below in place.items():
        operator = next((known for known in SUITS if known == key and known not in _BARE), None)
        if operator is None:
            known = [one for one, types in SUITS.items() if fact.type in types and one not in _BARE]
            findings.say("unknown-operator", below, f"Nobody knows `{key}`; {did_you_mean(key, known)}")
        tests.append(_asked(fact, operator, below, findings) if operator else None)
    known_tests = tuple(test for test in tests if test is not None)
    if not tests:
        findings.say("not-a-condition", place, f"`{fact.name}` asks for nothing; {_ADVICE[fact.type]}.")
    if not tests or len(known_tests) < len(tests):
        return None
    return known_tests[0] if len(known_tests) == 1 else All(known_tests)


def _asked(fact: Fact, operator: Operator, place: Place, findings: Findings) -> Test | None:
    if fact.type not in SUITS[operator]:
        message = f"`{fact.name}` is {_TYPES[fact.type]}, which `{operator}` does not suit; {_ADVICE[fact.type]}."
        findings.say("wrong-operator", place, message)
        return None
    if operator in _BARE:
        return Test(fact, operator)
    if operator in _LISTS or operator in _PATTERNS:
        operands = _many(fact, operator, place, findings)
        return Test(fact, operator, operands) if operands else None
    wrong, operand = _one(fact, operator, place, findings)
    return None if wrong else Test(fact, operator, operand)


def _many(fact: Fact, operator: Operator, place: Place, findings: Findings) -> tuple[str | int | float, ...]:
    """Several operands; for a pattern, one may stand alone. Empty where something is wrong."""
    entries = list(place.entries())
    if not place.is_list and operator in _PATTERNS and not place.is_map:
        entries = [place]
    if not entries or len(entries) > LONGEST_LIST:
        findings.say("wrong-type", place, f"`{operator}` needs a list with 1 to {LONGEST_LIST} entries.")
        return ()
    read = [_one(fact, operator, entry, findings) for entry in entries]
    if any(wrong for wrong, _ in read):
        return ()
    return tuple(operand for _, operand in read if isinstance(operand, str | int | float))


def _one(fact: Fact, operator: Operator, place: Place, findings: Findings) -> tuple[bool, Operand]:
    """One operand, and whether something is wrong with it. Texts are folded."""
    value = place.value
    if operator in _NUMBERS or fact.type == "number":
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return False, value
        findings.say("wrong-type", place, f"`{operator}` needs a number here, and this is {quoted(value)}.")
        return True, None
    if fact.type == "flag":
        if isinstance(value, bool):
            return False, value
        findings.say("wrong-type", place, f"`{fact.name}` is {quoted(value)}; write true or false.")
        return True, None
    return _text(fact, operator, place, findings)


def _text(fact: Fact, operator: Operator, place: Place, findings: Findings) -> tuple[bool, Operand]:
    value = place.value
    if isinstance(value, bool | int | float):
        message = f"`{fact.name}` is a text; write it in quotes: '{place.node.source[:60]}'."
        findings.say("wrong-type", place, message)
        return True, None
    if not isinstance(value, str) or not value.strip():
        findings.say("wrong-type", place, f"`{operator}` needs a text here, and this is {quoted(value or None)}.")
        return True, None
    longest = LONGEST_PATTERN if operator in _PATTERNS else LONGEST_WORD
    if len(value) > longest:
        findings.say("not-allowed", place, f"This is longer than the {longest} characters allowed here.")
        return True, None
    folded = value.strip().casefold()
    if fact.choices and operator not in _PATTERNS and folded not in fact.choices:
        message = f"`{fact.name}` is never {quoted(value)}; {did_you_mean(folded, fact.choices)}"
        findings.say("not-allowed", place, message)
        return True, None
    return False, folded
