"""How many values two columns have in common, measured by reading both as this person reads them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from catalog.comparing.overlap import share_of
from catalog.models import OutputPort
from catalog.panels import MAY_READ
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import WarehouseError
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import View

MOST_ROWS = 200_000  # of one side; the first rows of more would not stand for the rest


@dataclass(frozen=True)
class Overlap:
    """How many different values each side shows this person, and how many are in both; or why nobody counted."""

    left: int = 0
    right: int = 0
    both: int = 0
    why: str = ""

    @property
    def percent(self) -> int:
        """How much of the smaller side is found in the other; never rounded up to all."""
        smaller = min(self.left, self.right)
        return int(100 * self.both / smaller) if smaller else 0


def measure_overlap(user: User, left: tuple[OutputPort, str], right: tuple[OutputPort, str]) -> Overlap:
    """Read one column of each port under the policy in force, and compare. Masks and row filters hold as in any read.

    No value leaves: who may read both could count the same. Who may not read both is told why nobody counts.
    """
    for port, _name in (left, right):
        if not any(may_read(user, port) for may_read in MAY_READ):
            return Overlap(why=_("Not measured: you cannot read %(port)s yet.") % {"port": port})
        if port.snapshot.rows > MOST_ROWS:
            facts = {"port": port, "most": f"{MOST_ROWS:,}"}
            return Overlap(why=_("Not measured: %(port)s has more than %(most)s rows.") % facts)
    try:
        here, there = (_values(user, port, name) for port, name in (left, right))
    except WarehouseError as trouble:
        return Overlap(why=_("Not measured: %(trouble)s") % {"trouble": trouble})
    return Overlap(*share_of(here, there))


def _values(user: User, port: OutputPort, name: str) -> list[object]:
    view = governed_view(port, person=user)
    masks = tuple(mask for mask in view.masks if mask.column == name)
    narrowed = View((name,), masks, view.row_filter)
    sample = warehouse_for(port.warehouse).sample(port.snapshot.location, narrowed, limit=MOST_ROWS)
    return [row[0] for row in sample.rows]
