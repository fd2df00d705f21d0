"""Everything that fitness functions look at, as plain typed values: they ask no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

WINDOW_DAYS = 30  # so far back incidents and measurements are looked at


@dataclass(frozen=True)
class ColumnFacts:
    """One column of a contract."""

    name: str
    logical_type: str = ""
    physical_type: str = ""
    description: str = ""
    business_name: str = ""
    glossary_term: str = ""
    classification: str = "internal"
    classified: bool = False  # does the contract itself say so, or is it assumed?
    primary_key: bool = False
    unique: bool = False
    explained: bool = False  # has examples or a list of allowed values
    tags: tuple[str, ...] = ()
    traced: bool = False  # lineage knows what it is made of

    @property
    def is_restricted(self) -> bool:
        """May only some people see its values?"""
        return self.classification == "restricted"


@dataclass(frozen=True)
class MonitorFacts:
    """One promise and how it stands."""

    rule: str
    indicator: str
    name: str
    status: str
    column: str = ""
    dimension: str = ""
    severity: str = ""
    value: float | None = None
    value_text: str = ""
    detail: str = ""
    has_objective: bool = False
    expected: bool = False  # nobody promised it; the marketplace expects it
    unmeasurable: str = ""
    measured_at: datetime | None = None

    @property
    def is_structural(self) -> bool:
        """Does it follow from the schema, instead of a rule that somebody wrote?"""
        return self.rule.startswith("schema/") and "/quality/" not in self.rule


@dataclass(frozen=True)
class PolicyFacts:
    """Who may have a port, and what of it."""

    rules: tuple[Mapping[str, Any], ...] = ()
    purposes: tuple[str, ...] = ()
    longest_days: int = 0
    terms: str = ""
    row_filter: str = ""
    masked: frozenset[str] = frozenset()  # lower-case column names


@dataclass(frozen=True)
class PortFacts:
    """One output port of the published version."""

    pk: int
    name: str
    description: str = ""
    contract: str = ""  # the id of its contract
    table: str = ""
    tags: tuple[str, ...] = ()  # of its contract and of its table
    standard: str = ""  # apiVersion of its contract
    definitions: tuple[Mapping[str, Any], ...] = ()  # authoritativeDefinitions of its contract
    references: int = 0  # relationships to other tables that its contract states
    columns: tuple[ColumnFacts, ...] = ()
    actual: tuple[str, ...] = ()  # the columns that really lie there
    monitors: tuple[MonitorFacts, ...] = ()
    policy: PolicyFacts = PolicyFacts()
    rows: int | None = None
    is_made: bool = False  # has a transformation

    @cached_property
    def restricted(self) -> tuple[ColumnFacts, ...]:
        """The columns that only some people may see."""
        return tuple(column for column in self.columns if column.is_restricted)

    def is_masked(self, column: ColumnFacts) -> bool:
        """Do consumers see something else instead of its values?"""
        return column.name.lower() in self.policy.masked


@dataclass(frozen=True)
class IncidentFacts:
    """One incident that was open within the window."""

    title: str
    severity: str
    opened_at: datetime
    resolved_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Does it last?"""
        return self.resolved_at is None

    @property
    def hours(self) -> float | None:
        """How long it lasted, once it is over."""
        return (self.resolved_at - self.opened_at).total_seconds() / 3600 if self.resolved_at else None


@dataclass(frozen=True)
class Promises:
    """How the objectives of a product stand: which part of all promised time was kept, and how many are in which state.

    `attained` is in per cent, None where nothing is known yet; `last` is until when it is known.
    """

    attained: float | None = None
    kept: int = 0
    at_risk: int = 0
    broken: int = 0
    last: datetime | None = None


@dataclass(frozen=True)
class VersionFacts:
    """One version that is or was published."""

    number: str
    published_at: datetime | None
    changes: int


@dataclass(frozen=True)
class Facts:
    """Everything known of one product on one day. `brought` is what other slices loaded, by the loader's key."""

    product_id: int
    slug: str
    name: str
    day: date
    archetype: str
    external_id: str = ""
    domain: str = ""
    description: str = ""
    purpose: str = ""
    usage: str = ""
    limitations: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    support: tuple[Mapping[str, Any], ...] = ()
    refresh: str = ""
    status: str = ""
    successor: str = ""
    ends_on: date | None = None
    is_found: bool = False  # does the search know it?
    owner: str = ""
    maintainers: int = 0
    members: int = 0
    ports: tuple[PortFacts, ...] = ()
    versions: tuple[VersionFacts, ...] = ()  # the newest first
    incidents: tuple[IncidentFacts, ...] = ()
    promises: Promises = Promises()
    inputs: int = 0
    upstream_products: int = 0
    downstream: tuple[str, ...] = ()  # short names of other products that read this one
    brought: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def columns(self) -> tuple[ColumnFacts, ...]:
        """The columns of all ports."""
        return tuple(column for port in self.ports for column in port.columns)

    @cached_property
    def restricted(self) -> tuple[ColumnFacts, ...]:
        """The columns that only some people may see, of all ports."""
        return tuple(column for column in self.columns if column.is_restricted)

    def monitors(self, *indicators: str) -> list[MonitorFacts]:
        """The promises of all ports, or those of some indicators."""
        return [one for port in self.ports for one in port.monitors if not indicators or one.indicator in indicators]
