"""Which keys may stand where in a document, read off the schemas it is judged by, so that an editor can propose them.

A place in a document is a set of shapes; a shape is a list of entries. An entry may be there more than once, each for
another value of a key beside it: what a server needs depends on its `type`.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from functools import cache
from itertools import count
from typing import Any

from catalog.spec.contracts import CLASSIFICATIONS
from catalog.spec.dialects import KINDS, VERSIONS
from catalog.spec.documents import Kind
from catalog.spec.judging import SCHEMAS
from catalog.spec.product_checks import CRITICALITIES, REFRESHES, STATUSES
from catalog.spec.shapes import JsonSchema
from catalog.spec.sql_functions import SELECT_FUNCTIONS

Entry = dict[str, Any]
Shapes = dict[str, list[Entry]]
Condition = dict[str, list[str]]

LONGEST_ABOUT = 240  # characters of an explanation
LONGEST_VALUE = 40
BELOW = frozenset({"shape", "list", "values"})
COMBINED = frozenset({"allOf", "properties", "if", "required"})
ARCHETYPES = ("sourceAligned", "aggregate", "consumerAligned")
VENDOR = "marketplace"
# What a standard leaves open and the marketplace reads more closely: the shape, the key, the values.
MORE_VALUES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("odps.Product", "status"): STATUSES,
    ("odps.Product", "type"): ARCHETYPES,
    ("odps.CustomProperty", "vendor"): (VENDOR,),
    ("odcs", "status"): STATUSES,
    ("odcs", "domain"): (),
    ("odcs.SchemaProperty", "classification"): CLASSIFICATIONS,
    ("odcs.SchemaProperty", "physicalType"): (),
    ("odcs.CustomProperty", "vendor"): (VENDOR,),
}
# The custom properties that the marketplace reads, by the shape that has them; docs/bundles.md tells of them.
OWN_PROPERTIES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "odps.Product": {
        "slug": (),
        "ownerTeam": (),
        "licence": ("Apache-2.0", "CC-BY-4.0", "CC0-1.0", "MIT"),
        "refresh": REFRESHES,
        "criticality": CRITICALITIES,
        "glossary": (),
        "description": (),
    },
    "odps.InputPort": {"source": ()},
    "odcs": {"terms": (), "criticality": CRITICALITIES},
}


@cache
def vocabulary() -> dict[str, Any]:
    """The whole of it, as plain data that can be sent to an editor.

    `kinds`: the first shape of each kind of document. `shapes`: their entries, each with `name`, and where known
    `about`, `type`, `required`, `values`, `shape` (what lies below), `list` (several of it) and `when`. `properties`:
    custom properties with a meaning here. `functions`: those that SQL may call.
    """
    shapes: Shapes = {}
    kinds = {name: _Shapes(kind, SCHEMAS[kind](), shapes).first() for name, kind in KINDS.items()}
    for name, shape in kinds.items():
        _offer(shapes[shape], "kind", (name,))
        _offer(shapes[shape], "apiVersion", VERSIONS[KINDS[name]])
    for (shape, key), values in MORE_VALUES.items():
        _offer(shapes[shape], key, values)
    properties = {
        shape: [{"name": name, "values": list(values)} for name, values in known.items()]
        for shape, known in OWN_PROPERTIES.items()
    }
    return {"kinds": kinds, "shapes": shapes, "properties": properties, "functions": sorted(SELECT_FUNCTIONS)}


class _Shapes:
    """The shapes of one schema, by name; one that is reached twice is told once."""

    def __init__(self, kind: Kind, schema: JsonSchema, told: Shapes) -> None:
        self.kind, self.schema, self.told = kind, schema, told
        self.names: dict[int, str] = {}

    def first(self) -> str:
        """Tell the outermost shape and all below it; its name."""
        return self._tell(self.schema, self.kind)

    def _tell(self, shape: JsonSchema, name: str) -> str:
        shape, name = self._followed(shape, name)
        if id(shape) not in self.names:
            name = next(other for other in _tried(name) if other not in self.told)
            self.names[id(shape)] = name
            entries: list[Entry] = []
            self.told[name] = entries
            needed: set[str] = set()
            for part, when in self._parts(shape, {}):
                needed.update(part.get("required", ()) if when == {} else ())
                for key, below in part.get("properties", {}).items():
                    for entry in self._entries(key, below, f"{name}.{key}"):
                        if when and key in part.get("required", ()):
                            entry["required"] = True
                        _add(entries, entry | ({"when": deepcopy(when)} if when else {}))
            for entry in entries:
                if entry["name"] in needed:
                    entry["required"] = True
        return self.names[id(shape)]

    def _entries(self, key: str, below: JsonSchema, name: str) -> Iterator[Entry]:
        """A key as it may be used: once, unless it takes a map as well as a list."""
        below, name = self._followed(below, name)
        branches = [branch for word in ("oneOf", "anyOf") for branch in below.get(word, ())]
        if branches and not below.get("properties"):
            for place, branch in enumerate(branches):
                outer = {"description": below["description"]} if "description" in below else {}
                yield from self._entries(key, {**outer, **self._followed(branch, "")[0]}, f"{name}.{place}")
            return
        entry: Entry = {"name": key}
        items = below
        if isinstance(below.get("items"), dict):
            entry["list"] = True
            items, name = self._followed(below["items"], f"{name}.item")
            choices = [branch for word in ("oneOf", "anyOf") for branch in items.get(word, ())]
            if any(not _is_map(self._followed(branch, "")[0]) for branch in choices):
                for place, branch in enumerate(choices):
                    yield from self._entries(key, {**below, "items": branch}, f"{name}.{place}")
                return
        if _is_map(items):
            entry["shape"] = self._tell(items, name)
        if about := " ".join(str(below.get("description") or items.get("description") or "").split()):
            entry["about"] = about if len(about) <= LONGEST_ABOUT else f"{about[: LONGEST_ABOUT - 1]}…"
        if isinstance(kind := items.get("type"), str) and "shape" not in entry:
            entry["type"] = kind
        if values := _values(items):
            entry["values"] = values
        yield entry

    def _followed(self, shape: JsonSchema, name: str) -> tuple[JsonSchema, str]:
        while "$ref" in shape and not COMBINED & shape.keys():
            reference = shape["$ref"].removeprefix("#/$defs/")
            shape, name = self._defined(reference), f"{self.kind}.{reference}"
        return shape, name

    def _defined(self, reference: str) -> JsonSchema:
        found: JsonSchema = self.schema["$defs"]
        for step in reference.split("/"):
            found = found[step]
        return found

    def _parts(self, shape: JsonSchema, when: Condition | None) -> Iterator[tuple[JsonSchema, Condition | None]]:
        """A shape and all it is combined of, each with the values that keys beside it must have for it to count.

        None is one of several that are offered for choice: none of its keys is needed.
        """
        yield shape, when
        if reference := shape.get("$ref"):
            yield from self._parts(self._defined(reference.removeprefix("#/$defs/")), when)
        for part in shape.get("allOf", ()):
            yield from self._parts(part, when)
        for word in ("anyOf", "oneOf"):
            for part in shape.get(word, ()):
                yield from self._parts(part, None)
        if "if" in shape and (branch := shape.get("then")) is not None:
            yield from self._parts(branch, {**(when or {}), **_condition(shape["if"])})


def _tried(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}.{number}" for number in count(2))


def _offer(entries: list[Entry], key: str, values: Iterable[str]) -> None:
    for entry in entries:
        if entry["name"] == key:
            entry["values"] = list(values)


def _add(entries: list[Entry], entry: Entry) -> None:
    """One more way to use a key; what was told with the same meaning is not told again, only for more values beside."""
    for known in entries:
        if known["name"] != entry["name"]:
            continue
        if "when" not in known and not BELOW & (entry.keys() - known.keys()) and _below(known) == _below(entry):
            return  # a condition often repeats a key only to demand it
        mine, theirs = entry.get("when", {}), known.get("when", {})
        if _bare(known) == _bare(entry) and len(mine) == 1 and mine.keys() == theirs.keys():
            for key, values in mine.items():
                theirs[key] = list(dict.fromkeys((*theirs[key], *values)))
            return
    entries.append(entry)


def _bare(entry: Entry) -> Entry:
    return {key: value for key, value in entry.items() if key not in ("when", "about")}


def _below(entry: Entry) -> list[Any]:
    return [entry.get("shape"), entry.get("list", False)]


def _is_map(shape: JsonSchema) -> bool:
    return bool(COMBINED & shape.keys()) and shape.get("type", "object") == "object"


def _values(shape: JsonSchema) -> list[str]:
    """What may stand there, or what usually does; one example alone says too little."""
    if shape.get("type") == "boolean":
        return ["true", "false"]
    if "enum" in shape:
        return [str(value) for value in shape["enum"] if value is not None]
    if "const" in shape:
        return [str(shape["const"])]
    examples = [each for each in shape.get("examples", ()) if isinstance(each, str) and len(each) <= LONGEST_VALUE]
    return examples if len(examples) > 1 else []


def _condition(condition: JsonSchema) -> Condition:
    """The values that keys must have, where the condition is as plain as that.

    >>> _condition({"properties": {"type": {"const": "sql"}}, "required": ["type"]})
    {'type': ['sql']}
    """
    found: Condition = {}
    for key, shape in condition.get("properties", {}).items():
        if isinstance(shape.get("const"), str):
            found.setdefault(key, []).append(shape["const"])
    for part in condition.get("allOf", ()):
        for key, values in _condition(part).items():
            found.setdefault(key, []).extend(values)
    either = [_condition(part) for part in condition.get("anyOf", ())]
    if either and all(len(part) == 1 and part.keys() == either[0].keys() for part in either):
        key = next(iter(either[0]))
        found.setdefault(key, []).extend(value for part in either for value in part[key])
    return found
