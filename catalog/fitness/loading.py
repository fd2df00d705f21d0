"""Loads the facts of many products in a fixed number of queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Membership
from catalog.fitness.facts import (
    ColumnFacts,
    Facts,
    IncidentFacts,
    MonitorFacts,
    PolicyFacts,
    PortFacts,
    VersionFacts,
)
from catalog.fitness.registry import FACT_LOADERS
from catalog.models import (
    Column,
    ColumnEdge,
    DataProduct,
    Incident,
    InputPort,
    Monitor,
    OutputPort,
    ProductVersion,
    Transformation,
)

INCIDENT_DAYS = 30
Grouped = dict[int, list[Any]]


def load_facts(product_ids: Sequence[int], day: date) -> list[Facts]:
    """Everything that is known of these products, in the order of their ids."""
    ids = sorted(product_ids)
    products = DataProduct.objects.filter(pk__in=ids).select_related("owner").order_by("pk")
    ports, versions, incidents = _ports(ids), _versions(ids), _incidents(ids)
    teams, reads, readers = _teams(products), _reads(ids), _readers(ids)
    brought = {key: loader(ids, day) for key, loader in FACT_LOADERS.items()}
    return [
        Facts(
            product_id=product.pk,
            slug=product.slug,
            name=product.name,
            day=day,
            archetype=product.archetype,
            description=product.description,
            purpose=product.purpose,
            usage=product.usage,
            limitations=product.limitations,
            tags=tuple(map(str, product.tags)),
            licence=product.licence,
            support=tuple(each for each in product.support if isinstance(each, dict)),
            refresh=product.refresh,
            status=product.status,
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


def _ports(ids: Sequence[int]) -> Grouped:
    """The offered ports of each product, with columns, promises and policy: six queries."""
    rows = list(
        OutputPort.objects.offered()
        .filter(product__in=ids)
        .order_by("position", "name")
        .values(
            *("pk", "product", "name", "description", "contract", "contract__document__apiVersion"),
            *("contract__document__schema__0__properties", "snapshot__columns", "snapshot__rows", "contract__version"),
            *("policy__document", "policy__purposes", "policy__longest_days", "policy__terms", "policy__row_filter"),
            "policy__masks",
        )
    )
    columns, monitors = _columns(rows), _monitors(ids)
    made = set(
        Transformation.objects.filter(version__in={row["contract__version"] for row in rows}).values_list(
            "port", flat=True
        )
    )
    grouped: Grouped = defaultdict(list)
    for row in rows:
        grouped[row["product"]].append(
            PortFacts(
                pk=row["pk"],
                name=row["name"],
                description=row["description"],
                standard=str(row["contract__document__apiVersion"] or ""),
                columns=tuple(columns[row["contract"]]),
                actual=tuple(column["name"] for column in row["snapshot__columns"] or ()),
                monitors=tuple(monitors[row["pk"]]),
                policy=_policy(row),
                rows=row["snapshot__rows"],
                is_made=row["pk"] in made,
            )
        )
    return grouped


def _policy(row: dict[str, Any]) -> PolicyFacts:
    document = row["policy__document"] or {}
    return PolicyFacts(
        rules=tuple(rule for rule in document.get("rules") or () if isinstance(rule, dict)),
        purposes=tuple(row["policy__purposes"] or ()),
        longest_days=row["policy__longest_days"] or 0,
        terms=row["policy__terms"] or "",
        row_filter=row["policy__row_filter"] or "",
        masked=frozenset(mask["column"].lower() for mask in row["policy__masks"] or ()),
    )


def _columns(rows: list[dict[str, Any]]) -> Grouped:
    """The columns of each contract in force; how many other products share a name is counted over all of them."""
    product_of = {row["contract"]: row["product"] for row in rows}
    classified = {row["contract"]: _classified(row["contract__document__schema__0__properties"]) for row in rows}
    traced = set(
        ColumnEdge.objects.filter(version__in={row["contract__version"] for row in rows})
        .values_list("port", "column")
        .distinct()
    )
    port_of = {row["contract"]: row["pk"] for row in rows}
    found = (
        Column.objects.filter(contract__in=product_of)
        .order_by("position")
        .values(
            *("contract", "name", "logical_type", "description", "business_name", "classification", "primary_key"),
            *("unique", "examples", "enum"),
        )
    )
    found = list(found)
    shared = products_with_columns({each["name"] for each in found})
    grouped: Grouped = defaultdict(list)
    for each in found:
        name, contract = each["name"], each["contract"]
        grouped[contract].append(
            ColumnFacts(
                name=name,
                logical_type=each["logical_type"],
                description=each["description"],
                business_name=each["business_name"],
                classification=each["classification"],
                classified=name in classified[contract],
                primary_key=each["primary_key"],
                unique=each["unique"],
                explained=bool(each["examples"] or each["enum"]),
                shared_with=max(shared.get(name, 1) - 1, 0),
                traced=(port_of[contract], name) in traced,
            )
        )
    return grouped


def _classified(properties: Any) -> set[str]:
    """The columns whose classification the contract itself states."""
    told = [each for each in properties if isinstance(each, dict)] if isinstance(properties, list) else []
    return {each["name"] for each in told if each.get("classification") and isinstance(each.get("name"), str)}


def products_with_columns(names: set[str]) -> dict[str, int]:
    """How many products that everybody finds have a column of each name.

    Two queries that each begin at an index; joined into one, both engines begin at the products and read every column.
    """
    named = Column.objects.filter(name__in=names).order_by()
    in_force = OutputPort.objects.offered().filter(
        product__status__in=DataProduct.Status.shown(), contract__in=named.values("contract")
    )
    product_of = dict(in_force.order_by().values_list("contract", "product"))
    products: dict[str, set[int]] = defaultdict(set)
    for name, contract in named.values_list("name", "contract"):
        if contract in product_of:
            products[name].add(product_of[contract])
    return {name: len(found) for name, found in products.items()}


def _monitors(ids: Sequence[int]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    found = Monitor.objects.filter(port__product__in=ids, port__offered=True, active=True).order_by("rule")
    for each in found.values(
        *(
            "port",
            "rule",
            "indicator",
            "name",
            "status",
            "column",
            "dimension",
            "severity",
            "value",
            "value_text",
            "detail",
        ),
        *("objective", "unmeasurable", "measured_at"),
    ):
        port, objective = each.pop("port"), each.pop("objective")
        grouped[port].append(
            MonitorFacts(**each, has_objective=bool(objective), expected=bool(objective.get("expected")))
        )
    return grouped


def _versions(ids: Sequence[int]) -> Grouped:
    grouped: Grouped = defaultdict(list)
    found = ProductVersion.objects.filter(product__in=ids, state__in=["published", "superseded"]).order_by("-pk")
    for product, number, published_at, changes in found.values_list("product", "number", "published_at", "changes"):
        grouped[product].append(VersionFacts(number, published_at, len(changes or ())))
    return grouped


def _incidents(ids: Sequence[int]) -> Grouped:
    since = timezone.now() - timedelta(days=INCIDENT_DAYS)
    grouped: Grouped = defaultdict(list)
    found = Incident.objects.filter(Q(resolved_at=None) | Q(resolved_at__gte=since), port__product__in=ids)
    rows = found.order_by("-opened_at").values_list("port__product", "title", "severity", "opened_at", "resolved_at")
    for product, title, severity, opened_at, resolved_at in rows:
        grouped[product].append(IncidentFacts(title, severity, opened_at, resolved_at is None))
    return grouped


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
