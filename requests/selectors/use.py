"""Who reads what, told as far as it concerns others: ids and numbers, no names."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Max, Q
from django.utils import timezone

from catalog.models import DataProduct
from catalog.panels import Use
from requests.grants.usage import WINDOW
from requests.models import AccessRequest, DataRead, Grant

MOST_READ = 200  # products that one person reads, as the home page looks at them
MOST_PEERS = 300
MOST_SHARED = 60


def reads_of(user) -> list[int]:
    """The products that somebody reads by a grant of their own or of a team of theirs, the last given first."""
    mine = Grant.objects.standing().held_by(user).order_by()
    last = mine.values("port__product").annotate(last=Max("pk")).order_by("-last")
    return list(last.values_list("port__product", flat=True)[:MOST_READ])


def also_read(user, mine: Collection[int]) -> dict[int, tuple[int, int]]:
    """What else those read who read one of these products: that one, and how many of its readers do; two queries.

    A reader is a team or a person with a grant. Own grants are left out.
    """
    standing = Grant.objects.standing().exclude(consumer__person=user).exclude(consumer__team__in=user.team_ids)
    shared = standing.filter(port__product__in=mine).order_by().values_list("consumer", "port__product").distinct()
    reads = defaultdict(set)
    for consumer, product in shared[:MOST_PEERS]:
        reads[consumer].add(product)
    others = standing.filter(consumer__in=reads).exclude(port__product__in=mine).order_by()
    pairs = others.values_list("consumer", "port__product").distinct()
    readers = defaultdict(lambda: defaultdict(int))
    for consumer, product in pairs[: MOST_PEERS * 10]:
        for one in reads[consumer]:
            readers[product][one] += 1
    strongest = {
        product: max(by_mine.items(), key=lambda item: (item[1], -item[0])) for product, by_mine in readers.items()
    }
    ordered = sorted(strongest.items(), key=lambda item: (-item[1][1], item[0]))
    return dict(ordered[:MOST_SHARED])


def risen(most: int) -> list[Use]:
    """The products that were read by more people, or ordered more often, within 28 days than within those before.

    Owners' own reads count no more than in `usage_of`. Two queries.
    """
    now = timezone.now()
    lately, before = Q(at__gte=now - WINDOW), Q(at__lt=now - WINDOW)
    reads = DataRead.objects.filter(at__gte=now - 2 * WINDOW, grant__isnull=False, port__product__status__in=_shown())
    readers = (
        reads.order_by()
        .values("port__product")
        .annotate(now=Count("reader", filter=lately, distinct=True), then=Count("reader", filter=before, distinct=True))
    )
    lately, before = Q(created_at__gte=now - WINDOW), Q(created_at__lt=now - WINDOW)
    asked = AccessRequest.objects.for_access().filter(
        created_at__gte=now - 2 * WINDOW, port__product__status__in=_shown()
    )
    orders = (
        asked.order_by()
        .values("port__product")
        .annotate(now=Count("pk", filter=lately), then=Count("pk", filter=before))
    )
    by_product = defaultdict(dict)
    for row in readers:
        by_product[row["port__product"]] |= {"readers": row["now"], "readers_before": row["then"]}
    for row in orders:
        by_product[row["port__product"]] |= {"orders": row["now"], "orders_before": row["then"]}
    uses = [Use(product, **numbers) for product, numbers in by_product.items()]
    rising = sorted((use for use in uses if use.gain > 0), key=lambda use: (-use.gain, -use.readers, use.product))
    return rising[:most]


def _shown() -> list[str]:
    return [DataProduct.Status.PUBLISHED]
