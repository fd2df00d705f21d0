"""Does a table that belongs to a Data Vault look as Data Vault 2.0 asks: hubs, links and satellites."""

from collections.abc import Callable
from fnmatch import fnmatch

from catalog.fitness.facts import ColumnFacts, Facts, PortFacts
from catalog.fitness.registry import Scope, fitness_function
from catalog.fitness.results import Bands, Share, graded
from catalog.fitness.wording import some

KINDS = {
    "hub": ("hub_*", "h_*"),
    "link": ("link_*", "lnk_*", "l_*"),
    "satellite": ("sat_*", "satellite_*", "s_*"),
}
TAGS = {"hub": "hub", "link": "link", "satellite": "satellite", "sat": "satellite"}
HASH_KEY = ("*_hk", "hk_*", "*_hash_key")
LOAD_DATE = ("load_date", "load_dts", "load_datetime", "load_timestamp", "ldts")
SOURCE = ("record_source", "record_src", "rec_src", "rsrc")
HASH_DIFF = ("hash_diff", "hashdiff", "*_hash_diff", "*_hashdiff", "hd_*", "*_hd")
BUSINESS_KEY = ("*_bk", "bk_*", "*_business_key")
Demand = tuple[str, Callable[[PortFacts], bool]]


def kind_of(port: PortFacts) -> str:
    """Is it a hub, a link or a satellite, by its tags, else by the name of its table; empty for anything else.

    A name alone is believed only where the table has a hash key, too: many a table is called `s_…`.
    """
    tagged = next((TAGS[tag.lower()] for tag in port.tags if tag.lower() in TAGS), "")
    if tagged:
        return tagged
    name = (port.table or port.name).lower()
    named = next((kind for kind, patterns in KINDS.items() if any(fnmatch(name, one) for one in patterns)), "")
    return named if named and _hash_keys(port) else ""


VAULT = Scope("tables of a Data Vault", lambda facts: any(kind_of(port) for port in facts.ports))


@fitness_function(
    "interoperable.data-vault",
    attribute="Interoperable",
    title="It keeps the conventions of Data Vault 2.0",
    weight=2,
    scope=VAULT,
    bands=Bands(warns_at=0.7),
)
def data_vault(facts: Facts) -> Share:
    """Do hubs, links and satellites have the keys, load dates and record sources that Data Vault 2.0 asks for?"""
    vault = [(port, kind_of(port)) for port in facts.ports if kind_of(port)]
    asked = [(port, words, holds(port)) for port, kind in vault for words, holds in _DEMANDS[kind]]
    lacking = [f"{port.name}: {words}" for port, words, held in asked if not held]
    return graded(
        (len(asked) - len(lacking)) / len(asked),
        "Its tables are built as Data Vault 2.0 asks." if not lacking else f"Lacking: {some(lacking, 3)}.",
        remedy=f"Add or tag these columns: {some(lacking)}.",
        tables={port.name: kind for port, kind in vault},
        lacking=lacking[:50],
    )


def _any(tag: str, patterns: tuple[str, ...], *, in_key: bool = False) -> Callable[[PortFacts], bool]:
    """Is there a column with this tag, or with a name of one of these patterns; part of the key, if it has to be?"""
    return lambda port: any(
        _is(column, tag, patterns) and (column.primary_key or not in_key) for column in port.columns
    )


def _is(column: ColumnFacts, tag: str, patterns: tuple[str, ...]) -> bool:
    name = column.name.lower()
    return tag in {one.lower() for one in column.tags} or any(fnmatch(name, pattern) for pattern in patterns)


def _hash_keys(port: PortFacts) -> list[ColumnFacts]:
    return [column for column in port.columns if _is(column, "hash-key", HASH_KEY)]


def _hub_keys(port: PortFacts) -> bool:
    """Beside its own key, a link has those of at least two hubs."""
    return sum(_is(column, "hub-key", HASH_KEY) and not column.primary_key for column in port.columns) >= 2


_EVERY: tuple[Demand, ...] = (
    ("a hash key in its key", _any("hash-key", HASH_KEY, in_key=True)),
    ("a load date", _any("load-date", LOAD_DATE)),
    ("a record source", _any("record-source", SOURCE)),
)
_DEMANDS: dict[str, tuple[Demand, ...]] = {
    "hub": (*_EVERY, ("a business key", _any("business-key", BUSINESS_KEY))),
    "link": (*_EVERY, ("the keys of two hubs", _hub_keys)),
    "satellite": (
        *_EVERY,
        ("a hash of its state", _any("hash-diff", HASH_DIFF)),
        ("a load date in its key", _any("load-date", LOAD_DATE, in_key=True)),
    ),
}
