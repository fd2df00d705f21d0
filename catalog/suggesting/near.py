"""Products close to those that somebody reads or follows: few candidates by index, then compared."""

from collections import defaultdict
from collections.abc import Collection

from django.core.cache import caches
from django.db.models import F

from catalog.models import DataProduct, InputPort, OutputPort, ProductVersion
from catalog.panels import ALSO_READ
from catalog.search.filters import with_score
from catalog.suggesting.closeness import Suggestion, Traits, closest

MOST_MINE = 50  # of what somebody reads or follows is looked at
MOST_DOMAINS = 5
OF_A_KIND = 60  # candidates that one way brings
MOST_COLUMNS = 20_000
KEPT = 600  # seconds; what is close changes slowly


def kept_near(user, mine: Collection[int], *, most: int) -> list[Suggestion]:
    """The same as `near`, asked for again when what somebody reads has changed, or after ten minutes."""
    key, now = f"near:{user.pk}", (tuple(mine), most, user.team_ids)
    before, found = caches["pages"].get(key) or (None, [])
    if before != now:
        found = near(user, mine, most=most)
        caches["pages"].set(key, (now, found), KEPT)
    return found


def near(user, mine: Collection[int], *, most: int) -> list[Suggestion]:
    """Published products of others that are closest to `mine`, each with its reason; six queries."""
    mine = list(mine)[:MOST_MINE]
    if not mine:
        return []
    made_from = _made_from(mine)
    also_read: dict[int, tuple[int, int]] = {}
    for ask in ALSO_READ:
        also_read |= ask(user, mine)
    wanted = [*mine, *made_from, *also_read, *_neighbours(mine)]
    traits = _traits(wanted)
    strangers = [
        one
        for pk, (one, owner, published) in traits.items()
        if pk not in mine and published and owner not in user.team_ids
    ]
    own = [traits[pk][0] for pk in mine if pk in traits]
    return closest(own, strangers, made_from=made_from, also_read=also_read, most=most)


def _made_from(mine: list[int]) -> dict[int, int]:
    """Products whose published version is made from one of mine, by that one."""
    inputs = InputPort.objects.filter(
        upstream__product__in=mine, version__state=ProductVersion.State.PUBLISHED
    ).order_by("-version")
    return dict(inputs.values_list("version__product", "upstream__product")[:OF_A_KIND])


def _neighbours(mine: list[int]) -> list[int]:
    """The fittest products of the domains that the first of mine lie in."""
    domains = DataProduct.objects.filter(pk__in=mine[:MOST_DOMAINS]).values("domain")
    there = with_score(DataProduct.objects.filter(domain__in=domains, status=DataProduct.Status.PUBLISHED))
    best = there.exclude(pk__in=mine).order_by(F("scored__score").desc(nulls_last=True), "-pk")
    return list(best.values_list("pk", flat=True)[:OF_A_KIND])


def _traits(wanted: list[int]) -> dict[int, tuple[Traits, int, bool]]:
    """What is known of these products, with their owner, and whether they are published; two queries."""
    ports = OutputPort.objects.offered().filter(product__in=wanted).order_by()
    columns = defaultdict(set)
    for product, name in ports.values_list("product", "contract__columns__name")[:MOST_COLUMNS]:
        if name:
            columns[product].add(name.casefold())
    rows = with_score(DataProduct.objects.shown().filter(pk__in=wanted)).order_by()
    return {
        pk: (Traits(pk, domain, _words(tags), frozenset(columns[pk]), score or 0), owner, status == "published")
        for pk, domain, tags, score, owner, status in rows.values_list(
            "pk", "domain", "tags", "scored__score", "owner", "status"
        )
    }


def _words(tags) -> frozenset[str]:
    return frozenset(str(tag) for tag in tags) if isinstance(tags, list) else frozenset()
