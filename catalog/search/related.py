"""Products like one in hand: they share columns, are made of the same data, or are ordered together with it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Column, DataProduct, InputPort, OutputPort
from catalog.panels import offered_ports

MOST = 6
MOST_NAMES = 12  # columns that are compared, the first of the ports
FEWEST_SHARED = 2  # one column alone, like an id or a date, says nothing
CANDIDATES = 40  # of each kind
FEWEST_ORDERING = 2  # consumers; what one alone ordered is nobody's business


@dataclass(frozen=True)
class Related:
    """A product with the reasons why it is named."""

    product: DataProduct
    reasons: tuple[str, ...]


def related_to(user, product: DataProduct, *, ordered_together: Mapping[int, int]) -> list[Related]:
    """The nearest products that this person may see, the nearest first; a fixed number of queries.

    `ordered_together` are ids of products with how many consumers ordered both.
    """
    near: dict[int, float] = defaultdict(float)
    reasons: dict[int, list[str]] = defaultdict(list)
    for pk, consumers in ordered_together.items():
        if consumers >= FEWEST_ORDERING:
            near[pk] += 2 * consumers
            words = ngettext("%(n)s consumer ordered both", "%(n)s consumers ordered both", consumers)
            reasons[pk].append(words % {"n": consumers})
    for pk, inputs in _siblings(product).items():
        near[pk] += 1.5 * inputs
        reasons[pk].append(_("made from the same data"))
    for pk, columns in _sharing_columns(product).items():
        near[pk] += columns
        reasons[pk].append(ngettext("%(n)s column in common", "%(n)s columns in common", columns) % {"n": columns})
    visible = DataProduct.objects.visible_to(user).shown().exclude(pk=product.pk)
    found = visible.filter(pk__in=sorted(near, key=near.__getitem__, reverse=True)[: 2 * CANDIDATES])
    nearest = sorted(found.select_related("domain"), key=lambda one: (-near[one.pk], one.name))[:MOST]
    return [Related(one, tuple(reasons[one.pk])) for one in nearest]


def _siblings(product: DataProduct) -> dict[int, int]:
    """The products made from ports that this one is made from, with how many of those they read too."""
    mine = InputPort.objects.filter(version__product=product, version__state="published", upstream__isnull=False)
    upstreams = list(mine.values_list("upstream", flat=True))
    others = InputPort.objects.filter(upstream__in=upstreams, version__state="published")
    others = others.exclude(version__product=product).order_by().values_list("version__product")
    return dict(others.annotate(inputs=Count("upstream", distinct=True)).order_by("-inputs")[:CANDIDATES])


def _sharing_columns(product: DataProduct) -> dict[int, int]:
    """The products with columns of the same names, with how many they share."""
    contracts = [port.contract_id for port in offered_ports(product)]
    # Asked step by step: in a large mesh the planner would rather read all columns of everything offered.
    mine = Column.objects.filter(contract__in=contracts).order_by("position", "pk").values_list("name", flat=True)
    alike = Column.objects.filter(name__in=list(dict.fromkeys(mine[:MOST_NAMES]))).exclude(contract__in=contracts)
    counted = alike.order_by().values_list("contract").annotate(shared=Count("pk"))
    shared = dict(counted.filter(shared__gte=FEWEST_SHARED).order_by("-shared")[:CANDIDATES])
    found: dict[int, int] = {}
    for pk, contract in OutputPort.objects.offered().filter(contract__in=shared).values_list("product", "contract"):
        found[pk] = max(shared[contract], found.get(pk, 0))
    found.pop(product.pk, None)
    return found
