"""Prints how long a dry run of twelve policies takes over meshes of growing size: `python -m tests.bench.policies`.

It works in a database of its own, which is gone afterwards; `VAR_DIR` and `DATABASE_URL` say where.
"""

import sys
import time

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.bench.own_database import own_database

SIZES = (100, 1_000, 10_000)
POLICIES = 12
COLUMNS = 10
BATCH = 2_000


def main() -> None:
    """Measure in a test database, so that nothing real is touched."""
    with own_database():
        made = 0
        for size in SIZES:
            _make(made, size)
            made = size
            _measure(size)


def _measure(size: int) -> None:
    from catalog.governance.dry_runs import dry_run
    from catalog.governance.language import read_rule
    from catalog.governance.services.shipping import shipped_rules

    rules = [read_rule(text)[0] for text in list(shipped_rules().values())[:POLICIES]]
    begun, worked = time.perf_counter(), time.process_time()
    runs = dry_run(rules)
    seconds, busy = time.perf_counter() - begun, time.process_time() - worked
    with CaptureQueriesContext(connection) as captured:
        dry_run(rules)
    failing = sum(run.counts["fail"] for run in runs)
    assert runs[0].judged == size, runs[0].judged
    what = f"dry run of {POLICIES} policies over {size:,} products"
    figures = f"{seconds:6.2f} s  ({busy:.2f} s of one core)  {len(captured)} queries  {failing:,} verdicts fail"
    sys.stdout.write(f"{what:<60} {figures}\n")


@transaction.atomic
def _make(begin: int, end: int) -> None:
    """Products from one number to another, each with a port, a contract and columns, some with grants and scores."""
    from catalog.models import (
        AccessPolicy,
        Column,
        DataContract,
        DataProduct,
        FitnessScore,
        OutputPort,
        ProductVersion,
        Snapshot,
        Warehouse,
    )

    domains, now = _domains(), timezone.now()
    warehouse, _ = Warehouse.objects.get_or_create(slug="lakehouse", defaults={"name": "L", "engine": "lakehouse"})
    numbers = range(begin, end)
    products = [
        DataProduct(
            slug=f"product-{n}",
            name=f"Product {n}",
            external_id=f"product-{n}",
            domain=domains[n % len(domains)],
            owner=domains[n % len(domains)].team,
            archetype="consumer-aligned" if n % 3 else "source-aligned",
            status="published",
            description="What happened.",
            licence="MIT" if n % 2 else "",
            support=[{"channel": "Desk"}] if n % 5 else [],
        )
        for n in numbers
    ]
    _save(DataProduct, products)
    _save(FitnessScore, [
        FitnessScore(product=one, day=now.date(), scoring="1", score=70, band="fair", latest=True, scored_at=now)
        for one in products
    ])  # fmt: skip
    versions = [
        ProductVersion(product=one, number="1.0.0", state="published", bundle=b"", digest="0" * 64, published_at=now)
        for one in products
    ]
    _save(ProductVersion, versions)
    ports = [OutputPort(product=one, name="rows", warehouse=warehouse) for one in products]
    _save(OutputPort, ports)
    contracts = [
        DataContract(
            version=version, port=port, external_id=f"c-{n}", number="1.0.0", table="rows", document=_written(n)
        )
        for n, version, port in zip(numbers, versions, ports, strict=True)
    ]
    _save(DataContract, contracts)
    _save(Column, [
        Column(contract=contract, position=place, logical_type="string", description="A value.", **said)
        for n, contract in zip(numbers, contracts, strict=True)
        for place, said in enumerate(_columns(n))
    ])  # fmt: skip
    policies = [
        AccessPolicy(version=version, port=port, document={}, digest="0" * 64, longest_days=365, masks=_masks(n))
        for n, version, port in zip(numbers, versions, ports, strict=True)
    ]
    _save(AccessPolicy, policies)
    snapshots = [
        Snapshot(port=port, version=version, location=f"{n}", rows=1, size=1, built_at=now)
        for n, version, port in zip(numbers, versions, ports, strict=True)
    ]
    _save(Snapshot, snapshots)
    for port, contract, policy, snapshot in zip(ports, contracts, policies, snapshots, strict=True):
        port.contract, port.policy, port.snapshot, port.offered = contract, policy, snapshot, True
    OutputPort.objects.bulk_update(ports, ["contract", "policy", "snapshot", "offered"], batch_size=BATCH)


def _domains() -> list:
    from catalog.models import Domain
    from tests.catalog.factories import DomainFactory

    return list(Domain.objects.select_related("team")) or [DomainFactory() for _ in range(10)]


def _save(model, rows: list) -> None:
    model.objects.bulk_create(rows, batch_size=BATCH)


def _columns(number: int):
    names = ["customer_hk", "load_date", "record_source", "e_mail", *(f"value_{n}" for n in range(COLUMNS - 4))]
    for place, name in enumerate(names):
        restricted = place == 3 or (number + place) % 9 == 0
        yield {
            "name": name,
            "classification": "restricted" if restricted else "internal",
            "primary_key": place == 0,
            "tags": ["hash-key"] if place == 0 else [],
        }


def _masks(number: int) -> list[dict]:
    return [{"column": "e_mail", "method": "hash"}] if number % 4 else []


def _written(number: int) -> dict:
    """A contract of the usual size, about 3 kB."""
    return {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "slaProperties": [{"property": "freshness", "value": 1, "unit": "d"}] if number % 2 else [],
        "schema": [
            {
                "name": "rows",
                "tags": ["hub"] if number % 10 == 0 else [],
                "quality": [{"metric": "rowCount", "mustBeGreaterThan": 0}],
                "properties": [
                    {**said, "logicalType": "string", "physicalType": "VARCHAR", "description": "A value." * 10}
                    for said in _columns(number)
                ],
            }
        ],
    }


if __name__ == "__main__":
    main()
