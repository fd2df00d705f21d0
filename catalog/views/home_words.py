"""The sentences of the home page."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import DataProduct, Follow, SavedSearch
from catalog.panels import Use
from catalog.suggesting.changes import Change
from catalog.suggesting.closeness import Reason, Why

NAMED = 3  # columns and tags that a sentence names


@dataclass(frozen=True)
class Line:
    """One change in words: a badge, the product (None where it can be seen no more), and what happened."""

    label: str
    tone: str
    icon: str
    name: str
    product: DataProduct | None
    text: str
    at: datetime


def changed_in_words(changes: Iterable[Change], products: Mapping[int, DataProduct]) -> list[Line]:
    """A line for each change."""
    by_name = {product.slug: product for product in products.values()}
    return [_line(change, by_name.get(change.product)) for change in changes]


def reason_in_words(reason: Reason, products: Mapping[int, DataProduct], reads: Collection[int]) -> str:
    """Why a product is suggested."""
    to = products.get(reason.to)
    facts = {"to": to.name if to else "–", "count": reason.count, "names": ", ".join(reason.shared[:NAMED])}
    because = _("Because you read %(to)s") if reason.to in reads else _("Because you follow %(to)s")
    said = {
        Why.MADE_FROM: _("it is made from that"),
        Why.COLUMNS: ngettext("%(count)s column in common (%(names)s)", "%(count)s columns in common (%(names)s)",
                              reason.count),
        Why.TAGS: _("it is about %(names)s, too"),
        Why.DOMAIN: _("it lies in the same domain"),
        Why.ALSO_READ: ngettext(
            "%(count)s other reader of it reads this, too", "%(count)s other readers of it read this, too", reason.count
        ),
    }[reason.why]  # fmt: skip
    if reason.why is Why.COLUMNS and reason.count > NAMED:
        facts["names"] += " …"
    return f"{because % facts}: {said % facts}"


def use_in_words(use: Use) -> str:
    """How much a product is used, and was."""
    now, before = _used(use.readers, use.orders), _used(use.readers_before, use.orders_before)
    return _("%(now)s in 28 days; %(before)s in the 28 before") % {"now": now, "before": before}


def _used(readers: int, orders: int) -> str:
    told = [
        ngettext("%(n)s reader", "%(n)s readers", readers) % {"n": readers} if readers else "",
        ngettext("%(n)s order", "%(n)s orders", orders) % {"n": orders} if orders else "",
    ]
    return _(" and ").join(filter(None, told)) or _("none")


def fresh_matches(follows: Iterable[Follow], products: Mapping[int, DataProduct]) -> list[tuple[SavedSearch, list]]:
    """The searches that found something new, with what may be seen of it."""
    searches = [one.search for one in follows if one.search_id]
    found = [(search, [products[pk] for pk in search.fresh if pk in products]) for search in searches]
    return [(search, fresh) for search, fresh in found if fresh]


def _line(change: Change, product: DataProduct | None) -> Line:
    label, tone, icon, text = _SAID[change.verb](change)
    return Line(label, tone, icon, product.name if product else change.product, product, text, change.at)


def _published(change: Change) -> tuple[str, str, str, str]:
    text = _("version %(number)s") % {"number": change.number}
    counts = [
        ngettext("%(n)s breaking change", "%(n)s breaking changes", change.breaking) % {"n": change.breaking},
        ngettext("%(n)s other change", "%(n)s other changes", change.other) % {"n": change.other},
    ]
    told = [words for words, n in zip(counts, (change.breaking, change.other), strict=True) if n]
    text = f"{text}: {', '.join(told)}" if told else text
    if change.breaking:
        return _("Breaks"), "bad", "alert-octagon", text
    return _("New version"), "info", "rocket", text


_SAID = {
    "version.published": _published,
    "product.deprecated": lambda one: (_("Deprecated"), "warn", "calendar-due", one.reason),
    "product.revived": lambda one: (_("Goes on"), "good", "circle-check", _("its deprecation is taken back")),
    "product.retired": lambda one: (_("Retired"), "neutral", "clock-x", one.reason),
    "incident.opened": lambda one: (_("Incident"), "bad", "alert-triangle", one.about),
    "incident.resolved": lambda one: (_("Resolved"), "good", "circle-check", one.about),
}
