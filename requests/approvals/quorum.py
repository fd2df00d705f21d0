"""How many must agree at one stage, and how many are still missing. Pure."""

from collections.abc import Collection

from catalog.spec.product import Needs


def needed_of(needs: Needs | str, people: int) -> int:
    """How many yeses a stage needs, when so many people are asked; at least one, also where nobody is there.

    >>> [needed_of("any", 5), needed_of("all", 5), needed_of(2, 5), needed_of("2", 1), needed_of("all", 0)]
    [1, 5, 2, 2, 1]
    """
    if needs == "all":
        return max(1, people)
    return 1 if needs == "any" else max(1, int(needs))


def is_reachable(needed: int, said: Collection[int], able: Collection[int]) -> bool:
    """Can the stage still come to a yes: by those who said yes, and those who could and have not?

    >>> is_reachable(2, said={1}, able={1, 2}), is_reachable(2, said={1}, able={1})
    (True, False)
    """
    return len(set(said) | set(able)) >= needed
