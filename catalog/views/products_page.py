"""What the list of products shows, and the addresses that lead from it."""

from dataclasses import replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.panels import CARD_ACTIONS
from catalog.search.asked import KINDS, ORDERINGS, Asked
from catalog.search.log import receipt
from catalog.search.query import Found, search
from catalog.views.cards import cards
from catalog.views.drawing import acts
from catalog.views.fit_on_list import listed, page_of

PAGE = 24
MOST_CHOICES = 10


def products_page(request) -> dict:
    """The products that fit, as cards, with facets and the way on; a fixed number of queries."""
    user, params = request.user, request.GET
    asked = Asked.read(params)
    found = search(user, asked.text, asked.filters, forgiving=not asked.exact)
    part = listed(user, asked, found, PAGE)
    page = page_of(asked, part.total, PAGE)
    first = (page - 1) * PAGE
    shown = part.dress(cards(part.products, found.query))
    can = acts(CARD_ACTIONS, request, [card.product for card in shown])
    return {
        "asked": asked,
        "total": part.total,
        "at_least": found.at_least and not part.bound,
        "text": found.text,
        "words": found.query.sought,
        "instead_url": asked.address(exact=1) if found.instead_of else "",
        "meant": found.meant,
        "meant_url": asked.address(q=found.meant, exact=None) if found.meant else "",
        "receipt": "" if asked.page > 1 else receipt(user, asked.text, asked.filters, _hits(found)),
        "cards": [replace(card, acts=can[card.product.pk]) for card in shown],
        "facets": _facets(found, asked),
        "here_url": f"{reverse('catalog:products')}{asked.address(page=page if page > 1 else None)}".rstrip("?"),
        "fit_profile": part.profile,
        "fit_off_url": asked.address(profile=None),
        "fit_bound": part.bound,
        "fit_only": {"url": asked.address(fits=None if asked.only_fitting else "all"), "active": asked.only_fitting},
        "choices": _choices(found, asked),
        "orderings": _orderings(asked, with_fit=part.profile is not None),
        "keep": [pair for pair in asked.pairs(exact=None) if pair[0] != "q"],
        "clear_url": f"?{urlencode({'q': asked.text})}" if asked.narrowed else "",
        "first": first + 1,
        "last": first + len(shown),
        "previous": asked.address(page=page - 1) if page > 1 else "",
        "next": asked.address(page=page + 1) if first + PAGE < part.total else "",
    }


def _orderings(asked: Asked, *, with_fit: bool) -> list[dict]:
    """What the list can be sorted by; by fit where there is a task."""
    keys = {**({"fit": _("Fit for the task")} if with_fit else {}), **ORDERINGS}
    now = "fit" if asked.by_fit else asked.ordering
    return [{"label": label, "url": asked.address(sort=key), "active": key == now} for key, label in keys.items()]


def _hits(found: Found) -> int:
    """How much was found of what was typed, not of what was meant."""
    return 0 if found.instead_of else found.total


def _facets(found: Found, asked: Asked) -> list[dict]:
    """The kinds in which there is a choice."""
    facets = []
    for kind, label in KINDS.items():
        listed = found.facets.get(kind, [])
        shown = listed[:MOST_CHOICES] + [choice for choice in listed[MOST_CHOICES:] if choice.chosen]
        enough = 1 if kind == "access" else 2  # what one can read is worth choosing, even where it is all there is
        if len(shown) < enough and not any(choice.chosen for choice in shown):
            continue
        options = [
            {
                "label": choice.label,
                "count": choice.count,
                "depth": min(choice.depth, 3),
                "active": choice.chosen,
                "url": asked.toggled(kind, choice.value),
            }
            for choice in shown
        ]
        facets.append({"label": label, "options": options})
    return facets


def _choices(found: Found, asked: Asked) -> list[dict]:
    """What was chosen, each with the address that gives it up."""
    names = {(kind, choice.value): choice.label for kind, listed in found.facets.items() for choice in listed}
    chosen = [
        {"kind": KINDS[kind], "label": names.get((kind, value), value), "url": asked.toggled(kind, value)}
        for kind, values in asked.chosen.items()
        for value in values
    ]
    if asked.min_fitness is not None:
        chosen.append(
            {"kind": _("Fitness at least"), "label": asked.min_fitness, "url": asked.address(min_fitness=None)}
        )
    return chosen
