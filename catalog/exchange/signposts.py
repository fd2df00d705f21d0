"""Typed links by which machines find their way from a product's page, as signposting.org/FAIR has them. Pure.

Level 1 is the page's own links, as a header and in its head; level 2 is the link set, which also says what each of the
other resources belongs to (RFC 9264).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from catalog.exchange.description import Described
from catalog.exchange.licences import licence_address
from catalog.exchange.schema_org import PARQUET

LINKED_DATA = "application/ld+json"
LINK_SET = "application/linkset+json"
DOCUMENTS = "application/yaml"
MOST_ITEMS = 12  # in a header, whose length proxies limit; the link set has all
_SAFE = "!#$%&'()*+,/:;=?@[]~-._"


@dataclass(frozen=True)
class Signpost:
    """A link of one kind; `type` and `profile` say in which form its target comes."""

    rel: str
    target: str
    type: str = ""
    profile: str = ""

    @property
    def written(self) -> str:
        """As a Link header has it (RFC 8288)."""
        more = [(name, value) for name, value in (("type", self.type), ("profile", self.profile)) if value]
        return "".join([f'<{quote(self.target, safe=_SAFE)}>; rel="{self.rel}"', *(f'; {n}="{v}"' for n, v in more)])


def signposts(told: Described, *, most_items: int | None = MOST_ITEMS) -> list[Signpost]:
    """What stands around the page of a product."""
    licence = licence_address(told.licence)
    items = [Signpost("item", port.data, PARQUET) for port in told.ports]
    return [
        Signpost("cite-as", told.url),
        Signpost("type", "https://schema.org/AboutPage"),
        Signpost("type", "https://schema.org/Dataset"),
        Signpost("author", told.owner_url),
        *([Signpost("license", licence)] if licence else []),
        *described_by(told),
        *items[:most_items],
        Signpost("linkset", f"{told.metadata}?as=linkset", LINK_SET),
    ]


def described_by(told: Described) -> list[Signpost]:
    """The descriptions for machines."""
    found = [
        Signpost("describedby", told.metadata, LINKED_DATA, "https://schema.org/"),
        Signpost("describedby", f"{told.metadata}?as=dcat", LINKED_DATA, "http://www.w3.org/ns/dcat#"),
    ]
    return [*found, Signpost("describedby", told.documents, DOCUMENTS)] if told.documents else found


def header(links: Iterable[Signpost]) -> str:
    """The value of a Link header."""
    return ", ".join(link.written for link in links)


def link_set(told: Described) -> dict[str, Any]:
    """All links of a product, and the way back from each resource to its page."""
    around: dict[str, Any] = {"anchor": told.url}
    for link in signposts(told, most_items=None):
        if link.rel != "linkset":
            around.setdefault(link.rel, []).append(_target(link))
    back = {"href": told.url, "type": "text/html"}
    return {
        "linkset": [
            around,
            *({"anchor": port.data, "collection": [back]} for port in told.ports),
            *({"anchor": link.target, "describes": [back]} for link in described_by(told)),
        ]
    }


def _target(link: Signpost) -> dict[str, Any]:
    told: dict[str, Any] = {"href": link.target}
    if link.type:
        told["type"] = link.type
    if link.profile:
        told["profile"] = [{"value": link.profile}]
    return told
