"""Every fact that a rule may ask about: its name, its type, and what it means. Nothing else can be asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

Kind = Literal["product", "port", "column", "grant"]
Type = Literal["text", "number", "flag", "words"]
# A value as it is compared. None is not known; an empty text or list is known to be empty.
Value = str | int | float | bool | tuple[str, ...] | None

KINDS: tuple[Kind, ...] = ("product", "port", "column", "grant")
# What a thing has: a rule looks from a product down to its ports, and from a port down to columns and grants.
HAS: dict[Kind, tuple[Kind, ...]] = {
    "product": ("port", "column", "grant"),
    "port": ("column", "grant"),
    "column": (),
    "grant": (),
}
PLURALS: dict[Kind, str] = {"product": "products", "port": "ports", "column": "columns", "grant": "grants"}
# What a thing belongs to, the nearest first.
ABOVE: dict[Kind, tuple[Kind, ...]] = {
    "product": (),
    "port": ("product",),
    "column": ("port", "product"),
    "grant": ("port", "product"),
}


@dataclass(frozen=True)
class Fact:
    """One thing that is known of a product, port, column or grant.

    `words` are for sentences, such as "the licence"; of a flag they are what it says and its contrary, such as
    "is masked, is not masked".
    """

    name: str
    kind: Kind
    type: Type
    words: str
    meaning: str
    choices: tuple[str, ...] = ()

    @property
    def says(self) -> tuple[str, str]:
        """What a flag says when it is true, and when it is not."""
        yes, _, no = self.words.partition(", ")
        return yes, no


# A fact a line: name | type | words | meaning | choices
_TABLES: dict[Kind, str] = {
    "product": """
name | text | the name of the product | What it is called.
domain | text | the domain | The short name of its domain.
owner | text | the owning team | The short name of the team that owns it.
maintainers | number | the number of maintainers | Active people who speak for the owning team.
archetype | text | the archetype | What kind of product it is. | source-aligned aggregate consumer-aligned
status | text | the status | Whether it is offered, or about to end. | published deprecated
version | text | the version | The number of the version, such as 1.4.0.
description | text | the description of the product | What it is, as its documents say.
purpose | text | the purpose | What it is for.
usage | text | the advice on how to use it | How it is meant to be used.
limitations | text | the limitations | What it does not tell, and what it must not be used for.
tags | words | the tags of the product | Its tags.
licence | text | the licence | What the data may be used for, such as CC0-1.0.
refresh | text | the refresh | How often it is built. | hourly daily weekly manual
support_channels | number | the number of support channels | Ways to ask its owners.
ports | number | the number of ports | Its output ports.
inputs | number | the number of inputs | Its input ports.
product_inputs | number | the number of inputs from products | Inputs that other products offer.
source_inputs | number | the number of inputs from sources | Inputs that are tables of a source system.
checkpoints | words | the signed checkpoints | Those that hold. | discovery lean-inception risk-assessment onboarding
successor | text | the successor | The short name of the product that takes its place.
last_day | text | the last day | When it ends, such as 2027-03-31.
fitness | number | the fitness score | The latest score, 0 to 100; not known until it is scored.
open_incidents | number | the number of open incidents | Incidents of its ports that are not closed.
""",
    "port": """
name | text | the name of the port | What it is called.
description | text | the description of the port | What it holds, as the product or the contract says.
table | text | the table | The name of the table that its contract describes.
type | text | the type of the port | What its table is in the warehouse, such as table or view.
tags | words | the tags of the port | The tags of its contract and of the contract's table.
contract_version | text | the contract version | The number of its contract.
columns | number | the number of columns | Columns that its contract promises.
quality_rules | number | the number of quality rules | Quality rules on the table and on its columns.
service_levels | number | the number of service levels | Service level properties of its contract.
freshness_objective | flag | says how fresh it is, does not say how fresh it is | Is freshness among its service levels?
row_filter | text | the row filter | The condition that rows must meet to be seen.
purposes | words | the purposes | What it may be read for; none means anything.
longest_days | number | the longest duration in days | The longest that access may last.
terms | text | the terms | What its consumers accept, in the access policy or the contract.
default_access | text | what happens by default | What becomes of a wish that no rule meets. | approve deny review
approves_by_rule | flag | can be given by a rule alone, cannot be given by a rule alone | May access be given unseen?
reviewers | words | the reviewers | Who may be asked about access. | owner steward
repository | text | the repository | The address of the repository that its SQL comes from.
""",
    "column": """
name | text | the name of the column | What it is called.
type | text | the type of the column | Its logical type, such as string or date.
physical_type | text | the type in the warehouse | Its type in the warehouse, such as VARCHAR.
business_name | text | the business name | What people call it.
description | text | the description of the column | What it holds.
classification | text | the classification | How confidential it is. | public internal confidential restricted
classified | flag | states its classification, does not state its classification | Does the contract itself say it?
masked | flag | is masked, is not masked | Do consumers see something else instead of its values?
mask | text | the method of the mask | How it is masked, such as hash.
justification | text | the justification | Its custom property that says why a policy need not hold for it.
key | flag | is a key, is no key | Is it part of the primary key?
required | flag | is required, is not required | Must it have a value in every row?
unique | flag | is unique, is not unique | Must every value occur once?
tags | words | the tags of the column | Its tags.
quality_rules | number | the number of quality rules of the column | Quality rules on this column.
looks_personal | flag | looks personal, does not look personal | Do its name or tags suggest data about a person?
""",
    "grant": """
consumer | text | the consumer | Who holds it. | person team
days | number | the length of the grant in days | From its first day to its last.
days_left | number | the days left | Until its last day.
age_days | number | the age of the grant in days | Since its first day.
idle_days | number | the days without a read | Since it was last read through, or began.
used | flag | was used, was never used | Was anything ever read through it?
purpose | text | the purpose of the order | What it was ordered for.
""",
}


def _facts(kind: Kind, table: str) -> Iterator[Fact]:
    for line in table.strip().splitlines():
        name, type_, words, meaning, *choices = (cell.strip() for cell in line.split("|"))
        yield Fact(f"{kind}.{name}", kind, cast(Type, type_), words, meaning, tuple(" ".join(choices).split()))


FACTS: dict[str, Fact] = {fact.name: fact for kind, table in _TABLES.items() for fact in _facts(kind, table)}
