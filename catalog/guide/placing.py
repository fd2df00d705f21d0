"""Violations shown where they are mended: at the field, at the row, or above all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from catalog.guide.steps import Step, step_of
from catalog.spec import Violation
from catalog.spec.documents import Kind

Places = Mapping[tuple[int, str], str]  # the document and path of a value → the name of its field, or of its row


@dataclass
class Placed:
    """What is said at each field or row, and what is said above them all."""

    at: dict[str, list[Violation]] = field(default_factory=dict)
    above: list[Violation] = field(default_factory=list)


def placed(violations: Iterable[Violation], step: Step, kinds: Mapping[int, Kind], places: Places) -> Placed:
    """The violations of a step: each at the nearest field or row that its path leads through."""
    found = Placed()
    for violation in violations:
        if step_of(violation, kinds) != step:
            continue
        name = _nearest(violation, places)
        if name is None:
            found.above.append(violation)
        else:
            found.at.setdefault(name, []).append(violation)
    return found


def _nearest(violation: Violation, places: Places) -> str | None:
    way = violation.path
    while way:
        if name := places.get((violation.document, way)):
            return name
        way = way.rpartition("/")[0]
    return None
