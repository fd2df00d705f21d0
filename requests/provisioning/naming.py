"""What consumers and ports are called in a warehouse. Pure."""

import re
from typing import Any

LONGEST = 63  # what PostgreSQL allows


def grantee(consumer_id: int) -> str:
    """What a consumer is called: the same for all their grants."""
    return f"consumer_{consumer_id}"


def login(person_id: int) -> str:
    """What a person is called who signs in as a consumer."""
    return f"p{person_id}"


def port_name(product: str, port: str, port_id: int) -> str:
    """What a port is called: a name to read by, which stays, and no other port has.

    >>> port_name("adverse-events", "By Arm", 7)
    'adverse_events__by_arm_7'
    """
    end = f"_{port_id}"
    plain = re.sub(r"[^a-z0-9_]", "_", f"{product}__{port}".lower())
    return plain[: LONGEST - len(end)] + end


def called(port: Any) -> str:
    """The same of an output port whose product is at hand."""
    return port_name(port.product.slug, port.name, port.pk)
