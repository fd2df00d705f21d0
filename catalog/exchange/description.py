"""A product as other catalogs are told of it, whichever vocabulary they speak. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class DescribedColumn:
    """One column; `meaning` is the address of its definition in a glossary."""

    name: str
    business_name: str = ""
    description: str = ""
    logical_type: str = ""
    meaning: str = ""


@dataclass(frozen=True)
class DescribedPort:
    """One place to read it. `data` is the address that a governed read begins at."""

    name: str
    data: str
    description: str = ""
    standard: str = ""  # apiVersion of its contract
    rows: int | None = None
    size: int | None = None  # bytes as Parquet
    built_at: datetime | None = None
    columns: tuple[DescribedColumn, ...] = ()


@dataclass(frozen=True)
class Origin:
    """Another product that it is made from."""

    name: str
    url: str


@dataclass(frozen=True)
class Standing:
    """How it does: its latest score, how much of what applies is known, and its promises by status."""

    score: int | None
    band: str
    day: date | None
    scored_at: datetime | None
    scoring: str
    attributes: Mapping[str, int | None]
    known: int  # percent of the weight that applies
    outcomes: Mapping[str, int]
    levels: Mapping[str, int]
    measured_at: datetime | None
    open_incidents: int


@dataclass(frozen=True)
class Described:
    """A product with everything that the one who asks may see of it; addresses are absolute."""

    url: str
    metadata: str  # the address of its descriptions for machines
    catalog: str  # the address of the marketplace
    slug: str
    external_id: str
    name: str
    domain: str
    owner: str
    owner_url: str
    status: str
    created_at: datetime
    description: str = ""
    purpose: str = ""
    limitations: str = ""
    version: str = ""
    documents: str = ""  # the address of the published documents
    published_at: datetime | None = None
    licence: str = ""
    tags: tuple[str, ...] = ()
    support: tuple[tuple[str, str], ...] = ()  # channel and address
    conditions: str = ""
    is_free: bool = True
    is_public: bool = False  # is no column more than public?
    ports: tuple[DescribedPort, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def told(self) -> str:
        """What it is and what for, without saying the same twice."""
        return "\n\n".join(dict.fromkeys(text for text in (self.description, self.purpose) if text))

    @property
    def modified_at(self) -> datetime:
        """When the data or what is said of it changed last."""
        built = [port.built_at for port in self.ports if port.built_at]
        return max([*built, self.published_at or self.created_at])
