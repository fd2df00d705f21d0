"""How a column comes from another, in the words of OpenLineage's column lineage."""

from typing import Literal

Transformation = Literal[
    "IDENTITY", "TRANSFORMATION", "AGGREGATION", "FILTER", "JOIN", "GROUP_BY", "WINDOW", "SORT", "CONDITIONAL"
]

DIRECT: tuple[Transformation, ...] = ("IDENTITY", "TRANSFORMATION", "AGGREGATION")  # each hides the one before it
INDIRECT: tuple[Transformation, ...] = ("FILTER", "JOIN", "GROUP_BY", "WINDOW", "SORT", "CONDITIONAL")
_STRENGTH = {kind: place for place, kind in enumerate(DIRECT)}


def through(inner: Transformation, outer: Transformation) -> Transformation:
    """What two steps amount to: a value that only decides stays so; of two direct steps the stronger one counts.

    >>> through("AGGREGATION", "IDENTITY"), through("IDENTITY", "FILTER"), through("CONDITIONAL", "AGGREGATION")
    ('AGGREGATION', 'FILTER', 'CONDITIONAL')
    """
    if outer in INDIRECT:
        return outer
    if inner in INDIRECT:
        return inner
    return inner if _STRENGTH[inner] > _STRENGTH[outer] else outer
