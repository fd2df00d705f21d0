"""Three-valued logic after Kleene: yes, no, and not known. What is not known is never taken for no.

Not known stays so unless the rest decides: `all` is no as soon as one part is no, `any` is yes as soon as one is yes.
"""

from collections.abc import Iterable

Truth = bool | None


def negate(truth: Truth) -> Truth:
    """Yes for no, no for yes.

    >>> [negate(truth) for truth in (True, False, None)]
    [False, True, None]
    """
    return None if truth is None else not truth


def conjunction(truths: Iterable[Truth]) -> Truth:
    """Do all hold? Of nothing, yes.

    >>> conjunction([True, None]), conjunction([None, False]), conjunction([])
    (None, False, True)
    """
    known = True
    for truth in truths:
        if truth is False:
            return False
        known = known and truth is not None
    return True if known else None


def disjunction(truths: Iterable[Truth]) -> Truth:
    """Does any hold? Of nothing, no.

    >>> disjunction([False, None]), disjunction([None, True]), disjunction([])
    (None, True, False)
    """
    known = True
    for truth in truths:
        if truth is True:
            return True
        known = known and truth is not None
    return False if known else None


def within(truths: Iterable[Truth], at_least: int | None, at_most: int | None) -> Truth:
    """Is the number of those that hold within these bounds, whatever the unknown ones turn out to be?

    >>> within([True, None], 1, None), within([True, None], 2, None), within([True, None], None, 0)
    (True, None, False)
    """
    sure = possible = 0
    for truth in truths:
        sure += truth is True
        possible += truth is not False
    low, high = at_least or 0, possible if at_most is None else at_most
    if sure >= low and possible <= high:
        return True
    return False if possible < low or sure > high or low > high else None
