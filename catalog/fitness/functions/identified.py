"""Can it be found and named from outside: the metrics of FAIR about identifiers and core metadata.

docs/fitness.md says which metric of F-UJI each function answers.
"""

import re
from collections.abc import Iterator

from catalog.fitness.facts import Facts
from catalog.fitness.registry import fitness_function
from catalog.fitness.results import Bands, Result, Share, failed, graded, passed, warned
from catalog.fitness.wording import says_something, some

_UUID = re.compile(r"(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_URI = re.compile(r"(https?://|urn:[a-z0-9-]+:|doi:|ark:/?|hdl:)\S+", re.IGNORECASE)
_SPACED = re.compile(r"[\w-]+([.:/][\w-]+)+")
_PERSISTENT = re.compile(
    r"(https?://)?((dx\.)?doi\.org/|hdl\.handle\.net/|w3id\.org/|purl\.org/|n2t\.net/|identifiers\.org/|doi:|ark:|hdl:)",
    re.IGNORECASE,
)


@fitness_function("findable.identified", attribute="Findable", title="Its identifiers are unique anywhere")
def identified(facts: Facts) -> Result:
    """Do product and contracts have identifiers that nobody else in the world uses?"""
    ids = [one for one in (facts.external_id, *(port.contract for port in facts.ports)) if one]
    remedy = "Use a UUID, or an address that is yours, as id of the data product and of its contracts."
    if not ids:
        return failed("Its documents have no identifier.", remedy=remedy)
    here = [one for one in ids if not (_UUID.fullmatch(one) or _URI.fullmatch(one))]
    if not here:
        return passed("Its identifiers are UUIDs or addresses.", identifiers=ids[:20])
    if facts.external_id not in here or _SPACED.fullmatch(facts.external_id):
        told = f"{some(here, 2)} is unique within the company only."
        return warned(told, remedy=remedy, score=0.75, identifiers=ids[:20], unique_here=here[:20])
    return failed(f"{some(here, 2)} is a name that others may use, too.", remedy=remedy, identifiers=ids[:20])


@fitness_function(
    "findable.persistent", attribute="Findable", title="An identifier outlives this marketplace", severity="low"
)
def persistent(facts: Facts) -> Result:
    """Is there a persistent identifier, or a canonical address that its owners keep?"""
    found = next((one for one in (facts.external_id, *_addresses(facts)) if _PERSISTENT.match(one)), "")
    if found:
        return passed(f"It is known as {found}.", identifier=found)
    canonical = next(iter(_addresses(facts)), "")
    if canonical:
        return passed(f"Its canonical address is {canonical}.", canonical=canonical)
    remedy = "State a DOI, or an authoritativeDefinition of type canonicalUrl, in the contract."
    return failed("No identifier is stated that would outlive this marketplace.", remedy=remedy)


@fitness_function(
    "findable.core-metadata",
    attribute="Findable",
    title="What a citation needs is there",
    weight=2,
    bands=Bands(warns_at=0.7),
)
def core_metadata(facts: Facts) -> Share:
    """Are creator, title, identifier, publisher, date, summary and keywords known?"""
    known = {
        "creator": bool(facts.owner),
        "title": bool(facts.name),
        "identifier": bool(facts.external_id),
        "publisher": bool(facts.domain),
        "publication date": any(version.published_at for version in facts.versions),
        "summary": says_something(f"{facts.description} {facts.purpose}"),
        "keywords": any(tag.strip() for tag in facts.tags),
    }
    lacking = [name for name, there in known.items() if not there]
    return graded(
        (len(known) - len(lacking)) / len(known),
        "Everything that a citation needs is there." if not lacking else f"Not known: {some(lacking, 7)}.",
        remedy=f"Say in the data product: {some(lacking, 7)}.",
        lacking=lacking,
    )


@fitness_function("findable.indexed", attribute="Findable", title="The search knows it", weight=2)
def indexed(facts: Facts) -> Result:
    """Is it in the index that people search?"""
    if facts.is_found:
        return passed("It is in the index of the search.")
    remedy = "Publish it; what the search missed is brought in within minutes, else tell the platform team."
    return failed("The search does not know it.", remedy=remedy)


def _addresses(facts: Facts) -> Iterator[str]:
    """The addresses that contracts call canonical, or by which they are known elsewhere."""
    for port in facts.ports:
        for each in port.definitions:
            kind, url = str(each.get("type") or "").lower(), str(each.get("url") or "").strip()
            if url and kind in ("canonicalurl", "canonical", "doi", "pid", "persistentidentifier"):
                yield url
