"""A list of products judged by what a task needs: each card says how it fits, and the list can be ranked by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from catalog.models import DataProduct, RequirementProfile
from catalog.requirements.needs import PortFit
from catalog.requirements.selectors import MOST, Candidates, Fit, judge
from catalog.search.asked import Asked
from catalog.search.query import Found
from catalog.views.cards import Card
from catalog.views.fit_page import FitShown, bound_in_words, profile_in


@dataclass(frozen=True)
class Listed:
    """The products of one page, `total` of all pages, and how they fit the profile, where the address names one."""

    products: list[DataProduct]
    total: int
    profile: RequirementProfile | None = None
    fits: Mapping[int, PortFit] = field(default_factory=dict)
    bound: str = ""  # which products were judged, where not all of them were

    def dress(self, cards: list[Card]) -> list[Card]:
        """The cards, each with how its product fits."""
        return [replace(card, fit=FitShown(fit) if (fit := self.fits.get(card.product.pk)) else None) for card in cards]


def listed(user, asked: Asked, found: Found, size: int) -> Listed:
    """The page that is asked for; ranked or narrowed by a task, of the first 200 that the search finds."""
    profile = profile_in(user, asked.profile)
    if profile and (asked.by_fit or asked.only_fitting):
        return _by_fit(user, asked, found, profile, size)
    products = found.products[_part(asked, found.total, size)]
    fits = judge(profile, [product.pk for product in products], user=user) if profile else {}
    return Listed(products, found.total, profile, fits)


def page_of(asked: Asked, total: int, size: int) -> int:
    """The page that is shown: the last one there is, where a later one is asked for."""
    return min(asked.page, max(-(-total // size), 1))


def _by_fit(user, asked: Asked, found: Found, profile: RequirementProfile, size: int) -> Listed:
    candidates = Candidates(found.products[:MOST], found.total, "words")
    fits = judge(profile, [product.pk for product in candidates.products], user=user)
    ranked = [Fit(product, fits.get(product.pk)) for product in candidates.products]
    if asked.only_fitting:
        ranked = [one for one in ranked if one.fit is not None and one.fit.fits]
    if asked.by_fit:
        ranked.sort(key=lambda one: one.rank[:2])  # of those that fit alike, as the search has them
    products = [one.product for one in ranked[_part(asked, len(ranked), size)]]
    return Listed(products, len(ranked), profile, fits, bound_in_words(candidates))


def _part(asked: Asked, total: int, size: int) -> slice:
    first = (page_of(asked, total, size) - 1) * size
    return slice(first, first + size)
