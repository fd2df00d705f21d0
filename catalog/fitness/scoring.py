"""From the answers of fitness functions to a score, its bands, and what would raise it most. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Requirement:
    """What a band asks for: so many points, so much known of what applies, and whether anything grave may fail."""

    band: str
    least: int
    known: int = 0
    spotless: bool = False


REQUIREMENTS = (
    Requirement("excellent", 90, known=80, spotless=True),
    Requirement("good", 75, known=60, spotless=True),
    Requirement("fair", 50),
    Requirement("poor", 0),
)


@dataclass(frozen=True)
class Answer:
    """What one function said: the share of its weight that was earned; None where nothing can be said."""

    function: str
    attribute: str
    weight: int
    score: float | None


@dataclass(frozen=True)
class Difference:
    """One function that answers otherwise than before, and the points of the total that this alone is worth."""

    function: str
    points: float


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
    return next(one.band for one in REQUIREMENTS if score >= one.least)


@dataclass(frozen=True)
class Certificate:
    """The band that a product has earned, and why it is no better although the points are there."""

    band: str
    held_back: str = ""


def certify(score: int | None, *, known: int, grave: Sequence[str] = ()) -> Certificate:
    """The best band of which all requirements are met. `grave` names functions of high severity that fail.

    >>> certify(95, known=90)
    Certificate(band='excellent', held_back='')
    >>> certify(95, known=70).band, certify(95, known=90, grave=["Restricted columns are masked"]).band
    ('good', 'fair')
    """
    if score is None:
        return Certificate(UNKNOWN)
    by_points = next(one for one in REQUIREMENTS if score >= one.least)
    earned = next(
        one for one in REQUIREMENTS if score >= one.least and known >= one.known and not (one.spotless and grave)
    )
    if earned is by_points:
        return Certificate(earned.band)
    if grave:
        more = f" and {len(grave) - 1} more" if len(grave) > 1 else ""
        why = f"“{grave[0]}”{more} would have to pass for more."
    else:
        why = f"Only {known} % of what applies is known; {by_points.band} takes {by_points.known} %."
    return Certificate(earned.band, why)


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


def differences(before: Iterable[Answer], after: Iterable[Answer]) -> list[Difference]:
    """The functions whose share or weight differs, those worth most first, whichever way.

    The points are what the later total would lose if this function alone had stayed as it was; one that came or went
    is measured against a total without it. So each is true by itself, and their sum need not be the whole difference.

    >>> old = [Answer("licence", "Reusable", 1, 0.0), Answer("tags", "Findable", 1, 1.0)]
    >>> new = [Answer("licence", "Reusable", 1, 1.0), Answer("tags", "Findable", 1, 1.0)]
    >>> differences(old, new)
    [Difference(function='licence', points=50.0)]
    """
    was, now = ({one.function: one for one in told} for told in (before, after))
    whole = _exact(now.values())
    found = []
    for function in sorted({*was, *now}):
        old, new = was.get(function), now.get(function)
        if old and new and (old.score, old.weight) == (new.score, new.weight):
            continue
        others = [one for one in now.values() if one.function != function]
        without = _exact([*others, old] if old else others)
        points = whole - without if whole is not None and without is not None else 0.0
        found.append(Difference(function, round(points, 1)))
    return sorted(found, key=lambda one: (-abs(one.points), one.function))


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
