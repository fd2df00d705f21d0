"""Prints how long lineage takes in a graph of a million column edges, and the map in a mesh of 100,000 products.

`python -m tests.bench.lineage` alone; a number behind it makes another mesh. It works in a database of its own, which
is gone afterwards; `VAR_DIR` and `DATABASE_URL` say where.
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from django.db import connection, transaction
from django.utils import timezone

from tests.bench.own_database import own_database

PRODUCTS = 100_000
DOMAINS = 40
LAYERS, WIDTH = 12, 500  # of the products that read each other: each reads five of the layer before
INPUTS, COLUMNS = 5, 20
NARROW = 2  # columns that are made of two others each; the rest are made of ten
BATCH = 2_000
HOPS = 6
VISITS = 25


def main() -> None:
    """Measure in a test database, so that nothing real is touched."""
    with own_database():
        _make(int(sys.argv[1]) if len(sys.argv) > 1 else PRODUCTS)
        _measure()


def _measure() -> None:
    from django.http import QueryDict

    from accounts.models import User
    from catalog.lineage.column_selectors import column_lineage
    from catalog.lineage.selectors import product_graph
    from catalog.models import ColumnEdge, DataProduct, Domain, OutputPort
    from catalog.views.mesh_page import mesh_page

    user = User.objects.create(username="somebody")
    edges, products = ColumnEdge.objects.count(), DataProduct.objects.count()
    middle = LAYERS // 2 * WIDTH
    ports = list(OutputPort.objects.select_related("product").order_by("pk")[middle : middle + VISITS])
    for what, column in (("2 columns each", "COLUMN_1"), ("10 columns each, cut at 500", "column_7")):
        walked = [column_lineage(user, port, column, deepest=HOPS) for port in ports[:3]]
        told = statistics.median(len(one["up"]) + len(one["down"]) for one in walked)
        _say(
            f"column lineage, {HOPS} hops both ways in {edges:,} edges: {what}",
            _times([partial(column_lineage, user, port, column, deepest=HOPS) for port in ports]),
            f"{told:,.0f} edges told  (< 100 ms)",
        )
    _say(
        f"product lineage, {HOPS} hops in {products:,} products",
        _times([partial(product_graph, user, port.product, HOPS) for port in ports]),
        f"{len(product_graph(user, ports[0].product, HOPS)['nodes'])} nodes",
    )
    slug = Domain.objects.order_by("pk").values_list("slug", flat=True).first()
    for what, query in {
        "by use": "",
        "by fitness": "by=fitness",
        "one domain by fitness": f"domain={slug}&by=fitness",
        "one domain, narrowed": f"domain={slug}&q=99",
    }.items():
        page = mesh_page(user, QueryDict(query))
        boxes = len(page["graph"]["nodes"])
        took = _times([partial(mesh_page, user, QueryDict(query))] * 7)
        _say(f"mesh map of {products:,} products, {what}", took, f"{boxes} boxes")


def _times(works: list[Callable]) -> str:
    """Also the time of one core that this process took: on SQLite that is all of it, whatever else the machine does."""
    works[0]()
    times, worked = [], time.process_time()
    for work in works:
        begun = time.perf_counter()
        work()
        times.append((time.perf_counter() - begun) * 1000)
    busy = (time.process_time() - worked) * 1000 / len(works)
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
    return f"p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  ({busy:5.1f} ms of one core)"


def _say(what: str, took: str, more: str) -> None:
    sys.stdout.write(f"{what:<84} {took}  {more}\n")
    sys.stdout.flush()


@transaction.atomic
def _make(products: int) -> None:
    """Products with a score, a version and a port; the first of them read each other, layer by layer."""
    from catalog.models import DataProduct, FitnessScore, InputPort, OutputPort, ProductVersion, Warehouse
    from tests.catalog.factories import DomainFactory

    domains = [DomainFactory() for _ in range(DOMAINS)]
    warehouse, _ = Warehouse.objects.get_or_create(slug="lakehouse", defaults={"name": "L", "engine": "lakehouse"})
    now = timezone.now()
    made = [
        DataProduct(
            slug=f"product-{n}",
            name=f"Product {n}",
            external_id=f"product-{n}",
            domain=domains[n % DOMAINS],
            owner=domains[n % DOMAINS].team,
            archetype="consumer-aligned" if n % 3 else "source-aligned",
            status="published",
        )
        for n in range(products)
    ]
    DataProduct.objects.bulk_create(made, batch_size=BATCH)
    FitnessScore.objects.bulk_create(
        (
            FitnessScore(product=one, day=now.date(), scoring="1", score=n % 101, band="fair", latest=True)
            for n, one in enumerate(made)
        ),
        batch_size=BATCH,
    )
    versions = [
        ProductVersion(product=one, number="1.0.0", state="published", bundle=b"", digest="0" * 64, published_at=now)
        for one in made
    ]
    ProductVersion.objects.bulk_create(versions, batch_size=BATCH)
    ports = [OutputPort(product=one, name="rows", warehouse=warehouse) for one in made]
    OutputPort.objects.bulk_create(ports, batch_size=BATCH)
    InputPort.objects.bulk_create(
        (
            InputPort(
                version=versions[layer * WIDTH + n],
                name=f"input_{one}",
                upstream=ports[(layer - 1) * WIDTH + (n * 3 + one * 7) % WIDTH],
            )
            for layer in range(1, LAYERS)
            for n in range(WIDTH)
            for one in range(INPUTS)
        ),
        batch_size=BATCH,
    )
    with connection.cursor() as cursor:
        cursor.execute(_EDGES, {"columns": COLUMNS, "narrow": NARROW})
        cursor.execute("ANALYZE")


_EDGES = """
    INSERT INTO catalog_columnedge (version_id, port_id, "column", input_port_id, from_column, kind, expression)
    WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < %(columns)s - 1)
    SELECT i.version_id, p.id, 'column_' || made.n, i.id,
           CASE WHEN made.n < %(narrow)s THEN 'column_' || one.n
                ELSE 'Column_' || (%(narrow)s + (made.n * 3 + one.n * 7 + i.id) %% (%(columns)s - %(narrow)s)) END,
           'TRANSFORMATION', 'upper(column)'
    FROM catalog_inputport i
    JOIN catalog_productversion v ON v.id = i.version_id
    JOIN catalog_outputport p ON p.product_id = v.product_id
    JOIN numbers made ON made.n >= %(narrow)s OR i.name = 'input_0'
    JOIN numbers one ON one.n < 2
"""


if __name__ == "__main__":
    main()
