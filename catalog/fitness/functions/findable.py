"""Can people find it, and understand from the list what it is?"""

from catalog.fitness.facts import Facts
from catalog.fitness.registry import fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, passed, unknown, warned
from catalog.fitness.wording import says_something, some

ENOUGH_WORDS = 8
ENOUGH_TAGS = 2


@fitness_function("findable.described", attribute="Findable", title="The product is described", weight=2)
def described(facts: Facts) -> Result:
    """Does the description say what the data is, beyond the product's name?"""
    text = f"{facts.description} {facts.purpose}".strip()
    evidence = {"characters": len(text)}
    remedy = "Say in description.purpose of the data product what one row is, and where it comes from."
    if says_something(text, facts.name, facts.slug, least=ENOUGH_WORDS):
        return passed("The description says what the data is.", **evidence)
    if says_something(text, facts.name, facts.slug, least=2):
        return warned("The description is very short.", remedy=remedy, **evidence)
    return failed("There is no description that says more than the name.", remedy=remedy, **evidence)


@fitness_function("findable.columns-described", attribute="Findable", title="Every column is described", weight=3)
def columns_described(facts: Facts) -> Result | Share:
    """Is every column described by more than its own name?"""
    if not facts.columns:
        return unknown("No columns are known yet.")
    silent = [one.name for one in facts.columns if not says_something(one.description, one.name, one.business_name)]
    count = len(facts.columns)
    return graded(
        (count - len(silent)) / count,
        f"{count - len(silent)} of {count} columns are described by more than their name.",
        remedy=f"Describe in the contract what these hold: {some(silent)}.",
        columns=count,
        not_described=silent[:50],
    )


@fitness_function(
    "findable.business-names",
    attribute="Findable",
    title="Columns have names for people",
    bands=Bands(passes_at=0.9),
    severity="low",
)
def business_names(facts: Facts) -> Result | Share:
    """Do columns have a business name that people would search for?"""
    if not facts.columns:
        return unknown("No columns are known yet.")
    nameless = [one.name for one in facts.columns if not one.business_name.strip()]
    count = len(facts.columns)
    return graded(
        (count - len(nameless)) / count,
        f"{count - len(nameless)} of {count} columns have a business name.",
        remedy=f"Add businessName to: {some(nameless)}.",
        without=nameless[:50],
    )


@fitness_function("findable.tagged", attribute="Findable", title="The product has tags", severity="low")
def tagged(facts: Facts) -> Result | Share:
    """Are there tags by which people narrow a search?"""
    tags = sorted({tag.strip().lower() for tag in facts.tags if tag.strip()})
    return graded(
        len(tags) / ENOUGH_TAGS,
        f"There are {len(tags)} tags." if len(tags) != 1 else "There is one tag.",
        remedy=f"Add at least {ENOUGH_TAGS} tags to the data product.",
        tags=tags,
    )
