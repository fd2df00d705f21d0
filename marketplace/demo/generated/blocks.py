"""One block of the mesh: a thousand products with everything around them, written in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import Permission
from django.db import transaction
from django.utils import timezone

from accounts.models import Team
from catalog.fitness.scoring import band
from catalog.models import (
    AccessPolicy,
    Column,
    ColumnEdge,
    DataContract,
    DataProduct,
    DataProductGroupPermission,
    Domain,
    FitnessScore,
    InputPort,
    Monitor,
    OutputPort,
    ProductVersion,
    Snapshot,
    SourceTable,
    Transformation,
    Warehouse,
)
from catalog.publishing.facts import policy_fields
from catalog.publishing.rights import MAINTAINERS, MEMBERS
from catalog.search.index import index_products
from catalog.spec.viewing import policy_of
from marketplace.demo.generated.documents import (
    CLAIM,
    Written,
    contract_id,
    domain_of,
    expression_of,
    external_id,
    input_name,
    team_of,
    write_documents,
)
from marketplace.demo.generated.plan import Mesh, PlannedProduct, plan
from marketplace.demo.generated.pouring import fresh_ids, pour

SCORING = "generated"
MADE_UP = "Made up with the mesh; nothing was measured."
PROMISES = (("freshness", "Fresh within a day"), ("volume", "Rows every day"), ("schema", "Columns as promised"))


@dataclass(frozen=True)
class Ground:
    """What every block stands on, by short name."""

    warehouse: Warehouse
    domains: dict[str, Domain]
    teams: dict[str, Team]
    sources: dict[tuple[str, str], SourceTable]


@dataclass(frozen=True)
class Keyed:
    """A product with its documents and the keys of its rows."""

    product: PlannedProduct
    written: Written
    pk: int
    version: int
    port: int
    contract: int
    policy: int
    snapshot: int
    at: datetime


@transaction.atomic
def write_block(mesh: Mesh, ground: Ground, numbers: Sequence[int]) -> None:
    """The products of these numbers, which read each other only, and their words in the search."""
    block = _keyed(mesh, numbers)
    _products(ground, block)
    _ports(ground, block)
    _columns(block)
    _lineage(ground, block)
    _judgements(block)
    index_products([one.pk for one in block])


def _keyed(mesh: Mesh, numbers: Sequence[int]) -> list[Keyed]:
    now, many = timezone.now(), len(numbers)
    kinds = (DataProduct, ProductVersion, OutputPort, DataContract, AccessPolicy, Snapshot)
    keys = zip(*(fresh_ids(kind, many) for kind in kinds), strict=True)
    block = []
    for number, of_it in zip(numbers, keys, strict=True):
        product = plan(mesh, number)
        # Spread over two years by number, so that lists by newest have an order.
        at = now - timedelta(minutes=10 * (mesh.products - number) % 1_051_200)
        block.append(Keyed(product, write_documents(mesh, product), *of_it, at))
    return block


def _products(ground: Ground, block: list[Keyed]) -> None:
    pour(
        DataProduct,
        (
            *("id", "slug", "name", "external_id", "domain_id", "owner_id", "archetype", "status", "description"),
            *("purpose", "limitations", "tags", "licence", "refresh", "created_at", "updated_at"),
        ),
        (
            (
                *(one.pk, one.product.slug, one.product.name, external_id(one.product)),
                *(ground.domains[domain_of(one.product)].pk, ground.teams[team_of(one.product)].pk),
                *(one.product.archetype, "published", one.product.description, one.product.description, CLAIM),
                *(list(one.product.tags), one.product.licence, "manual", one.at, one.at),
            )
            for one in block
        ),
    )
    pour(
        ProductVersion,
        ("id", "product_id", "number", "state", "bundle", "digest", "published_at", "created_at"),
        (
            (one.version, one.pk, "1.0.0", "published", stream, hashlib.sha256(stream).hexdigest(), one.at, one.at)
            for one in block
            for stream in [one.written.stream]
        ),
    )
    rights = Permission.objects.filter(content_type__app_label="catalog", codename__in=MAINTAINERS)
    by_name = {right.codename: right.pk for right in rights.filter(content_type__model="dataproduct")}
    pour(
        DataProductGroupPermission,
        ("content_object_id", "group_id", "permission_id"),
        (
            (one.pk, group, by_name[name])
            for one in block
            for team in [ground.teams[team_of(one.product)]]
            for names, group in ((MEMBERS, team.members_group_id), (MAINTAINERS, team.maintainers_group_id))
            for name in names
        ),
    )


def _ports(ground: Ground, block: list[Keyed]) -> None:
    """Ports with their promise, their policy and a build without rows; their keys refer to each other."""
    pour(
        OutputPort,
        (
            *("id", "product_id", "name", "description", "warehouse_id", "offered"),
            *("contract_id", "policy_id", "snapshot_id"),
        ),
        (
            (
                *(one.port, one.pk, one.product.port, f"One row per {one.product.port.replace('_', ' ')}."),
                *(ground.warehouse.pk, True, one.contract, one.policy, one.snapshot),
            )
            for one in block
        ),
    )
    pour(
        DataContract,
        ("id", "version_id", "port_id", "external_id", "number", "table", "description", "document"),
        (
            (
                *(one.contract, one.version, one.port, contract_id(one.product), "1.0.0", one.product.port),
                *(f"One row per {one.product.port.replace('_', ' ')}.", one.written.contract_text),
            )
            for one in block
        ),
    )
    understood = [policy_fields(policy_of(one.written.policy), one.written.policy) for one in block]
    pour(
        AccessPolicy,
        ("id", "version_id", "port_id", *understood[0]),
        ((one.policy, one.version, one.port, *policy.values()) for one, policy in zip(block, understood, strict=True)),
    )
    pour(
        Snapshot,
        ("id", "port_id", "version_id", "location", "rows", "size", "built_at"),
        (
            (one.snapshot, one.port, one.version, f"generated/{one.product.number}/{one.snapshot}", 0, 0, one.at)
            for one in block
        ),
    )


def _columns(block: list[Keyed]) -> None:
    pour(
        Column,
        (
            *("contract_id", "name", "position", "logical_type", "physical_type", "business_name", "description"),
            *("classification", "primary_key", "required"),
        ),
        (
            (
                *(one.contract, column.name, place, column.logical_type, column.physical_type, column.business_name),
                *(column.description, column.classification, column.key, column.key),
            )
            for one in block
            for place, column in enumerate(one.product.columns, 1)
        ),
    )


def _lineage(ground: Ground, block: list[Keyed]) -> None:
    """The SQL, what it reads, and which column comes from which."""
    pour(
        Transformation,
        ("version_id", "port_id", "sql"),
        ((one.version, one.port, one.written.sql) for one in block),
    )
    port_of = {one.product.number: one.port for one in block}
    inputs = [(one, number) for one in block for number in one.product.reads or [None]]
    keys = fresh_ids(InputPort, len(inputs))
    pour(
        InputPort,
        ("id", "version_id", "name", "upstream_id", "source_id"),
        (
            (key, one.version, f"raw_{one.product.port}", None, _source(ground, one.product))
            if number is None
            else (key, one.version, input_name(number), port_of[number], None)
            for key, (one, number) in zip(keys, inputs, strict=True)
        ),
    )
    key_of = {(one.pk, number): key for key, (one, number) in zip(keys, inputs, strict=True)}
    pour(
        ColumnEdge,
        ("version_id", "port_id", "column", "input_port_id", "from_column", "kind", "expression"),
        (
            (
                *(one.version, one.port, column.name, key_of[one.pk, column.made_from[0]], column.made_from[1]),
                *(column.made_from[2], expression_of(column)),
            )
            for one in block
            for column in one.product.columns
            if column.made_from
        ),
    )


def _source(ground: Ground, product: PlannedProduct) -> int:
    return ground.sources[product.industry, product.port].pk


def _judgements(block: list[Keyed]) -> None:
    """Fitness and promises, made up like everything else, and said to be so."""
    today = timezone.localdate()
    pour(
        FitnessScore,
        ("product_id", "day", "scoring", "score", "band", "attributes", "latest"),
        (
            (one.pk, today, SCORING, one.product.score, band(one.product.score), dict(one.product.attributes), True)
            for one in block
        ),
    )
    pour(
        Monitor,
        ("port_id", "contract_id", "rule", "indicator", "name", "status", "detail"),
        (
            (one.port, one.contract, f"generated/{indicator}", indicator, name, status, MADE_UP)
            for one in block
            for (indicator, name), status in zip(PROMISES, one.product.levels, strict=True)
        ),
    )
