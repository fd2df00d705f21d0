"""What a schema error means, in one sentence for the person who wrote the document."""

from typing import Any

from jsonschema import ValidationError

from catalog.spec.documents import Document
from catalog.spec.violations import Path, Said

TYPES = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a map of keys to values",
    "null": "nothing",
}
PATTERNS = "an identifier without whitespace and without any of . # / \\ @ ! % & ^"
COMPARISONS = {
    "const": "exactly",
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}
LENGTHS = {
    "minItems": "needs at least {} entries",
    "maxItems": "may have at most {} entries",
    "minLength": "is empty",
    "uniqueItems": "has the same entry twice",
}
YES_OR_NO = frozenset({"yes", "no", "on", "off", "y", "n"})


def say(error: ValidationError, document: Document) -> Said:
    """One schema error in words."""
    path = tuple(error.absolute_path)
    place = named(path)
    value: Any = error.instance
    wanted: Any = error.validator_value
    keyword = str(error.validator)
    if keyword == "required":
        missing = next(key for key in wanted if key not in value and f"'{key}'" in error.message)
        return Said("missing-key", (*path, missing), f"`{missing}` is missing{_inside(path)}.")
    if keyword == "type":
        return Said("wrong-type", path, _wrong_type(place, value, wanted, document.source_of(path)))
    if keyword in ("oneOf", "anyOf"):
        return _no_shape(path, place, value, wanted)
    if keyword == "not":
        keys = ", ".join(f"`{key}`" for key in wanted.get("required", ()))
        return Said("unknown-key", path, f"{keys} must not be given{_inside(path)}.")
    code = "unknown-version" if path == ("apiVersion",) else "not-allowed"
    return Said(code, path, f"{place} {_bound(keyword, value, wanted)}.")


def named(path: Path) -> str:
    """The last word of a path, with the place in a list where there is one.

    >>> named(("schema", 0, "properties", 2))
    '`properties[2]`'
    """
    if not path:
        return "The document"
    if isinstance(path[-1], int):
        keys = [step for step in path if isinstance(step, str)]
        return f"`{keys[-1] if keys else ''}[{path[-1]}]`"
    return f"`{path[-1]}`"


def short(value: object) -> str:
    """A value as it may stand in a sentence."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _inside(path: Path) -> str:
    return f" in {named(path)}" if path else ""


def _wrong_type(place: str, value: object, wanted: Any, source: str) -> str:
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)
    must = " or ".join(TYPES[kind] for kind in kinds)
    if value is None:
        return f"{place} has no value; it must be {must}."
    if "string" in kinds and isinstance(value, bool | int | float):
        return f"{place} is read as {short(value)}, but must be text: write it in quotes, '{source[:60]}'."
    if "boolean" in kinds and str(value).lower() in YES_OR_NO:
        return f"{place} is the text {short(value)}; write true or false."
    return f"{place} must be {must}, and is {_kind_of(value)}."


def _kind_of(value: object) -> str:
    if isinstance(value, dict | list):
        return "a map" if isinstance(value, dict) else "a list"
    return short(value)


def _no_shape(path: Path, place: str, value: object, wanted: list[dict[str, Any]]) -> Said:
    keys = [key for branch in wanted for key in branch.get("required", ())]
    if len(keys) == len(wanted):
        here = [key for key in keys if isinstance(value, dict) and key in value]
        told = f"{place} needs exactly one of {', '.join(keys)}"
        return Said("wrong-shape", path, f"{told}, and has {', '.join(here) or 'none'}.")
    if path and path[-1] in ("from", "to"):
        return Said("wrong-shape", path, f"{place} is {short(value)}; it must be a reference such as `table.column`.")
    kinds = [TYPES[branch["type"]] for branch in wanted if isinstance(branch.get("type"), str)]
    must = f"must be {' or '.join(dict.fromkeys(kinds))}" if kinds else "has none of the shapes the standard offers"
    return Said("wrong-shape", path, f"{place} is {short(value)}; it {must}.")


def _bound(keyword: str, value: object, wanted: Any) -> str:
    if keyword in LENGTHS:
        return LENGTHS[keyword].format(wanted)
    if keyword == "enum":
        must = f"one of {', '.join(str(each) for each in wanted if each is not None)}"
    elif keyword == "pattern":
        must = PATTERNS
    else:
        must = f"{COMPARISONS.get(keyword, 'as the standard says')} {wanted}"
    return f"is {short(value)}; it must be {must}"
