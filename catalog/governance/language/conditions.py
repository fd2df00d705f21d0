"""From YAML to conditions: what every key means, and what is wrong where it means nothing."""

import re

from catalog.governance.language.places import Findings, Place, did_you_mean, nearest, nearest_fact, quoted
from catalog.governance.language.questions import read_test
from catalog.governance.language.rules import All, AnyOf, Condition, Count, Each, Not, Quantifier
from catalog.governance.language.vocabulary import ABOVE, FACTS, HAS, KINDS, PLURALS, Kind

_QUANTIFIED = re.compile(r"(every|some|no) (\w+)")
_COUNTED = re.compile(r"number of (\w+)")
_BOUNDS = ("where", "is", "at least", "at most")
_WORDS = ("all", "any", "not")


def read_condition(place: Place, kind: Kind, findings: Findings) -> Condition | None:
    """The condition at a place, about a thing of a kind; None where something is wrong with it, and said."""
    if place.is_list:
        message = "A list of conditions needs `all:` or `any:` above it, to say how many of them must hold."
        findings.say("not-a-condition", place, message)
        return None
    if not place.is_map:
        message = f"A condition is a map such as `column.masked: true`, and this is {quoted(place.value)}."
        findings.say("not-a-condition", place, message)
        return None
    parts = [_part(key, below, kind, findings) for key, below in place.items()]
    if not parts:
        findings.say("not-a-condition", place, "This condition is empty: it asks for nothing.")
    return _joined(parts)


def _joined(parts: list[Condition | None]) -> Condition | None:
    known = tuple(part for part in parts if part is not None)
    if len(known) < len(parts) or not known:
        return None
    return known[0] if len(known) == 1 else All(known)


def _part(key: str, place: Place, kind: Kind, findings: Findings) -> Condition | None:
    """What one key of a condition says."""
    if key in ("all", "any"):
        return _several(key, place, kind, findings)
    if key == "not":
        part = read_condition(place, kind, findings)
        return Not(part) if part else None
    if quantified := _QUANTIFIED.fullmatch(key):
        return _each(quantified, place, kind, findings)
    if counted := _COUNTED.fullmatch(key):
        return _count(counted[1], place, kind, findings)
    return _about_fact(key, place, kind, findings)


def _several(key: str, place: Place, kind: Kind, findings: Findings) -> Condition | None:
    if not place.is_list or not place.value:
        message = f"`{key}` needs a list of conditions, each on a line of its own that begins with a dash."
        findings.say("not-a-condition", place, message)
        return None
    parts = [read_condition(entry, kind, findings) for entry in place.entries()]
    if any(part is None for part in parts):
        return None
    known = tuple(part for part in parts if part is not None)
    return All(known) if key == "all" else AnyOf(known)


def _each(said: re.Match[str], place: Place, kind: Kind, findings: Findings) -> Condition | None:
    quantifier: Quantifier = "every" if said[1] == "every" else "some" if said[1] == "some" else "no"
    below = _kind_below(said[2], said[2], place, kind, findings)
    that = read_condition(place, below, findings) if below else None
    return Each(quantifier, below, that) if below and that else None


def _count(plural: str, place: Place, kind: Kind, findings: Findings) -> Condition | None:
    """`number of columns: {where: …, at least: 2}`."""
    singular = next((one for one in KINDS if PLURALS[one] == plural), "")
    below = _kind_below(singular, plural, place, kind, findings)
    if below is None:
        return None
    if not place.is_map:
        message = f"`number of {plural}` needs a map with `at least`, `at most` or `is`, and maybe `where`."
        findings.say("not-a-condition", place, message)
        return None
    that: Condition | None = None
    bounds: dict[str, int] = {}
    for key, value in place.items():
        if key == "where":
            that = read_condition(value, below, findings)
        elif key not in _BOUNDS:
            message = f"`{key}` is not known under `number of {plural}`; {did_you_mean(key, _BOUNDS)}"
            findings.say("unknown-key", value, message)
        elif isinstance(value.value, int) and not isinstance(value.value, bool) and 0 <= value.value <= 100_000:
            bounds[key] = value.value
        else:
            message = f"`{key}` is {quoted(value.value)}; it must be a whole number from 0 on."
            findings.say("wrong-type", value, message)
    if not bounds:
        findings.say("missing-key", place, f"`number of {plural}` says nothing about the number: add `at least: 1`.")
        return None
    least, most = bounds.get("is", bounds.get("at least")), bounds.get("is", bounds.get("at most"))
    if least is not None and most is not None and least > most:
        findings.say("not-allowed", place, f"No number is at least {least} and at most {most}.")
    wrong = "where" in dict(place.items()) and that is None
    return None if wrong else Count(below, that, least, most)


def _kind_below(name: str, said: str, place: Place, kind: Kind, findings: Findings) -> Kind | None:
    """A kind of thing that a thing of this kind has."""
    below = next((one for one in HAS[kind] if one == name), None)
    if below is None and name in KINDS:
        has = ", ".join(PLURALS[one] for one in HAS[kind])
        message = f"Here it is about a {kind}, which has {f'only {has}' if has else 'nothing below it'}; not {said}."
        findings.say("out-of-reach", place, message)
    elif below is None:
        known = [one if said == name else PLURALS[one] for one in HAS[kind]]
        findings.say("unknown-thing", place, f"Nobody knows `{said}`; {did_you_mean(said, known)}")
    return below


def _about_fact(key: str, place: Place, kind: Kind, findings: Findings) -> Condition | None:
    fact = FACTS.get(key)
    if fact is None:
        near = nearest_fact(key, kind) or nearest(key, [*_WORDS, *_quantifiers(kind)])
        advice = f"did you mean `{near}`?" if near else f"docs/policies.md lists the facts of a {kind}."
        findings.say("unknown-fact", place, f"Nobody knows `{key}`; {advice}")
        return None
    if fact.kind in HAS[kind]:
        ways = f"`every {fact.kind}:`, `some {fact.kind}:` or `no {fact.kind}:`"
        message = f"Here it is about a {kind}, which may have many {PLURALS[fact.kind]}: put `{key}` under {ways}."
        findings.say("out-of-reach", place, message)
        return None
    if fact.kind not in (kind, *ABOVE[kind]):
        findings.say("out-of-reach", place, f"Here it is about a {kind}, which has no {fact.kind}.")
        return None
    return read_test(fact, place, findings)


def _quantifiers(kind: Kind) -> list[str]:
    return [f"{quantifier} {below}" for below in HAS[kind] for quantifier in ("every", "some", "no")]
