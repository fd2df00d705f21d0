"""How close a product is to what somebody reads, and the one reason that says most. Pure: it knows no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """What a product has to do with one that somebody reads, the strongest first."""

    MADE_FROM = "made-from"
    ALSO_READ = "also-read"
    COLUMNS = "columns"
    TAGS = "tags"
    DOMAIN = "domain"


@dataclass(frozen=True)
class Traits:
    """What is known of one product."""

    pk: int
    domain: int
    tags: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    score: int = 0  # fitness, of 100


@dataclass(frozen=True)
class Reason:
    """Why a product is close: to which one that is read, and how much (columns, tags, or readers) they share."""

    why: Why
    to: int
    shared: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True)
class Suggestion:
    """A product with its reason."""

    pk: int
    reason: Reason
    weight: float = field(compare=False, default=0)


# A product that is made from what one reads says most, one of the same domain least; many shared columns add up.
_WEIGHT = {Why.MADE_FROM: 5.0, Why.ALSO_READ: 2.0, Why.COLUMNS: 0.75, Why.TAGS: 1.0, Why.DOMAIN: 0.5}
_MOST = {Why.MADE_FROM: 1, Why.ALSO_READ: 4, Why.COLUMNS: 8, Why.TAGS: 3, Why.DOMAIN: 1}


def closest(
    mine: Iterable[Traits],
    others: Iterable[Traits],
    *,
    made_from: Mapping[int, int],
    also_read: Mapping[int, tuple[int, int]],
    most: int,
) -> list[Suggestion]:
    """The products closest to mine, the closest first, each with its best reason; what has none is left out.

    `made_from` leads from a product to the one of mine it is made from; `also_read` from a product to the one of mine
    whose readers read it, and how many do.

    >>> mine = [Traits(1, domain=7, columns=frozenset({"usubjid", "arm"}))]
    >>> others = [Traits(2, domain=7), Traits(3, domain=8, columns=frozenset({"arm"})), Traits(4, domain=8)]
    >>> [(one.pk, str(one.reason.why)) for one in closest(mine, others, made_from={}, also_read={}, most=4)]
    [(3, 'columns'), (2, 'domain')]
    """
    mine, others = list(mine), list(others)
    known = {one.pk for one in mine}
    found = [
        suggestion
        for other in others
        if other.pk not in known and (suggestion := _suggestion(mine, other, made_from, also_read))
    ]
    scores = {other.pk: other.score for other in others}
    return sorted(found, key=lambda one: (-one.weight, -scores[one.pk], one.pk))[:most]


def _suggestion(
    mine: list[Traits], other: Traits, made_from: Mapping[int, int], also_read: Mapping[int, tuple[int, int]]
) -> Suggestion | None:
    reasons = [reason for one in mine if (reason := _best_between(one, other))]
    if other.pk in made_from:
        reasons.append(Reason(Why.MADE_FROM, made_from[other.pk], count=1))
    if other.pk in also_read:
        to, readers = also_read[other.pk]
        reasons.append(Reason(Why.ALSO_READ, to, count=readers))
    if not reasons:
        return None
    best = max(reasons, key=lambda reason: (_weight(reason), -reason.to))
    # Of each kind the strongest counts, so that reading ten products of a domain does not bring all of it.
    kinds = {reason.why: _weight(reason) for reason in sorted(reasons, key=_weight)}
    return Suggestion(other.pk, best, sum(kinds.values()))


def _best_between(one: Traits, other: Traits) -> Reason | None:
    shared = {Why.COLUMNS: one.columns & other.columns, Why.TAGS: one.tags & other.tags}
    reasons = [Reason(why, one.pk, tuple(sorted(both)), len(both)) for why, both in shared.items() if both]
    if one.domain == other.domain:
        reasons.append(Reason(Why.DOMAIN, one.pk, count=1))
    return max(reasons, key=_weight, default=None)


def _weight(reason: Reason) -> float:
    return _WEIGHT[reason.why] * min(reason.count, _MOST[reason.why])
