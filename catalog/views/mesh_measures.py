"""How much something is used, how fit it is and what is wrong with it: as a size, a tone, and always in words."""

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.fitness.scoring import band
from catalog.models import DataProduct, FitnessScore, Incident
from catalog.panels import CONSUMERS
from marketplace.foundation.templatetags.look import tone

LARGEST = 4  # sizes of a box: 0 for nothing to 4 for the most
_BANDS = dict(FitnessScore.Band.choices)


def consumers_by(products: QuerySet[DataProduct], by: str, most: int) -> dict[int, int]:
    """How many consumers may read products now, by product or by domain."""
    counted: dict[int, int] = {}
    for ask in CONSUMERS:
        for pk, found in ask(products, by, most).items():
            counted[pk] = counted.get(pk, 0) + found
    return counted


def incidents_by(products: QuerySet[DataProduct], by: str, most: int) -> dict[int, int]:
    """How many incidents are open on ports that are offered, by product or by domain; those with the most first."""
    about = "port__product" if by == "product" else "port__product__domain"
    found = Incident.objects.open().filter(port__offered=True, port__product__in=products).order_by()
    return dict(found.values_list(about).annotate(found=Count("pk")).order_by("-found", about)[:most])


def measured(rows: list[dict], by: str) -> None:
    """Give every row its size, tone and words for one measure."""
    known = [row[_KEYS[by]] for row in rows if row[_KEYS[by]] is not None]
    most = 100 if by == "fitness" else max(known, default=0)
    for row in rows:
        value = row[_KEYS[by]]
        row["size"] = 0 if not value or not most else max(1, round(LARGEST * value / most))
        row["state"], row["words"] = _said(by, value)


_KEYS = {"use": "consumers", "fitness": "fitness", "incidents": "incidents"}


def _said(by: str, value: int | None) -> tuple[str, str]:
    if by == "fitness":
        known = band(value)
        if value is None:
            return "neutral", _("fitness unknown")
        return tone(known), _("fitness %(score)s, %(band)s") % {"score": value, "band": str(_BANDS[known]).lower()}
    count = value or 0
    if by == "incidents":
        if not count:
            return "good", _("✓ no incident")
        return "bad", ngettext("⚠ %(n)s incident", "⚠ %(n)s incidents", count) % {"n": count}
    if not count:
        return "neutral", _("no consumer")
    return "info", ngettext("%(n)s consumer", "%(n)s consumers", count) % {"n": count}
