"""Keys that a standard does not know, found in one walk over a document together with its schema."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from catalog.spec.conditions import holds
from catalog.spec.documents import Document
from catalog.spec.shapes import JsonSchema
from catalog.spec.versions import newer_than
from catalog.spec.violations import Path, Said
from catalog.spec.wording import named

Shapes = dict[int, JsonSchema]
MOST_HINTS = 50  # likening one word to forty others takes a millisecond


def unknown_keys(schema: JsonSchema, document: Document) -> Iterator[Said]:
    """Every key that the schema closes out, and every key that came after the version the document declares."""
    yield from _Walk(schema["$defs"], document).visit(document.tree, {0: schema}, ())


class _Walk:
    """One walk. A value may be under several shapes at once, as schemas combine them."""

    def __init__(self, definitions: dict[str, JsonSchema], document: Document) -> None:
        self.document = document
        self.definitions = definitions
        self.names = {id(shape): name for name, shape in definitions.items()}
        self.hints = MOST_HINTS

    def visit(self, value: Any, shapes: Shapes, path: Path) -> Iterator[Said]:
        """The findings in one value and all below it."""
        if isinstance(value, dict):
            yield from self._visit_map(value, shapes, path)
        elif isinstance(value, list):
            below: Shapes = {}
            for shape in self._all_parts(shapes, value):
                if isinstance(item := shape.get("items"), dict):
                    below[id(item)] = item
            if below:
                for index, item in enumerate(value):
                    yield from self.visit(item, below, (*path, index))

    def _visit_map(self, value: dict[str, Any], shapes: Shapes, path: Path) -> Iterator[Said]:
        known: dict[str, Shapes] = {}
        unknown: set[str] = set()
        for shape in shapes.values():
            parts = list(self._parts(shape, value))
            if any(_is_closed(part) for part in parts):
                unknown |= value.keys() - {key for part in parts for key in part.get("properties", ())}
            for part in parts:
                for key, below in part.get("properties", {}).items():
                    known.setdefault(key, {})[id(below)] = below
                    if key in value and (told := self._too_new(part, key, value[key])):
                        yield Said("newer-than-declared", (*path, key), told)
        for key, item in value.items():
            if key in unknown:
                yield Said("unknown-key", (*path, key), self._unknown(key, known, path))
            elif key in known:
                yield from self.visit(item, known[key], (*path, key))

    def _all_parts(self, shapes: Shapes, value: Any) -> Iterator[JsonSchema]:
        for shape in shapes.values():
            yield from self._parts(shape, value)

    def _parts(self, shape: JsonSchema, value: Any) -> Iterator[JsonSchema]:
        """A shape and all it is combined of, as far as it applies to this value."""
        yield shape
        if reference := shape.get("$ref"):
            yield from self._parts(self.definitions[reference.removeprefix("#/$defs/")], value)
        for keyword in ("allOf", "anyOf", "oneOf"):
            for part in shape.get(keyword, ()):
                yield from self._parts(part, value)
        if "if" in shape:
            branch = shape.get("then" if holds(shape["if"], value) else "else")
            if branch is not None:
                yield from self._parts(branch, value)

    def _too_new(self, part: JsonSchema, key: str, value: Any) -> str | None:
        name = self.names.get(id(part), "")
        since = newer_than(self.document.kind, self.document.api_version, name, key, value)
        return since and f"`{key}` came with {since}, but the document declares {self.document.api_version}."

    def _unknown(self, key: str, known: dict[str, Shapes], path: Path) -> str:
        told = f"`{key[:60]}` is no key of {named(path) if path else 'this document'}"
        self.hints -= 1
        alike = get_close_matches(key[:60], known, n=1) if self.hints >= 0 else []
        if alike:
            return f"{told}; perhaps `{alike[0]}` is meant."
        if "customProperties" in known:
            return f"{told}; put your own facts in `customProperties`."
        return f"{told}; known are {', '.join(sorted(known))}."


def _is_closed(shape: JsonSchema) -> bool:
    return shape.get("additionalProperties") is False or shape.get("unevaluatedProperties") is False
