"""Does a text say something that its subject's name does not?"""

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


UNWRITTEN = _words("todo tbd tba fixme xxx lorem")  # whoever begins so has not described anything yet
EMPTY_WORDS = _words(
    """
    a an the this that is are was of in on for to from with and or it its column columns field fields value values
    table data contains contain holds stores represents attribute property dataset record description test none null
    na unknown placeholder
    """
)
SHORT = 80  # characters
_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text or an identifier, in lower case.

    >>> words_of("patient_birthDate")
    ('patient', 'birth', 'date')
    """
    return _words_of_short(text) if len(text) <= SHORT else _split(text)


def _split(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORD.findall(_CAMEL.sub(" ", text)))


# A mesh uses the same names over and over; what is long is said once, and would fill the memory of a worker.
_words_of_short = lru_cache(maxsize=20_000)(_split)


def says_something(text: str, *names: str, least: int = 1) -> bool:
    """Is there at least one word (or `least`) that is neither filler, nor a placeholder, nor part of a name?

    >>> says_something("The patient id.", "patient_id"), says_something("TODO: describe"), says_something("")
    (False, False, False)
    >>> says_something("Identifies the person across all studies.", "patient_id")
    True
    """
    told = words_of(text)
    if not told or told[0] in UNWRITTEN:
        return False
    known = {word for name in names for word in (*words_of(name), "".join(words_of(name)))}
    return len({word for word in told if word not in EMPTY_WORDS and word not in known}) >= least


def some(names: list[str], most: int = 5) -> str:
    """A few names, and how many more there are.

    >>> some(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
