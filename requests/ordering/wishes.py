"""What is wished for, before it is a row."""

from typing import NamedTuple

from catalog.models import OutputPort
from requests.models import Grant


class Wish(NamedTuple):
    """One line of an order to be. Without a purpose or a justification of its own, those of the order count."""

    port: OutputPort
    days: int
    purpose: str = ""
    justification: str = ""
    renews: Grant | None = None
