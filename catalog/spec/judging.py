"""A document held against its JSON Schema, the findings put in words and on lines."""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, cast

from jsonschema import Draft201909Validator, ValidationError, validators
from jsonschema.protocols import Validator

from catalog.spec.conditions import holds
from catalog.spec.documents import Document, Kind
from catalog.spec.odcs_schema import odcs_schema
from catalog.spec.odps_schema import odps_schema
from catalog.spec.own_schemas import access_policy_schema, access_rules_schema, transformation_schema
from catalog.spec.shapes import JsonSchema
from catalog.spec.unknown_keys import unknown_keys
from catalog.spec.violations import Said
from catalog.spec.wording import say

SCHEMAS = {
    "odcs": odcs_schema,
    "odps": odps_schema,
    "transformation": transformation_schema,
    "access-policy": access_policy_schema,
    "access-rules": access_rules_schema,
}


def judge(document: Document, *, most: int = 500) -> Iterator[Said]:
    """What the newest schema of the document's kind says against it; no more than so many of its errors."""
    validator = validator_for(document.kind)
    said = (each for error in validator.iter_errors(document.tree) for each in _told(error, document))
    yield from islice(said, most)
    yield from unknown_keys(cast(JsonSchema, validator.schema), document)


@cache
def validator_for(kind: Kind) -> Validator:
    """The validator of one kind of document, made on first use."""
    schema = SCHEMAS[kind]()

    def follow(validator: Any, reference: str, instance: Any, _: JsonSchema) -> Iterator[ValidationError]:
        # All references are local: looking the name up is faster, and never leaves the process.
        yield from validator.descend(instance, schema["$defs"][reference.removeprefix("#/$defs/")])

    def differ(_: Any, wanted: bool, instance: Any, __: JsonSchema) -> Iterator[ValidationError]:
        # The library compares each with each, which takes minutes on a long list.
        if wanted and isinstance(instance, list) and len({repr(each) for each in instance}) < len(instance):
            yield ValidationError("repeats")

    def left_to_the_walk(*_: Any) -> Iterable[ValidationError]:
        # unevaluatedProperties triples the work with each level of nesting; `unknown_keys` does it in one walk.
        return ()

    def choose(validator: Any, condition: JsonSchema, instance: Any, shape: JsonSchema) -> Iterator[ValidationError]:
        branch = shape.get("then" if holds(condition, instance) else "else")
        if branch is not None:
            yield from validator.descend(instance, branch)

    keywords = {
        "if": choose,
        "$ref": follow,
        "uniqueItems": differ,
        "additionalProperties": left_to_the_walk,
        "unevaluatedProperties": left_to_the_walk,
    }
    judge_of_kind = validators.extend(Draft201909Validator, keywords)  # type: ignore[no-untyped-call]
    return cast(Validator, judge_of_kind(_without_local_paths(schema)))


def _without_local_paths(schema: JsonSchema) -> JsonSchema:
    """The schema with names like `ServerSource/ApiServer` looked up in one step."""
    nested = schema["$defs"].get("ServerSource", {})
    schema["$defs"] |= {f"ServerSource/{name}": shape for name, shape in nested.items()}
    return schema


def _told(error: ValidationError, document: Document) -> Iterator[Said]:
    """What an error means, looking inside a choice for the branch that was meant."""
    if error.validator in ("oneOf", "anyOf") and (meant := _meant_branch(error)):
        for each in meant:
            yield from _told(each, document)
        return
    yield say(error, document)


def _meant_branch(error: ValidationError) -> list[ValidationError]:
    """The errors of the only branch whose type and required keys fit; none where several or no branches do."""
    branches: dict[Any, list[ValidationError]] = {}
    for each in error.context or ():
        branches.setdefault(each.schema_path[0], []).append(each)
    fitting = [errors for errors in branches.values() if not any(_misses_the_point(each) for each in errors)]
    return fitting[0] if len(fitting) == 1 else []


def _misses_the_point(error: ValidationError) -> bool:
    return error.validator in ("type", "required") and not error.relative_path
