"""Which version the documents of a product ask for where several can be read. Pure."""

from collections.abc import Sequence

from catalog.spec.version_numbers import rank_of

Line = tuple[int, ...]


def line_of(number: str) -> Line | None:
    """What stays the same as long as nothing breaks: the major part, and before 1.0.0 the minor part, too.

    >>> line_of("2.4.1"), line_of("0.4.1"), line_of("latest")
    ((2,), (0, 4), None)
    """
    rank = rank_of(number)
    if rank is None:
        return None
    return (rank[0],) if rank[0] else rank[:2]


def chosen(asked: str, *, kept: Sequence[str], offered: str | None) -> int | None:
    """Which of the kept versions is read, the oldest first, by what is asked for; None is the one that is offered.

    An input port that asks for a line which only one version has gets that version. Where its number tells nothing,
    it stays with what it has always read: the oldest that is kept.

    >>> [chosen(asked, kept=["1.2.0"], offered="2.0.0") for asked in ("1.0.0", "2.0.0", "", "7.0.0")]
    [0, None, 0, 0]
    >>> chosen("2.0.0", kept=["1.0.0", "2.1.0"], offered="3.0.0"), chosen("1.0.0", kept=[], offered="3.0.0")
    (1, None)
    """
    if not kept:
        return None
    line = line_of(asked)
    lines = [line_of(number) for number in kept]
    new = line_of(offered) if offered is not None else None
    if line is not None and lines.count(line) == 1 and line != new:
        return lines.index(line)
    if line is not None and line == new and line not in lines:
        return None
    return 0
