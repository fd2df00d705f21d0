"""What the product of a given number is: the same for the same seed, whatever else was generated."""

import random
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

from catalog.fitness.results import ATTRIBUTES

RARE = "bathymetry"  # in exactly 100 products, where there are so many
RARE_PRODUCTS = 100
TENTH = "reconciliation"  # in every tenth product
BLOCK = 1000  # products read only others of their block, so that a block can be written alone
NEAR = 60  # how far back within the block a product looks for something to read
HUBS = 4  # the first products of a block, which many others read
ARCHETYPES = ("source-aligned",) * 5 + ("aggregate",) * 3 + ("consumer-aligned",) * 2  # by the last digit
SHORTEST_DESCRIPTION = 50  # words; a sentence more makes at most seventy


@dataclass(frozen=True)
class Mesh:
    """What makes one generated mesh different from another."""

    products: int
    seed: int = 1
    columns: int = 20

    def has_rare(self, number: int) -> bool:
        """Is this one of the hundred products with the rare word? They are spread evenly."""
        step = max(self.products // RARE_PRODUCTS, 1)
        return number % step == 0 and number // step < RARE_PRODUCTS


@dataclass(frozen=True)
class PlannedColumn:
    """One column, and which column of which input it is made from, if any."""

    name: str
    logical_type: str
    physical_type: str
    business_name: str
    description: str
    classification: str
    key: bool = False
    made_from: tuple[int, str, str] | None = None  # the number of the product read, its column, the kind of edge


@dataclass(frozen=True)
class PlannedProduct:
    """Everything that is said about one product."""

    number: int
    slug: str
    name: str
    industry: str
    domain: str
    archetype: str
    description: str
    tags: tuple[str, ...]
    licence: str
    port: str
    columns: tuple[PlannedColumn, ...]
    reads: tuple[int, ...]
    rule: str  # approve, review or deny
    purposes: tuple[str, ...]
    longest_days: int
    score: int
    attributes: tuple[tuple[str, int], ...]  # of fitness
    levels: tuple[str, ...]  # of freshness, volume and schema


@cache
def words() -> dict[str, Any]:
    """The words of all industries."""
    return yaml.safe_load((Path(__file__).parent / "industries.yaml").read_text())


def slugged(text: str) -> str:
    """A name as an address has it.

    >>> slugged("Life and pensions")
    'life-and-pensions'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@lru_cache(maxsize=4 * BLOCK)
def plan(mesh: Mesh, number: int) -> PlannedProduct:
    """The product of this number."""
    chance = random.Random(f"{mesh.seed}:{number}")  # noqa: S311 — it has to be the same each time, not secret
    told = words()
    industry = chance.choice(tuple(told["industries"]))
    things = told["industries"][industry]["things"]
    thing, other, third = chance.sample(things, 3)
    domain = chance.choice(told["industries"][industry]["domains"])
    region = chance.choice(told["regions"])
    reads = _reads(chance, number)
    name = f"{thing.capitalize()} {chance.choice(told['forms'])}, {region}"
    facts = {"thing": thing, "other": other, "third": third, "domain": domain, "region": region}
    archetype = ARCHETYPES[number % 10] if reads else "source-aligned"
    score = _score(chance, 72)
    return PlannedProduct(
        number=number,
        slug=f"{slugged(name)}-{number}",
        name=name,
        industry=industry,
        domain=domain,
        archetype=archetype,
        description=_description(chance, facts | {"system": chance.choice(told["systems"])}, archetype, mesh, number),
        tags=(industry, *sorted(chance.sample(told["tags"], chance.randint(1, 3)))),
        licence=chance.choice(told["licences"]),
        port=slugged(thing).replace("-", "_"),
        columns=_columns(chance, mesh, reads, things, thing),
        reads=reads,
        rule=chance.choices(("review", "approve", "deny"), (6, 3, 1))[0],
        purposes=tuple(sorted(chance.sample(told["purposes"], chance.randint(0, 3)))),
        longest_days=chance.choice((30, 90, 180, 365)),
        score=score,
        attributes=tuple((attribute, _score(chance, score)) for attribute in ATTRIBUTES),
        levels=tuple(chance.choices(("kept", "at_risk", "broken", "unknown"), (82, 8, 6, 4), k=3)),
    )


def _score(chance: random.Random, around: int) -> int:
    return min(100, max(5, round(chance.gauss(around, 16))))


def _reads(chance: random.Random, number: int) -> tuple[int, ...]:
    """The products this one is made from: earlier ones of its block, often those that everybody reads."""
    place = number % BLOCK
    if ARCHETYPES[number % 10] == "source-aligned" or not place:
        return ()
    first = number - place
    found = set()
    for _ in range(chance.randint(1, 3)):
        if chance.random() < 0.2:
            found.add(first + chance.randrange(min(HUBS, place)))
        elif number % 10 == 9:
            found.add(number - chance.randint(1, min(NEAR, place)))
        else:
            found.add(_a_source(number - chance.randint(1, min(NEAR, place))))
    return tuple(sorted(found))


def _a_source(number: int) -> int:
    """The nearest product at or before this one that comes from a source system."""
    return number - max(number % 10 - 4, 0)


def _description(chance: random.Random, facts: dict[str, str], archetype: str, mesh: Mesh, number: int) -> str:
    told = words()["sentences"]
    sentences = chance.sample(told[archetype], 2)
    if mesh.has_rare(number):
        sentences.append(f"Depths come from the {RARE} survey of the {{region}}.")
    if number % 10 == 3:
        sentences.append(f"A monthly {TENTH} with the {{system}} closes whatever gap is left.")
    said = [sentence.format(**facts) for sentence in sentences]
    for sentence in chance.sample(told["any"], len(told["any"])):
        if sum(len(one.split()) for one in said) >= SHORTEST_DESCRIPTION:
            break
        said.append(sentence.format(**facts))
    return " ".join(said)


def _columns(
    chance: random.Random, mesh: Mesh, reads: tuple[int, ...], things: list[str], thing: str
) -> tuple[PlannedColumn, ...]:
    """A key, columns taken over from what is read, and columns of its own, which are made from those."""
    made = {f"{slugged(thing).replace('-', '_')}_key": _key(thing)}
    upstream = [(number, column) for number in reads for column in plan(mesh, number).columns]
    for number, column in chance.sample(upstream, min(len(upstream), mesh.columns // 2)):
        if column.name not in made and not column.key and len(made) < mesh.columns:
            made[column.name] = _taken_over(number, column)
    turn = 0
    measures = words()["measures"]
    pairs = chance.sample(range(len(things) * len(measures)), min(mesh.columns, len(things) * len(measures)))
    while len(made) < mesh.columns:
        at = pairs[turn % len(pairs)]
        again = turn // len(pairs)
        turn += 1
        source = _source_for(chance, measures[at % len(measures)][1], upstream)
        column = _own(chance, things[at // len(measures)], measures[at % len(measures)], again, source)
        made.setdefault(column.name, column)
    return tuple(made.values())


def _source_for(
    chance: random.Random, logical_type: str, upstream: list[tuple[int, PlannedColumn]]
) -> tuple[int, PlannedColumn] | None:
    """A column that is read, of the same type where there is one."""
    alike = [one for one in upstream if one[1].logical_type == logical_type]
    return chance.choice(alike or upstream) if upstream else None


def _key(thing: str) -> PlannedColumn:
    name = f"{slugged(thing).replace('-', '_')}_key"
    words_of_it = f"Tells every row about the {thing} from every other."
    return PlannedColumn(name, "string", "VARCHAR", f"{thing.capitalize()} key", words_of_it, "internal", key=True)


def _taken_over(number: int, column: PlannedColumn) -> PlannedColumn:
    return PlannedColumn(
        column.name,
        column.logical_type,
        column.physical_type,
        column.business_name,
        column.description,
        column.classification,
        made_from=(number, column.name, "IDENTITY"),
    )


def _own(
    chance: random.Random, thing: str, measure: list, again: int, source: tuple[int, PlannedColumn] | None
) -> PlannedColumn:
    suffix, logical, physical, said, meaning, guarded = measure
    if chance.random() < guarded:
        classification = chance.choice(("confidential", "restricted"))
    else:
        classification = chance.choice(("public", "internal", "internal"))
    number = f"_{again + 1}" if again else ""
    return PlannedColumn(
        f"{slugged(thing).replace('-', '_')}_{suffix}{number}",
        logical,
        physical,
        f"{thing.capitalize()} {said}{number.replace('_', ' ')}",
        meaning.format(thing=thing),
        classification,
        made_from=(source[0], source[1].name, "TRANSFORMATION") if source else None,
    )
