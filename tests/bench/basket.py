"""Prints how long a basket of growing size takes to show and to check out: `python -m tests.bench.basket`.

It works in a database of its own, which is gone afterwards; `VAR_DIR` and `DATABASE_URL` say where.
"""

import statistics
import sys
import time

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.own_database import own_database

SIZES = (1, 20, 50)
TIMES = 7
WAYS = {
    "approved at once": {"rules": [{"name": "everybody", "then": "approve"}]},
    "asking two stages": {"default": {"then": "review", "stages": ["owner", "steward"]}},
}


def main() -> None:
    """Measure in a test database, so that nothing real is touched."""
    with own_database():
        for way, document in WAYS.items():
            for size in SIZES:
                _measure(way, document, size)


def _measure(way: str, document: dict, size: int) -> None:
    """One person after the other checks out the same ports, each of a product of its own."""
    from requests.ordering.checkout import check_out
    from requests.selectors.basket import basket_shown

    ports = [_port(document, f"{way.split()[0]}-{size}-{number}") for number in range(size)]
    shown, ordered = [], []
    for turn in range(TIMES + 1):
        person = _with_basket(f"{way.split()[0]}-{size}-{turn}", ports)
        shown.append(_timed(lambda person=person: basket_shown(person)))
        ordered.append(_timed(lambda person=person: check_out(actor=person)))
    for what, figures in (("the basket is worked out", shown[1:]), ("a checkout", ordered[1:])):
        times, busy = [seen[0] for seen in figures], statistics.median(seen[1] for seen in figures)
        line = f"p50 {statistics.median(times):6.1f} ms  ({busy:.1f} ms of one core)  {figures[-1][2]:>3} queries"
        sys.stdout.write(f"{f'{what}, {size} lines, {way}':<60} {line}\n")


def _timed(act) -> tuple[float, float, int]:
    """Milliseconds, those of them in which this process worked, and queries."""
    with CaptureQueriesContext(connection) as captured:
        begun, worked = time.perf_counter(), time.process_time()
        act()
        seconds, busy = time.perf_counter() - begun, time.process_time() - worked
    return seconds * 1000, busy * 1000, len(captured)


def _port(document: dict, name: str):
    from accounts.teams.services import set_member
    from catalog.publishing.rights import give_rights
    from tests.accounts.factories import UserFactory
    from tests.catalog.factories import DataProductFactory, OfferedPortFactory

    product = DataProductFactory(slug=name, name=name)
    give_rights(product, product.owner)
    set_member(actor=None, team=product.owner, person=UserFactory(username=f"owner-{name}"), role="maintainer")
    return OfferedPortFactory(product=product, name="rows", columns=["a", "b", "c"], policy={"document": document})


def _with_basket(name: str, ports):
    from catalog.models import OutputPort
    from requests.ordering.basket import Entered, enter, put_in_basket
    from tests.accounts.factories import UserFactory

    person = UserFactory(username=name)
    fresh = OutputPort.objects.select_related("product", "policy").filter(pk__in=[port.pk for port in ports])
    put_in_basket(actor=person, ports=list(fresh))
    enter(actor=person, entered=Entered(justification="The bench measures a checkout."))
    return person


if __name__ == "__main__":
    main()
