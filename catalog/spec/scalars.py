"""What a plain (unquoted) YAML scalar means: the JSON reading, where text stays text.

YAML 1.1 turns `NO` into false, `22:30` into 1350, `010` into 8, `1_000` into 1000 and `2025-01-28` into a
date. Here only `true`/`false`, `null`/`~`/nothing, and decimal numbers as JSON knows them are more than text.
What remains is `1.10`, which is the number 1.1 as in every YAML; where a standard wants text there, the
schema says so and the message shows how to quote it.
"""

import math
import re

Scalar = str | int | float | bool | None

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
REAL = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
LONGEST_NUMBER = 300  # characters; Python refuses to read integers beyond a few thousand digits

TAG = "tag:yaml.org,2002:"
TYPES: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "bool": (bool,), "null": (type(None),)}


class NoSuchTag(ValueError):
    """A scalar carries a tag that is not one of JSON's types, or that its text does not fit."""


def plain(text: str) -> Scalar:
    """The meaning of an unquoted scalar.

    >>> [plain(text) for text in ("NO", "22:30", "1.10", "007", "true", "~", "2025-01-28", "-3")]
    ['NO', '22:30', 1.1, '007', True, None, '2025-01-28', -3]
    """
    if text in NULLS:
        return None
    if text in TRUTHS:
        return TRUTHS[text]
    if len(text) > LONGEST_NUMBER:
        return text
    if WHOLE.match(text):
        return int(text)
    if REAL.match(text) and math.isfinite(number := float(text)):
        return number
    return text


def tagged(text: str, tag: str) -> Scalar:
    """The meaning of a scalar with an explicit tag. Raises NoSuchTag."""
    if tag in ("!", TAG + "str"):
        return text
    value = plain(text)
    if type(value) not in TYPES.get(tag.removeprefix(TAG), ()):
        raise NoSuchTag(tag)
    return value
