"""What somebody asks the map of the mesh for, as the address says it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import DataProduct

LONGEST = 100
MEASURES = {"use": _("Use"), "fitness": _("Fitness"), "incidents": _("Open incidents")}


@dataclass(frozen=True)
class Asked:
    """Which domain, measured by what, and narrowed to which products. What the address says wrongly is left aside."""

    domain: str = ""
    by: str = "use"
    text: str = ""
    archetype: str = ""

    @classmethod
    def of(cls, query) -> "Asked":
        """What the address asks for."""
        by, archetype = query.get("by", ""), query.get("archetype", "")
        return cls(
            domain=_kept(query.get("domain", "")),
            by=by if by in MEASURES else "use",
            text=_kept(query.get("q", "")),
            archetype=archetype if archetype in DataProduct.Archetype.values else "",
        )

    @property
    def narrowed(self) -> bool:
        """Are some products left out by a word or a kind?"""
        return bool(self.text or self.archetype)

    def products(self) -> QuerySet[DataProduct]:
        """The offered products that are wanted, of all domains."""
        found = DataProduct.objects.shown().order_by()
        if self.text:
            found = found.filter(name__icontains=self.text)
        return found.filter(archetype=self.archetype) if self.archetype else found

    def address(self, **changes: str) -> str:
        """Where the map is with some of this changed."""
        wish = replace(self, **changes)
        said = {"domain": wish.domain, "by": wish.by, "q": wish.text, "archetype": wish.archetype}
        kept = {key: value for key, value in said.items() if value and (key, value) != ("by", "use")}
        return f"{reverse('catalog:mesh')}?{urlencode(kept)}" if kept else reverse("catalog:mesh")

    def measures(self) -> list[dict]:
        """The choices of what sizes and colours mean."""
        return [
            {"label": label, "url": self.address(by=key), "active": key == self.by} for key, label in MEASURES.items()
        ]

    def archetypes(self) -> list[dict]:
        """The kinds of products that one may narrow to."""
        return [
            {"value": value, "label": label, "active": value == self.archetype}
            for value, label in DataProduct.Archetype.choices
        ]


def _kept(said: str) -> str:
    """What was said, without what no database can hold."""
    return " ".join(said.encode("utf-8", "ignore").decode().replace("\x00", "").split())[:LONGEST]
