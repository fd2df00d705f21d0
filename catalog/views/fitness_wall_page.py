"""What the wall of fitness shows: domains by attributes, what fails most often, the worst products, and movement."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.core.cache import caches
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.fitness import walls
from catalog.fitness.registry import known_functions
from catalog.fitness.results import ATTRIBUTES
from catalog.fitness.standings import stands_of
from catalog.models import DataProduct, Domain, FitnessScore
from catalog.views.product_fitness import ATTRIBUTES as WORDS
from marketplace.foundation.templatetags.look import hue

KEPT = 60  # seconds for which the wall is not asked for again
MOST_DOMAINS = 40
MOST_PRODUCTS = 20
MOST_FUNCTIONS = 15
AT_ONCE = 500
HEADING = [
    *("product", "name", "domain", "owner", "day", "score", "band", "known percent", "moved"),
    *(name.lower() for name in ATTRIBUTES),
    *("promises kept", "promises at risk", "promises broken", "promises unknown", "open incidents"),
]


@dataclass(frozen=True)
class Asked:
    """Which part of the mesh, and the products that which function fails; what nobody knows is left aside."""

    domain: Domain | None = None
    function: str = ""
    title: str = ""  # of the function

    @classmethod
    def of(cls, query) -> "Asked":
        """What the address asks for."""
        slug = query.get("domain", "").encode("utf-8", "ignore").decode().replace("\x00", "")[:120]
        function = query.get("function", "")
        domain = Domain.objects.filter(slug=slug).first() if slug else None
        title = next((one.title for one in known_functions() if one.key == function), "") if function else ""
        return cls(domain, function if title else "", title)

    def products(self) -> QuerySet[DataProduct]:
        """The products that everybody finds."""
        shown = DataProduct.objects.shown().order_by()
        return shown.filter(domain=self.domain) if self.domain else shown

    def address(self, name: str = "catalog:fitness-wall", **changes: str) -> str:
        """Where the wall is with some of this changed."""
        said = {"domain": self.domain.slug if self.domain else "", "function": self.function} | changes
        kept = {key: value for key, value in said.items() if value}
        return reverse(name) + (f"?{urlencode(kept)}" if kept else "")


def wall_page(asked: Asked) -> dict[str, Any]:
    """The context of the wall; asked for at most once a minute by each process."""
    key = f"fitness-wall:{asked.domain.pk if asked.domain else 0}:{asked.function}"
    kept = caches["pages"].get_or_set(key, lambda: _looked_up(asked), KEPT)
    return kept | {
        "asked": asked,
        "all_url": asked.address(domain=""),
        "every_function_url": asked.address(function=""),
        "csv_url": asked.address("catalog:fitness-wall-export"),
    }


def _looked_up(asked: Asked) -> dict[str, Any]:
    products = asked.products()
    since = walls.compared_since(products)
    by_domain, whole = walls.rows_by_domain(products, since)
    rows = _domain_rows(by_domain)
    functions = walls.failing_functions(products)
    return {
        "whole": whole,
        "since": since,
        "rows": rows,
        "more_domains": max(len(by_domain) - len(rows), 0),
        "columns": [str(WORDS[name][0]) for name in ATTRIBUTES],
        "chart": _chart(rows),
        "series": _series(products, since),
        "functions": [
            {"found": one, "url": asked.address(function=one.key), "active": one.key == asked.function}
            for one in functions[:MOST_FUNCTIONS]
        ],
        "worst": _worst(asked, since),
    }


def _domain_rows(by_domain: dict[int, walls.Row]) -> list[dict[str, Any]]:
    """The least fit first; where there are very many, only these."""
    least = sorted(by_domain, key=lambda pk: (by_domain[pk].score is None, by_domain[pk].score or 0, pk))
    domains = Domain.objects.in_bulk(least[:MOST_DOMAINS])
    return [
        {
            "name": domains[pk].name,
            "tone": hue(domains[pk].slug),
            "url": f"{reverse('catalog:fitness-wall')}?{urlencode({'domain': domains[pk].slug})}",
            "row": by_domain[pk],
            "values": list(by_domain[pk].attributes.values()),
        }
        for pk in least[:MOST_DOMAINS]
        if pk in domains
    ]


def _chart(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The same as a heat map: a row for each domain, a column for the total and for each attribute."""
    columns = [_("Fitness"), *(str(WORDS[name][0]) for name in ATTRIBUTES)]
    cells = [
        [column, line, value]
        for line, row in enumerate(rows)
        for column, value in enumerate([row["row"].score, *row["values"]])
    ]
    label = _("Median fitness of domains by attribute")
    return {"label": label, "columns": columns, "rows": [row["name"] for row in rows], "cells": cells}


def _series(products: QuerySet[DataProduct], since) -> dict[str, Any] | None:
    """The median day by day; nothing to draw before there are two days."""
    if since is None:
        return None
    days = walls.median_by_day(products, since)
    points = [[round(datetime.combine(day, time(), UTC).timestamp()), score] for day, score in days]
    return {"label": _("Median fitness"), "unit": "", "points": points, "objective": None} if len(points) > 1 else None


def _worst(asked: Asked, since) -> list[dict[str, Any]]:
    scores = walls.worst_products(asked.products(), most=MOST_PRODUCTS, function=asked.function)
    then = walls.scores_of_day([score.product_id for score in scores], since) if since else {}
    return [
        {
            "product": score.product,
            "tone": hue(score.product.domain.slug),
            "score": score,
            "known": score.known,
            "moved": _moved(score, then),
            "weakest": _weakest(score),
            "url": reverse("catalog:product-fitness", args=[score.product.slug]),
        }
        for score in scores
    ]


def _moved(score: FitnessScore, then: dict[int, int | None]) -> int | None:
    before = then.get(score.product_id)
    return None if before is None or score.score is None else score.score - before


def _weakest(score: FitnessScore) -> dict[str, Any] | None:
    """The attribute with the lowest score."""
    known = {name: value for name, value in score.attributes.items() if value is not None}
    if not known:
        return None
    name = min(known, key=lambda one: (known[one], one))
    return {"name": WORDS.get(name, (name,))[0], "score": known[name]}


def export_rows(asked: Asked) -> Iterator[list[Any]]:
    """Every product as a row of the export, by its short name."""
    since = walls.compared_since(asked.products())
    ids = list(asked.products().order_by("slug").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        products = DataProduct.objects.select_related("domain", "owner").in_bulk(part)
        stands = stands_of(part)
        then = walls.scores_of_day(part, since) if since else {}
        for pk in part:
            yield _exported(products[pk], stands[pk], then)


def _exported(product: DataProduct, stand, then: dict[int, int | None]) -> list[Any]:
    score = stand.score
    levels = [stand.levels[status] for status in ("kept", "at_risk", "broken", "unknown")]
    return [
        *(product.slug, product.name, product.domain.slug, product.owner.slug),
        *((score.day, score.score, score.band, stand.known, _moved(score, then)) if score else [None] * 5),
        *((score.attributes.get(name) for name in ATTRIBUTES) if score else [None] * len(ATTRIBUTES)),
        *(*levels, stand.open_incidents),
    ]
