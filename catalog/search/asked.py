"""What the address of a list of products asks for, and the addresses that lead from it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from catalog.search.filters import Filters

LONGEST_TEXT = 400
KINDS = {
    "access": _("Access"),
    "domain": _("Domain"),
    "archetype": _("Archetype"),
    "band": _("Fitness"),
    "freshness": _("Freshness"),
    "classification": _("Classification"),
    "status": _("Status"),
    "tag": _("Tag"),
    "warehouse": _("Warehouse"),
    "format": _("Format"),
    "owner": _("Owner"),
}
ORDERINGS = {
    "relevance": _("Best match"),
    "fitness": _("Fitness"),
    "newest": _("Newest"),
    "name": _("Name"),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; whatever does not fit is left out."""

    text: str
    chosen: dict[str, tuple[str, ...]]
    min_fitness: int | None
    ordering: str
    page: int
    profile: str = ""
    exact: bool = False  # look for what was typed, whatever may have been meant
    by_fit: bool = False  # what fits the task of the profile best, first
    only_fitting: bool = False  # nothing but what meets all that it needs

    @classmethod
    def read(cls, params: QueryDict) -> "Asked":
        """Understand the address."""
        least, page = _number(params.get("min_fitness")), _number(params.get("page"))
        ordering = params.get("sort", "relevance")
        profile = params.get("profile", "").replace("\x00", "")[:18]
        return cls(
            text=params.get("q", "").replace("\x00", "")[:LONGEST_TEXT],
            chosen={kind: tuple(dict.fromkeys(params.getlist(kind)))[:20] for kind in KINDS},
            min_fitness=None if least is None else min(least, 100),
            ordering=ordering if ordering in ORDERINGS else "relevance",
            page=max(page or 1, 1),
            profile=profile,
            exact=params.get("exact") == "1",
            by_fit=bool(profile) and ordering == "fit",
            only_fitting=bool(profile) and params.get("fits") == "all",
        )

    @property
    def filters(self) -> Filters:
        """The same for the search."""
        return Filters(**self.chosen, min_fitness=self.min_fitness, ordering=self.ordering)

    @property
    def narrowed(self) -> bool:
        """Was anything chosen?"""
        return self.min_fitness is not None or any(self.chosen.values())

    def pairs(self, **changes) -> list[tuple[str, str]]:
        """Names and values of an address that asks for the same, but for the changes; the first page, unless said."""
        exact = 1 if self.exact else None
        parts = {"q": self.text, **self.chosen, "min_fitness": self.min_fitness, "sort": self.ordering}
        fit = {"sort": "fit" if self.by_fit else self.ordering, "fits": "all" if self.only_fitting else None}
        parts |= {"profile": self.profile, "exact": exact} | fit | changes
        if not parts["profile"]:  # without a task, nothing fits it
            parts |= {"fits": None, "sort": self.ordering if parts["sort"] == "fit" else parts["sort"]}
        if parts["sort"] == "relevance":
            del parts["sort"]
        listed = [(name, value if isinstance(value, tuple) else (value,)) for name, value in parts.items()]
        return [(name, str(one)) for name, values in listed for one in values if one not in (None, "")]

    def address(self, **changes) -> str:
        """The address of the same list, but for the changes."""
        return f"?{urlencode(self.pairs(**changes))}"

    @property
    def query(self) -> str:
        """What stands behind the question mark, the same however it was asked for; empty where nothing was."""
        return (
            urlencode(self.pairs(q=" ".join(self.text.split()), profile=None))
            if self.text.strip() or self.narrowed
            else ""
        )

    @property
    def said(self) -> str:
        """The words and choices in one line, to begin a name with."""
        words = [" ".join(self.text.split()), *(value for values in self.chosen.values() for value in values)]
        return " · ".join(filter(None, words))

    def toggled(self, kind: str, value: str) -> str:
        """The address with one choice taken or given up."""
        now = self.chosen[kind]
        return self.address(**{kind: tuple(v for v in now if v != value) if value in now else (*now, value)})


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None
