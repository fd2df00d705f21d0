"""Loads the facts of many products in a fixed number of queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Membership
from catalog.fitness.facts import WINDOW_DAYS, Facts, IncidentFacts, Promises, VersionFacts
from catalog.fitness.port_loading import Grouped, load_ports
from catalog.fitness.registry import FACT_LOADERS
from catalog.models import (
    DataProduct,
    Incident,
    InputPort,
    ProductVersion,
    SearchEntry,
    ServiceLevelObjective,
)
from catalog.service_levels.slo.selectors import levels_by


def load_facts(product_ids: Sequence[int], day: date) -> list[Facts]:
    """Everything that is known of these products, in the order of their ids."""
    ids = sorted(product_ids)
    products = DataProduct.objects.filter(pk__in=ids).select_related("owner", "domain", "successor").order_by("pk")
    ports, versions, incidents = load_ports(ids), _versions(ids), _incidents(ids)
    teams, reads, readers = _teams(products), _reads(ids), _readers(ids)
    promises, found = _promises(ids), _found(ids)
    brought = {key: loader(ids, day) for key, loader in FACT_LOADERS.items()}
    return [
        Facts(
            product_id=product.pk,
            slug=product.slug,
            name=product.name,
            day=day,
            archetype=product.archetype,
            external_id=product.external_id,
            domain=product.domain.name,
            description=product.description,
            purpose=product.purpose,
            usage=product.usage,
            limitations=product.limitations,
            tags=tuple(map(str, product.tags)),
            licence=product.licence,
            support=tuple(each for each in product.support if isinstance(each, dict)),
            refresh=product.refresh,
            status=product.status,
            successor=product.successor.name if product.successor else "",
            ends_on=product.ends_on,
            is_found=product.pk in found,
            promises=promises.get(product.pk, Promises()),
            owner=product.owner.name,
            maintainers=teams.get(product.owner_id, (0, 0))[0],
            members=teams.get(product.owner_id, (0, 0))[1],
            ports=tuple(ports[product.pk]),
            versions=tuple(versions[product.pk]),
            incidents=tuple(incidents[product.pk]),
            inputs=reads.get(product.pk, (0, 0))[0],
            upstream_products=reads.get(product.pk, (0, 0))[1],
            downstream=tuple(sorted(readers[product.pk])),
            brought={key: told[product.pk] for key, told in brought.items() if product.pk in told},
        )
        for product in products
    ]


def _versions(ids: Sequence[int]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    found = ProductVersion.objects.filter(product__in=ids, state__in=["published", "superseded"]).order_by("-pk")
    for product, number, published_at, changes in found.values_list("product", "number", "published_at", "changes"):
        grouped[product].append(VersionFacts(number, published_at, len(changes or ())))
    return grouped


def _incidents(ids: Sequence[int]) -> Grouped:
    since = timezone.now() - timedelta(days=WINDOW_DAYS)
    grouped: Grouped = defaultdict(list)
    found = Incident.objects.filter(Q(resolved_at=None) | Q(resolved_at__gte=since), port__product__in=ids)
    rows = found.order_by("-opened_at").values_list("port__product", "title", "severity", "opened_at", "resolved_at")
    for product, title, severity, opened_at, resolved_at in rows:
        grouped[product].append(IncidentFacts(title, severity, opened_at, resolved_at))
    return grouped


def _promises(ids: Sequence[int]) -> dict[int, Promises]:
    """How the objectives of each product stand over their windows, most of which are the last 30 days."""
    objectives = ServiceLevelObjective.objects.in_force().filter(port__product__in=ids)
    return {
        product: Promises(
            attained=level.attained, kept=level.kept, at_risk=level.at_risk, broken=level.broken, last=level.known_until
        )
        for (product,), level in levels_by(objectives, "port__product").items()
    }


def _found(ids: Sequence[int]) -> set[int]:
    """The products that the search knows."""
    return set(SearchEntry.objects.filter(product__in=ids).values_list("product", flat=True))


def _teams(products: Iterable[DataProduct]) -> dict[int, tuple[int, int]]:
    """Maintainers and members of each owning team."""
    told = (
        Membership.objects.filter(team__in={product.owner_id for product in products}, person__is_active=True)
        .values("team")
        .annotate(maintainers=Count("pk", filter=Q(role="maintainer")), members=Count("pk"))
        .order_by()
    )
    return {each["team"]: (each["maintainers"], each["members"]) for each in told}


def _reads(ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """How many inputs each published version has, and how many other products they come from."""
    told = (
        InputPort.objects.filter(version__product__in=ids, version__state="published")
        .values("version__product")
        .annotate(inputs=Count("pk"), products=Count("upstream__product", distinct=True))
        .order_by()
    )
    return {each["version__product"]: (each["inputs"], each["products"]) for each in told}


def _readers(ids: Sequence[int]) -> dict[int, set[str]]:
    """Which other products read each of these, in the versions that are published now."""
    grouped: dict[int, set[str]] = defaultdict(set)
    found = InputPort.objects.filter(upstream__product__in=ids, version__state="published")
    found = found.filter(version__product__status__in=DataProduct.Status.shown())
    for product, slug, reader in found.values_list("upstream__product", "version__product__slug", "version__product"):
        if product != reader:
            grouped[product].add(slug)
    return grouped
