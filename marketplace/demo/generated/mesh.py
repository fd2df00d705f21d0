"""Put a generated mesh beside whatever is there, and take it away again."""

import time
from collections.abc import Callable

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import Consumer, Team
from accounts.teams.services import found_team
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
    SearchEntry,
    SourceSystem,
    SourceTable,
    Transformation,
    Warehouse,
)
from catalog.warehouses.engines import NO_ENGINE
from marketplace.demo.generated.blocks import Ground, write_block
from marketplace.demo.generated.plan import BLOCK, Mesh, slugged, words
from marketplace.foundation.audit import coming_from, record

Say = Callable[[str], object]
SLUG = "generated"
ABOUT = "Made up by generate_mesh, for measuring."
# Rows that go before their product does, each after those that refer to it, with the way to the product.
GOING = (
    (SearchEntry, "product"),
    (ColumnEdge, "version__product"),
    (Column, "contract__port__product"),
    (Monitor, "port__product"),
    (FitnessScore, "product"),
    (Transformation, "version__product"),
    (DataProductGroupPermission, "content_object"),
)
LAST = ((InputPort, "version__product"), (DataContract, "port__product"), (AccessPolicy, "port__product"))


class MeshRefused(Exception):
    """The generated mesh cannot be made, or cannot be taken away, for a reason to tell."""


def standing() -> Mesh | None:
    """The generated mesh that is there, whole or in part."""
    warehouse = Warehouse.objects.filter(slug=SLUG).first()
    if warehouse is None:
        return None
    products, seed, columns = (int(part) for part in warehouse.address.split("/"))
    return Mesh(products, seed, columns)


def generate(mesh: Mesh, say: Say) -> int:
    """Write what is missing of this mesh; answers how many products were added.

    Again after it was interrupted goes on where it stopped. Raises MeshRefused beside another generated mesh.
    """
    there = standing()
    if there not in (None, mesh):
        raise MeshRefused(
            f"There is a generated mesh of {there.products:,} products with {there.columns} columns each (seed "
            f"{there.seed}) already. Take it away first, with --remove, or ask for the same again."
        )
    with coming_from("command", command="generate_mesh"):
        ground = _ground(mesh)
        _with_room()
        begun = before = OutputPort.objects.filter(warehouse=ground.warehouse).count()
        started = time.monotonic()
        while begun < mesh.products:
            end = min(begun - begun % BLOCK + BLOCK, mesh.products)
            write_block(mesh, ground, range(begun, end))
            begun = end
            per_second = (begun - before) / (time.monotonic() - started)
            say(f"{begun:,} of {mesh.products:,} products, {per_second:,.0f} a second")
        if begun > before:
            record("mesh.generated", ground.warehouse, actor=None, products=begun - before)
            _take_stock()
    return begun - before


def _with_room() -> None:
    """Let SQLite keep the upper parts of large indexes at hand: rows come in an order that is none of theirs."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size=-262144")  # KiB


def remove(say: Say) -> int:
    """Take every generated product away with all that hangs on it, then domains, teams and source systems.

    Answers how many products went. What happened stays in the audit. Raises MeshRefused where somebody's order, grant
    or product rests on it.
    """
    warehouse = Warehouse.objects.filter(slug=SLUG).first()
    if warehouse is None:
        return 0
    whole = OutputPort.objects.filter(warehouse=warehouse).count()
    gone = 0
    try:
        while products := list(
            DataProduct.objects.filter(output_ports__warehouse=warehouse)
            .order_by("-pk")
            .values_list("pk", flat=True)[:BLOCK]
        ):
            _remove_products(products)
            gone += len(products)
            say(f"{gone:,} of {whole:,} products taken away")
        with transaction.atomic(), coming_from("command", command="generate_mesh"):
            _remove_ground(warehouse)
            record("mesh.removed", warehouse, actor=None, products=gone)
            warehouse.delete()
    except ProtectedError as refusal:
        kinds = sorted({str(one._meta.verbose_name_plural) for one in refusal.protected_objects})
        raise MeshRefused(
            f"Not taken away further: {', '.join(kinds)} that are not generated rest on it. End those first."
        ) from refusal
    _take_stock()
    return gone


@transaction.atomic
def _ground(mesh: Mesh) -> Ground:
    """Warehouse, domains, teams and source systems; what is there already stays."""
    told = {"name": "Generated, without rows", "engine": NO_ENGINE}
    address = f"{mesh.products}/{mesh.seed}/{mesh.columns}"
    warehouse, _made = Warehouse.objects.get_or_create(slug=SLUG, defaults=told | {"address": address})
    domains, teams, sources = {}, {}, {}
    for industry, about in words()["industries"].items():
        parent = None
        for name in [about["name"], *about["domains"]]:
            short = slugged(industry if parent is None else f"{industry} {name}")
            team = _team(f"{SLUG}-{short}", name if parent is None else f"{about['name']} · {name}")
            domain, _made = Domain.objects.get_or_create(
                slug=f"{SLUG}-{short}",
                defaults={"name": team.name, "description": ABOUT, "team": team, "parent": parent},
            )
            parent = parent or domain
            domains[short], teams[team.slug] = domain, team
        sources |= _sources(warehouse, industry, about)
    return Ground(warehouse, domains, teams, sources)


def _team(slug: str, name: str) -> Team:
    found = Team.objects.filter(slug=slug).first()
    return found or found_team(actor=None, slug=slug, name=name, description=ABOUT)


def _sources(warehouse: Warehouse, industry: str, about: dict) -> dict[tuple[str, str], SourceTable]:
    """A source system for each industry, with a table for everything its products are about."""
    system, _made = SourceSystem.objects.get_or_create(
        slug=f"{SLUG}-{industry}", defaults={"name": f"{about['name']} systems", "description": ABOUT}
    )
    tables = {}
    for thing in about["things"]:
        name = slugged(thing).replace("-", "_")
        tables[industry, name] = SourceTable.objects.get_or_create(
            system=system,
            name=name,
            defaults={
                "warehouse": warehouse,
                "location": f"{SLUG}/{industry}/{name}",
                "landed_at": timezone.now(),
            },
        )[0]
    return tables


@transaction.atomic
def _remove_products(products: list[int]) -> None:
    versions = {"version__product__in": products}
    for model, way in GOING:
        gone = model.objects.filter(**{f"{way}__in": products})
        gone._raw_delete(gone.db)
    ports = OutputPort.objects.filter(product__in=products)
    if InputPort.objects.filter(upstream__in=ports).exclude(**versions).exists():
        readers = DataProduct.objects.filter(versions__input_ports__upstream__in=ports).exclude(pk__in=products)
        raise MeshRefused(f"{readers.first()} reads a generated product; end it first.")
    ports.update(offered=False, contract=None, policy=None, snapshot=None)
    for model, way in LAST:
        model.objects.filter(**{f"{way}__in": products}).delete()
    DataProduct.objects.filter(pk__in=products).delete()


def _remove_ground(warehouse: Warehouse) -> None:
    SourceTable.objects.filter(warehouse=warehouse).delete()
    SourceSystem.objects.filter(slug__startswith=f"{SLUG}-", description=ABOUT, tables=None).delete()
    domains = Domain.objects.filter(slug__startswith=f"{SLUG}-", description=ABOUT)
    domains.filter(parent__isnull=False).delete()
    domains.delete()
    teams = Team.objects.filter(slug__startswith=f"{SLUG}-", description=ABOUT)
    groups = [key for pair in teams.values_list("members_group", "maintainers_group") for key in pair]
    Consumer.objects.filter(team__in=teams).delete()
    teams.delete()
    Group.objects.filter(pk__in=groups).delete()


def _take_stock() -> None:
    """Let the database plan by what is there now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
