"""What the home page shows: what is mine, what is near to it, and what there is."""

from collections.abc import Iterable
from dataclasses import replace

from catalog.following.selectors import follows_of
from catalog.models import DataProduct, Follow
from catalog.panels import CARD_ACTIONS, READS
from catalog.suggesting.changes import changes_in
from catalog.suggesting.front import front
from catalog.suggesting.near import MOST_MINE, kept_near
from catalog.views.cards import Card, cards, scored
from catalog.views.drawing import acts
from catalog.views.home_owned import owned
from catalog.views.home_words import changed_in_words, fresh_matches, reason_in_words, use_in_words
from marketplace.foundation.models import AuditEvent

FEW = 4
CHANGES = 8
EVENTS = 8
MOST_FOLLOWS = 200
SPARE = 3 * FEW  # what is shown in one part is left out in the next


def home_page(request) -> dict:
    """Everything but what waits for this person; a fixed number of queries, the shared ones at most once a minute."""
    user = request.user
    events = list(_events())
    shared = front(events[0].pk if events else 0)
    follows = list(follows_of(user).order_by("-pk")[:MOST_FOLLOWS])
    reads = [product for ask in READS for product in ask(user)]
    mine = list(dict.fromkeys([*reads, *(one.product_id for one in follows if one.product_id)]))[:MOST_MINE]
    changes = changes_in(mine, most=CHANGES)
    suggestions = kept_near(user, mine, most=SPARE)
    used = shared.used[:SPARE]
    listed = [one.pk for one in suggestions] + [use.product for use in used]
    products = _products(user, [*mine, *listed, *shared.newest, *shared.fittest, *_fresh(follows)])

    suggested = [one for one in suggestions if one.pk in products][:FEW]
    shown = {one.pk for one in suggested}
    fittest = [] if suggested else [pk for pk in shared.fittest if pk in products][:FEW]
    shown |= set(fittest)
    rising = [use for use in used if use.product in products and use.product not in shown][:FEW]
    shown |= {use.product for use in rising}
    newest = [pk for pk in shared.newest if pk in products and pk not in shown][:FEW]
    shown |= set(newest)
    why = {one.pk: reason_in_words(one.reason, products, reads) for one in suggested}
    why |= {use.product: use_in_words(use) for use in rising}
    drawn = _drawn(request, [products[pk] for pk in shown], why)
    return {
        "domains": shared.domains,
        "figures": shared.figures,
        "events": events,
        "changes": changed_in_words(changes, products),
        "fresh": fresh_matches(follows, products),
        "owned": owned(user),
        "suggested": [drawn[one.pk] for one in suggested],
        "rising": [drawn[use.product] for use in rising],
        "newest": [drawn[pk] for pk in newest],
        "fittest": [drawn[pk] for pk in fittest],
        "has_own": bool(mine or user.team_ids or follows),
        "is_member": bool(user.team_ids),
    }


def _events():
    """What happened to products, for everybody to see; that the night scored them is no news."""
    return AuditEvent.objects.filter(public=True).exclude(verb="fitness.scored").select_related("actor")[:EVENTS]


def _fresh(follows: list[Follow]) -> list[int]:
    return [pk for one in follows if one.search_id for pk in one.search.fresh]


def _products(user, wanted: Iterable[int]) -> dict[int, DataProduct]:
    """Those of them that everybody finds, with what a card shows."""
    return {product.pk: product for product in scored(DataProduct.objects.shown().filter(pk__in=set(wanted)))}


def _drawn(request, products: list[DataProduct], why: dict[int, str]) -> dict[int, Card]:
    can = acts(CARD_ACTIONS, request, products)
    return {card.product.pk: replace(card, acts=can[card.product.pk]) for card in cards(products, reasons=why)}
