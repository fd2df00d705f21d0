"""A product as its bundle describes it: the typed facts that the rest of the house works with."""

from dataclasses import dataclass, field
from typing import Any, Literal

Decision = Literal["approve", "deny", "review", "leave"]  # only a company-wide rule leaves it to the port
Needs = Literal["any", "all"] | int
Tree = dict[str, Any]
DAYS_AT_FIRST = 30  # for which access is asked, where nobody says for how long


@dataclass(frozen=True)
class ColumnSpec:
    """One column that a contract promises. Positions count from 1."""

    name: str
    position: int
    logical_type: str = ""
    physical_type: str = ""
    physical_name: str = ""
    business_name: str = ""
    glossary_term: str = ""  # what a glossary calls it, and where that says what it means
    glossary_url: str = ""
    description: str = ""
    classification: str = ""  # public, internal, confidential, restricted; empty where nothing is said
    primary_key: bool = False
    key_position: int | None = None
    required: bool = False
    unique: bool = False
    tags: tuple[str, ...] = ()
    examples: tuple[Any, ...] = ()
    options: Tree = field(default_factory=dict)  # logicalTypeOptions
    enum: tuple[Any, ...] = ()  # the allowed values alone
    quality: tuple[Tree, ...] = ()
    fields: tuple["ColumnSpec", ...] = ()  # of an object; of a map, its key and its value
    items: "ColumnSpec | None" = None  # what an array holds
    justification: str = ""  # why a governance policy need not hold for it


@dataclass(frozen=True)
class ContractSpec:
    """What a port promises: its columns, quality rules, service levels and terms."""

    external_id: str
    version: str = ""
    name: str = ""
    status: str = ""
    table: str = ""
    physical_name: str = ""
    description: str = ""  # of the table
    purpose: str = ""
    usage: str = ""
    limitations: str = ""
    terms: str = ""
    tags: tuple[str, ...] = ()
    columns: tuple[ColumnSpec, ...] = ()
    quality: tuple[Tree, ...] = ()  # of the table as a whole
    sla: tuple[Tree, ...] = ()
    relationships: tuple[Tree, ...] = ()  # of the table and of its columns, these with `from` filled in
    servers: tuple[Tree, ...] = ()
    table_tags: tuple[str, ...] = ()
    physical_type: str = ""  # of the table, such as table or view


@dataclass(frozen=True)
class TransformationSpec:
    """How an output port is made from the input ports."""

    sql: str
    language: str = "sql"
    description: str = ""
    repository_url: str = ""
    repository_path: str = ""
    commit: str = ""


@dataclass(frozen=True)
class WhenSpec:
    """The conditions of a rule; all that are given must hold, none given always hold."""

    teams: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    days_at_most: int | None = None
    days_at_least: int | None = None
    consumers: tuple[str, ...] = ()  # person, team, service-account
    regions: tuple[str, ...] = ()  # of the teams that ask
    classifications: tuple[str, ...] = ()  # of any column that would be read
    plain: bool | None = None  # True: only wishes to see masked columns as they are; False: only wishes for access

    @property
    def always(self) -> bool:
        """Does this hold for every wish?"""
        return self == WhenSpec()


@dataclass(frozen=True)
class StageSpec:
    """One stage of a review: whose word counts, and how many of them must agree."""

    role: str  # owner, domain-owner, steward, data-protection, line
    needs: Needs = "any"

    def __str__(self) -> str:
        return self.role if self.needs == "any" else f"{self.needs} of {self.role}"


@dataclass(frozen=True)
class RuleSpec:
    """One rule of an access policy. Stages are asked one after the other, and only for a review."""

    name: str
    then: Decision
    when: WhenSpec = WhenSpec()
    reason: str = ""
    stages: tuple[StageSpec, ...] = ()


@dataclass(frozen=True)
class MaskSpec:
    """What a consumer sees of a column instead of its values."""

    column: str
    method: str  # null, hash, partial, redact, year, bucket, expression
    size: int | float | None = None  # bucket: width; partial: characters kept
    expression: str = ""


@dataclass(frozen=True)
class PolicySpec:
    """Who may read a port, for what, for how long, and what of it."""

    purposes: tuple[str, ...] = ()  # empty: any
    longest_days: int | None = None  # None: as long as the settings allow
    terms: str = ""
    rules: tuple[RuleSpec, ...] = ()
    default: RuleSpec = RuleSpec("default", "review", stages=(StageSpec("owner"),))
    row_filter: str = ""
    masks: tuple[MaskSpec, ...] = ()
    unmasked_for: tuple[str, ...] = ()
    digest: str = ""  # SHA-256 of the policy as written; of nothing where none is written


@dataclass(frozen=True)
class InputSpec:
    """What a product reads: a port of another product (by contract) or a table of a source system."""

    name: str
    version: str = ""
    contract_id: str = ""
    source: str = ""  # "<system>.<table>"


@dataclass(frozen=True)
class OutputSpec:
    """One place to read a product, with all that belongs to it."""

    name: str
    version: str
    description: str
    type: str
    contract_id: str
    contract: ContractSpec
    transformation: TransformationSpec | None = None
    policy: PolicySpec = PolicySpec()
    tags: tuple[str, ...] = ()
    warehouse: str = ""  # short name of the one in which it is read; empty: the one that is always there


@dataclass(frozen=True)
class ProductSpec:
    """A whole product."""

    slug: str
    name: str
    external_id: str
    domain: str = ""
    owner_team: str = ""
    version: str = ""
    archetype: str = ""  # source-aligned, aggregate, consumer-aligned; else as written
    status: str = ""
    description: str = ""
    purpose: str = ""
    usage: str = ""
    limitations: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    refresh: str = "manual"  # hourly, daily, weekly, manual
    criticality: str = ""  # low, medium, high, critical; empty where nothing is said
    glossary: tuple[str, ...] = ()
    support: tuple[Tree, ...] = ()
    team: Tree | None = None
    inputs: tuple[InputSpec, ...] = ()
    outputs: tuple[OutputSpec, ...] = ()

    def output(self, name: str) -> OutputSpec | None:
        """The output port of that name."""
        return next((port for port in self.outputs if port.name == name), None)
