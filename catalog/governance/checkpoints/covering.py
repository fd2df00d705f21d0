"""The parts of a product that a sign-off may rest on: what each says, its digest, and what changed, in words."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from catalog.spec import OutputSpec, ProductSpec

PURPOSE, INPUTS, COLUMNS = "purpose", "inputs", "columns-and-classifications"
ACCESS, TRANSFORMATION, OWNER, EVERYTHING = "access-policy", "transformation", "owner-team", "everything"
PARTS = (PURPOSE, INPUTS, COLUMNS, ACCESS, TRANSFORMATION, OWNER, EVERYTHING)

Facts = dict[str, str]  # what one part says: each thing by its name; long texts as their digest
# A version's number and a document's life say nothing about what is in them.
_TELLS_NOTHING = frozenset({"version", "status", "digest"})
_IN_A_PART = {"column": frozenset({"name", "classification"}), "port": frozenset({"transformation", "policy"})}


def facts_of(spec: ProductSpec, *, owner: str) -> dict[str, Facts]:
    """What each part of a product says; `owner` is the slug of its team, which the documents may leave out."""
    parts: dict[str, Facts] = {
        PURPOSE: {name: _short(getattr(spec, name)) for name in ("description", "purpose", "usage", "limitations")},
        INPUTS: {wish.name: wish.contract_id or wish.source for wish in spec.inputs},
        COLUMNS: {
            f"{port.name}.{column.name}": column.classification
            for port in spec.outputs
            for column in port.contract.columns
        },
        ACCESS: {name: said for port in spec.outputs for name, said in _access(port)},
        TRANSFORMATION: {
            port.name: _short(port.transformation.sql.strip()) for port in spec.outputs if port.transformation
        },
    }
    everything = {f"{part}/{name}": said for part, facts in parts.items() for name, said in facts.items()}
    parts[EVERYTHING] = everything | {f"rest/{name}": _short(said) for name, said in _rest(spec).items()}
    # A team may change without a new version, so a version cannot keep it: it stands beside everything else.
    parts[OWNER] = {"team": owner}
    return parts


def ground(covers: Iterable[str], parts: dict[str, Facts]) -> dict[str, Facts]:
    """Those parts that a form covers; whoever covers everything covers the team, too."""
    wanted = {*covers, OWNER} if EVERYTHING in covers else set(covers)
    return {part: parts.get(part, {}) for part in PARTS if part in wanted}


def digests_of(parts: dict[str, Facts]) -> dict[str, str]:
    """One digest a part, the same wherever and whenever it is made."""
    return {part: digest_of(facts) for part, facts in parts.items()}


def digest_of_owner(owner: str) -> str:
    """The digest of the part that is the owning team, by its slug."""
    return digest_of({"team": owner})


def digest_of(facts: Facts) -> str:
    """The digest of what a part says; the order of things does not count.

    >>> digest_of({"a": "1", "b": "2"}) == digest_of({"b": "2", "a": "1"})
    True
    """
    return hashlib.sha256(_json(facts).encode()).hexdigest()


def same(rests_on: dict[str, str], now: dict[str, str]) -> bool:
    """Is every part that a sign-off rests on as it was?

    >>> same({"purpose": "d1"}, {"purpose": "d1", "inputs": "d2"}), same({"purpose": "d1"}, {"purpose": "d3"})
    (True, False)
    """
    return all(now.get(part) == digest for part, digest in rests_on.items())


def changes_between(before: dict[str, Facts], now: dict[str, Facts]) -> list[str]:
    """What changed in the parts of `before`, each as the beginning of a sentence; empty where nothing did.

    >>> changes_between({"owner-team": {"team": "clinical"}}, {"owner-team": {"team": "retail"}})
    ['the owning team changed from clinical to retail']
    >>> changes_between({"columns-and-classifications": {"a.x": "public", "a.y": ""}},
    ...                 {"columns-and-classifications": {"a.x": "restricted", "a.y": "internal"}})
    ['the classifications of 2 columns changed']
    """
    said: list[str] = []
    for part in PARTS:
        if part in before and (old := before[part]) != (new := now.get(part, {})):
            said += _every_part(old, new) if part == EVERYTHING else _IN_WORDS[part](old, new)
    return list(dict.fromkeys(said))


def _access(port: OutputSpec) -> Iterator[tuple[str, str]]:
    policy = port.policy
    yield f"{port.name}.purposes", ", ".join(sorted(policy.purposes))
    yield f"{port.name}.longest duration", str(policy.longest_days or "")
    yield f"{port.name}.terms", _short(policy.terms)
    yield f"{port.name}.rules", _short([asdict(rule) for rule in (*policy.rules, policy.default)])
    yield f"{port.name}.row filter", _short(policy.row_filter)
    yield f"{port.name}.masks", _short(sorted(_json(asdict(mask)) for mask in policy.masks))
    yield f"{port.name}.teams that see everything", ", ".join(sorted(policy.unmasked_for))


def _rest(spec: ProductSpec) -> dict[str, Any]:
    """Whatever else the documents state, by its name."""
    tree = asdict(spec)
    for name in ("description", "purpose", "usage", "limitations", "inputs", "owner_team", "version", "status"):
        del tree[name]
    for port in tree.pop("outputs"):
        columns = [_without(_IN_A_PART["column"], one, deep=False) for one in port["contract"]["columns"]]
        port["contract"]["columns"] = columns
        tree[f"port {port['name']}"] = _without(_TELLS_NOTHING, _without(_IN_A_PART["port"], port, deep=False))
    return tree


def _without(names: frozenset[str], tree: Any, *, deep: bool = True) -> Any:
    """A tree without what has one of these names, all the way down or at its root."""
    if isinstance(tree, dict):
        kept = {key: value for key, value in tree.items() if key not in names}
        return {key: _without(names, value) for key, value in kept.items()} if deep else kept
    return [_without(names, each) for each in tree] if isinstance(tree, list | tuple) else tree


def _purpose(old: Facts, new: Facts) -> Iterable[str]:
    return [f"the {_listed(_differing(old, new))} changed"]


def _inputs(old: Facts, new: Facts) -> Iterable[str]:
    added, gone, other = _compared(old, new)
    if added:
        yield f"{_counted(added, 'input')} added: {_listed(added)}"
    if gone:
        yield f"{_counted(gone, 'input')} removed: {_listed(gone)}"
    for name in other:
        yield f"the input {name} is read from {new[name] or 'nowhere'} instead of {old[name] or 'nowhere'}"


def _columns(old: Facts, new: Facts) -> Iterable[str]:
    added, gone, other = _compared(old, new)
    if other:
        of = f"{len(other)} columns" if len(other) > 1 else other[0]
        yield f"the classification{'s' if len(other) > 1 else ''} of {of} changed"
    if added:
        yield f"{_counted(added, 'column')} added"
    if gone:
        yield f"{_counted(gone, 'column')} removed"


def _policies(old: Facts, new: Facts) -> Iterable[str]:
    differing = [name.rpartition(".") for name in _differing(old, new)]
    for port in dict.fromkeys(port for port, _, _ in differing):
        yield f"the {_listed(aspect for each, _, aspect in differing if each == port)} of {port} changed"


def _transformations(old: Facts, new: Facts) -> Iterable[str]:
    yield f"the transformation of {_listed(_differing(old, new))} changed"


def _owner(old: Facts, new: Facts) -> Iterable[str]:
    yield f"the owning team changed from {old.get('team') or 'none'} to {new.get('team') or 'none'}"


def _every_part(old: Facts, new: Facts) -> list[str]:
    """The same words, part by part; what no part speaks of is named."""
    said: list[str] = []
    for part, words in _IN_WORDS.items():
        of_old, of_new = _inside(old, part), _inside(new, part)
        if of_old != of_new:
            said += words(of_old, of_new)
    rest = _differing(_inside(old, "rest"), _inside(new, "rest"))
    said += [f"the {_listed(name.replace('_', ' ') for name in rest)} changed"] if rest else []
    return said or ["something else changed"]


_IN_WORDS = {
    PURPOSE: _purpose,
    INPUTS: _inputs,
    COLUMNS: _columns,
    ACCESS: _policies,
    TRANSFORMATION: _transformations,
    OWNER: _owner,
}


def _inside(facts: Facts, part: str) -> Facts:
    return {name.removeprefix(f"{part}/"): said for name, said in facts.items() if name.startswith(f"{part}/")}


def _compared(old: Facts, new: Facts) -> tuple[list[str], list[str], list[str]]:
    """What came, what went, and what says something else now."""
    both = old.keys() & new.keys()
    return sorted(new.keys() - both), sorted(old.keys() - both), sorted(n for n in both if old[n] != new[n])


def _differing(old: Facts, new: Facts) -> list[str]:
    return [name for name in dict.fromkeys([*old, *new]) if old.get(name) != new.get(name)]


def _counted(names: list[str], noun: str) -> str:
    return f"{len(names)} {noun}s were" if len(names) > 1 else f"1 {noun} was"


def _listed(names: Iterable[str], most: int = 4) -> str:
    """Names as a person would say them; after a few it says how many more.

    >>> _listed(["a", "b", "c"])
    'a, b and c'
    """
    every = list(names)
    shown = every if len(every) <= most else [*every[: most - 1], f"{len(every) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1] if shown else ""]))


def _short(said: Any) -> str:
    """Something long as a short digest; nothing stays nothing."""
    return hashlib.sha256(_json(said).encode()).hexdigest()[:16] if said else ""


def _json(said: Any) -> str:
    return json.dumps(said, sort_keys=True, ensure_ascii=False, default=str)
