"""Does it join with other products, by the values that they have in common?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.comparing.joins import Pair
from catalog.fitness.facts import Facts
from catalog.fitness.registry import FACT_LOADERS, fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, unknown
from catalog.fitness.wording import some
from catalog.models import PortJoins

KEY = "joins"


@dataclass(frozen=True)
class Joins:
    """What was compared of a product: the columns that were looked at, and the pairs that were found."""

    keys: tuple[str, ...] = ()
    pairs: tuple[Pair, ...] = ()


@FACT_LOADERS.add(KEY)
def load(product_ids: Sequence[int], day: date) -> Mapping[int, Joins]:
    """The joins of many products, in one query; a product of which nothing was looked at is left out."""
    rows = PortJoins.objects.filter(port__product__in=product_ids, port__offered=True).order_by("port")
    found: dict[int, Joins] = {}
    for product, keys, pairs in rows.values_list("port__product", "keys", "pairs"):
        known = found.get(product, Joins())
        found[product] = Joins((*known.keys, *keys), (*known.pairs, *(Pair(**pair) for pair in pairs)))
    return found


@fitness_function(
    "interoperable.joinable",
    attribute="Interoperable",
    title="It joins with other products",
    weight=2,
    version=2,
    bands=Bands(passes_at=0.5, warns_at=0.05),
)
def joinable(facts: Facts) -> Result | Share:
    """Are the values of its key columns found in columns of the same name of other products?"""
    known: Joins | None = facts.brought.get(KEY)
    if known is None:
        return unknown("Its values were not compared with those of other products yet.")
    remedy = "Name key columns as other products of the mesh do, and use the same codes, so that people can join them."
    if not known.pairs:
        told = (
            "No other product has a column of the name of its keys." if known.keys else "It has no column to join by."
        )
        return failed(told, remedy=remedy, keys=list(known.keys))
    best = max(known.pairs, key=lambda pair: (pair.share, pair.both, pair.product))
    found = {f"{pair.column} = {pair.product}.{pair.other}": f"{_percent(pair)} %" for pair in known.pairs[:10]}
    return graded(
        best.share,
        f"{_percent(best)} % of the values of {best.column} are found in {best.product}, on the smaller side.",
        remedy=f"{remedy} Compared were: {some(list(known.keys))}.",
        compared=found,
        both=best.both,
        of=min(best.values, best.other_values),
    )


def _percent(pair: Pair) -> int:
    """Never rounded up to all."""
    return int(100 * pair.share)
