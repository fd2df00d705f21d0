"""From the answers of fitness functions to a score, its bands, and what would raise it most. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

BANDS = ((90, "excellent"), (75, "good"), (50, "fair"), (0, "poor"))
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """What one function said: the share of its weight that was earned; None where nothing can be said."""

    function: str
    attribute: str
    weight: int
    score: float | None


@dataclass(frozen=True)
class Fix:
    """A function that would gain so many points of the total if it passed."""

    function: str
    points: float


def total(answers: Iterable[Answer]) -> int | None:
    """The share of the known weight that was earned, 0 to 100; None when nothing is known.

    >>> total([Answer("licence", "Reusable", 3, 1.0), Answer("tags", "Findable", 1, 0.0)])
    75
    >>> total([Answer("masks", "Secure", 9, None)]) is None
    True
    """
    exact = _exact(answers)
    return None if exact is None else round(exact)


def by_attribute(answers: Iterable[Answer], attributes: Iterable[str]) -> dict[str, int | None]:
    """The total of each attribute; None for one that nothing is known about.

    >>> by_attribute([Answer("licence", "Reusable", 3, 1.0)], ["Reusable", "Secure"])
    {'Reusable': 100, 'Secure': None}
    """
    told = list(answers)
    return {name: total(answer for answer in told if answer.attribute == name) for name in attributes}


def band(score: int | None) -> str:
    """How a score is called.

    >>> band(90), band(89), band(50), band(0), band(None)
    ('excellent', 'good', 'fair', 'poor', 'unknown')
    """
    if score is None:
        return UNKNOWN
    return next(name for least, name in BANDS if score >= least)


def next_fixes(answers: Iterable[Answer], *, most: int = 3) -> list[Fix]:
    """What to mend first: the functions whose pass would gain the most points of the total.

    >>> next_fixes([Answer("licence", "Reusable", 3, 0.5), Answer("tags", "Findable", 1, 1.0)])
    [Fix(function='licence', points=37.5)]
    """
    told = [answer for answer in answers if answer.score is not None]
    weight = sum(answer.weight for answer in told)
    fixes = [
        Fix(answer.function, round(100 * answer.weight * (1 - answer.score) / weight, 1))
        for answer in told
        if answer.score is not None and answer.score < 1
    ]
    return sorted(fixes, key=lambda fix: (-fix.points, fix.function))[:most]


def with_passes(answers: Iterable[Answer], functions: Iterable[str]) -> int | None:
    """The total if these functions passed, as far as they apply.

    >>> with_passes([Answer("licence", "Reusable", 3, 0.0), Answer("tags", "Findable", 1, 0.0)], ["licence"])
    75
    """
    mended = set(functions)
    return total(
        Answer(answer.function, answer.attribute, answer.weight, 1.0)
        if answer.function in mended and answer.score is not None
        else answer
        for answer in answers
    )


def known_share(answers: Iterable[Answer], applicable: Mapping[str, bool]) -> float:
    """How much of the weight that applies anything is known about, 0 to 1.

    >>> known_share([Answer("licence", "Reusable", 3, 1.0), Answer("reads", "Valuable", 1, None)], {"reads": True})
    0.75
    """
    told = [answer for answer in answers if answer.score is not None or applicable.get(answer.function, False)]
    weight = sum(answer.weight for answer in told)
    return sum(answer.weight for answer in told if answer.score is not None) / weight if weight else 0.0


def _exact(answers: Iterable[Answer]) -> float | None:
    known = [(answer.weight, answer.score) for answer in answers if answer.score is not None]
    weight = sum(each for each, _ in known)
    if not weight:
        return None
    return 100 * sum(each * score for each, score in known) / weight
