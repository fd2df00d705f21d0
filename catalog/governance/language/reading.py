"""From the text of a policy to a rule, or to what is wrong with it, line by line. It never raises."""

import re
from typing import cast

from catalog.governance.language.conditions import read_condition
from catalog.governance.language.places import Findings, Place, did_you_mean, nearest_fact, quoted
from catalog.governance.language.rules import Condition, Demand, Rule, Saying, Scope
from catalog.governance.language.vocabulary import ABOVE, FACTS, HAS, KINDS, Kind
from catalog.governance.verdicts import Effect, Severity
from catalog.spec.nodes import Limits, Unreadable, read_documents
from catalog.spec.violations import Violation, pointer

LONGEST_RULE = 20_000  # characters
LIMITS = Limits(size=LONGEST_RULE, depth=16, nodes=2_000, documents=1)
KEYS = (
    *("policy", "name", "why", "severity", "effect", "attribute", "weight", "applies to", "scope", "when", "require"),
    *("says", "remedy"),
)
EFFECTS = ("publishing", "score")
ATTRIBUTES = ("Findable", "Accessible", "Interoperable", "Reusable", "Reliable", "Valuable", "Secure")
HEAVIEST = 20
SCOPES = ("domains", "archetypes", "tags")
SEVERITIES = ("low", "medium", "high")
LONGEST = {"policy": 80, "name": 200, "says": 400, "why": 4_000, "remedy": 2_000}
RESERVED = ("new", "dry-run", "check")
MOST_DEMANDS = 20
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BRACED = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def read_rule(text: str) -> tuple[Rule | None, list[Violation]]:
    """Read a policy. The rule is None as soon as anything is wrong with it."""
    if len(text) > LONGEST_RULE:
        return None, [
            _unreadable("too-large", f"A policy has at most {LONGEST_RULE} characters; this has {len(text)}.")
        ]
    try:
        documents = read_documents(text, LIMITS)
    except Unreadable as reason:
        return None, [_unreadable(reason.code, reason.message, reason.line)]
    if not documents:
        return None, [_unreadable("empty", "There is nothing here yet. A policy begins with `policy: its-short-name`.")]
    findings = Findings()
    document = documents[0]
    root = Place(document.root, (), document.root.line)
    for path, key, line in document.repeated:
        message = f"`{key}` is here twice; keep one."
        findings.found.append(Violation("error", 0, pointer((*path, key)), line, "duplicate-key", message))
    if not root.is_map:
        message = "A policy is a map of keys to values, and begins with `policy: its-short-name`."
        findings.say("not-a-mapping", root, message)
        return None, findings.found
    rule = _rule(root, findings)
    return (None if findings.found else rule), sorted(findings.found, key=lambda said: said.line)


def _unreadable(code: str, message: str, line: int = 1) -> Violation:
    return Violation("error", 0, "", line, code, message)


def _rule(root: Place, findings: Findings) -> Rule | None:
    places = dict(root.items())
    for key, place in places.items():
        if key not in KEYS:
            findings.say("unknown-key", place, f"A policy has no `{key}`; {did_you_mean(key, KEYS)}")
    for key in ("policy", "name", "applies to", "require"):
        if key not in places:
            findings.say("missing-key", root, f"`{key}` is missing.")
    slug = _text("policy", places, findings)
    if slug and not _SLUG.fullmatch(slug):
        message = f"`policy` is {quoted(slug)}; a short name has lower-case letters, digits and single hyphens."
        findings.say("not-allowed", places["policy"], message)
    if slug in RESERVED:
        findings.say(
            "not-allowed", places["policy"], f"`{slug}` is an address of the marketplace; choose another name."
        )
    name, why, remedy = (_text(key, places, findings) for key in ("name", "why", "remedy"))
    severity = _choice("severity", places, SEVERITIES, findings) or "medium"
    kind = cast(Kind, _choice("applies to", places, KINDS, findings))
    scope = _scope(places.get("scope"), findings)
    if not kind:
        return None
    when = read_condition(places["when"], kind, findings) if "when" in places else None
    demands = _demands(places, kind, findings) if "require" in places else ()
    effect, attribute, weight = _effect(root, places, findings)
    return Rule(
        slug, name, kind, demands, why, cast(Severity, severity), remedy, when, scope, effect, attribute, weight
    )


def _effect(root: Place, places: dict[str, Place], findings: Findings) -> tuple[Effect, str, int]:
    """What comes of a policy that is not kept: nothing new is published, or the fitness is lower by its weight."""
    effect = cast(Effect, _choice("effect", places, EFFECTS, findings) or "publishing")
    attribute = _choice("attribute", places, ATTRIBUTES, findings)
    for key in ("attribute", "weight"):
        if effect == "publishing" and key in places:
            message = f"`{key}` is for policies that score: add `effect: score`, or take it away."
            findings.say("not-allowed", places[key], message)
    if effect == "score" and "attribute" not in places:
        message = f"`attribute` is missing: the part of fitness that it belongs to, one of {', '.join(ATTRIBUTES)}."
        findings.say("missing-key", root, message)
    weight = places["weight"].value if "weight" in places else 1
    if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= HEAVIEST:
        message = f"`weight` is {quoted(weight)}; it is a whole number from 1 to {HEAVIEST}."
        findings.say("not-allowed", places["weight"], message)
        weight = 1
    return effect, attribute, weight


def _text(key: str, places: dict[str, Place], findings: Findings) -> str:
    if key not in places:
        return ""
    place = places[key]
    value = place.value
    if isinstance(value, bool | int | float):
        value = place.node.source
    if not isinstance(value, str) or not value.strip():
        findings.say("wrong-type", place, f"`{key}` must be a text, and is {quoted(value or None)}.")
        return ""
    if len(value) > LONGEST[key]:
        findings.say("not-allowed", place, f"`{key}` is longer than {LONGEST[key]} characters.")
    return value.strip()


def _choice(key: str, places: dict[str, Place], choices: tuple[str, ...], findings: Findings) -> str:
    if key not in places:
        return ""
    value = places[key].value
    if isinstance(value, str) and value in choices:
        return value
    near = did_you_mean(str(value), choices)
    findings.say("not-allowed", places[key], f"`{key}` is {quoted(value)}; {near}")
    return ""


def _scope(place: Place | None, findings: Findings) -> Scope:
    if place is None:
        return Scope()
    if not place.is_map:
        findings.say("wrong-type", place, "`scope` is a map with `domains`, `archetypes` or `tags`, each a list.")
        return Scope()
    said: dict[str, tuple[str, ...]] = {}
    for key, below in place.items():
        if key not in SCOPES:
            findings.say("unknown-key", below, f"`scope` has no `{key}`; {did_you_mean(key, SCOPES)}")
            continue
        entries = [entry.value for entry in below.entries()]
        words = tuple(each.strip().casefold() for each in entries if isinstance(each, str) and each.strip())
        if not words or len(words) < len(entries):
            findings.say("wrong-type", below, f"`{key}` must be a list of words.")
        for entry in below.entries() if key == "archetypes" else ():
            known = FACTS["product.archetype"].choices
            if isinstance(entry.value, str) and entry.value.casefold() not in known:
                message = f"There is no archetype {quoted(entry.value)}; {did_you_mean(entry.value, known)}"
                findings.say("not-allowed", entry, message)
        said[key] = words
    return Scope(**said)


def _demands(places: dict[str, Place], kind: Kind, findings: Findings) -> tuple[Demand, ...]:
    """One condition with the policy's `says`, or a list of conditions each with its own."""
    place, says = places["require"], places.get("says")
    if not place.is_list:
        if says is None:
            message = "`says` is missing: the sentence that is said of everything that does not meet `require`."
            findings.say("missing-key", place, message)
        that = read_condition(place, kind, findings)
        return _demand(that, _saying(says, kind, findings) if says else None)
    if says is not None:
        message = "Each entry of `require` has its own `says`, so this one is never said: take it away."
        findings.say("unknown-key", says, message)
    entries = list(place.entries())
    if not 0 < len(entries) <= MOST_DEMANDS:
        findings.say("wrong-type", place, f"`require` needs 1 to {MOST_DEMANDS} entries.")
        return ()
    return tuple(demand for entry in entries for demand in _step(entry, kind, findings))


def _step(entry: Place, kind: Kind, findings: Findings) -> tuple[Demand, ...]:
    """An entry of a list of demands: `{that: condition, says: sentence}`."""
    below = dict(entry.items())
    if set(below) != {"that", "says"}:
        message = "An entry of `require` is a map with `that`, a condition, and `says`, the sentence where it fails."
        findings.say("wrong-shape", entry, message)
        return ()
    return _demand(read_condition(below["that"], kind, findings), _saying(below["says"], kind, findings))


def _demand(that: Condition | None, says: Saying | None) -> tuple[Demand, ...]:
    return (Demand(that, says),) if that and says else ()


def _saying(place: Place, kind: Kind, findings: Findings) -> Saying | None:
    """A sentence; `{port.name}` in it is a fact of the thing in hand or of what it belongs to."""
    words = _text("says", {"says": place}, findings)
    parts: list[str | object] = []
    at = 0
    reach = [name for name, fact in FACTS.items() if fact.kind in (kind, *ABOVE[kind])]
    for braced in _BRACED.finditer(words):
        parts.append(words[at : braced.start()])
        at = braced.end()
        if braced[0] in ("{{", "}}"):
            parts.append(braced[0][0])
        elif braced[1] is None:
            findings.say("bad-placeholder", place, "A brace stands alone; write {{ or }} where a brace is meant.")
            return None
        elif (name := braced[1].strip()) in reach:
            parts.append(FACTS[name])
        else:
            findings.say("bad-placeholder", place, _no_placeholder(name, kind, reach))
            return None
    parts.append(words[at:])
    return Saying(cast(tuple[str, ...], tuple(part for part in parts if part != ""))) if words else None


def _no_placeholder(name: str, kind: Kind, reach: list[str]) -> str:
    if name in FACTS and FACTS[name].kind in HAS[kind]:
        return f"{{{name}}} is a fact of a {FACTS[name].kind}, and the sentence is about a {kind}."
    near = nearest_fact(name, kind)
    advice = f"did you mean `{near}`?" if near in reach else f"docs/policies.md lists the facts of a {kind}."
    return f"Nobody knows {{{name[:60]}}}; {advice}"
