"""What every script of a tool does around its checks; run by the tool's own Python, so it needs nothing but that."""

import json
import resource
import sys
import time


def arguments():
    """The store, where it is, the checks, and how often."""
    store, where, checks, turns = sys.argv[1:5]
    with open(checks, encoding="utf-8") as file:
        return store, where, json.load(file), int(turns)


def address_of(conninfo):
    """The parts of an address as libpq writes it."""
    return dict(part.split("=", 1) for part in conninfo.split())


def tell(once, turns):
    """Check once to be warm where there are several turns, then so often; print what it took and what came out."""
    seconds, outcome = [], (0, 0)
    if turns > 1:
        once()
    for _turn in range(turns):
        begun = time.perf_counter()
        outcome = once()
        seconds.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"seconds": seconds, "rss_mb": peak, "checks": outcome[0], "not_passed": outcome[1]}
    sys.stdout.write("\n" + json.dumps(told) + "\n")
