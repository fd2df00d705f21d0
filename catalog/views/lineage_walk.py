"""One column on the lineage page: what it is made from, what is made of it, the SQL, and its path in the drawing."""

from urllib.parse import urlencode

from django.db.models.functions import Lower
from django.urls import reverse

from catalog.lineage.column_selectors import column_lineage
from catalog.lineage.marking import pieces
from catalog.models import Column, DataProduct, OutputPort, ProductVersion, Transformation

MOST_TOLD = 200
MOST_COLUMNS = 200  # of one port that are listed at once


def walk_of(user, product: DataProduct, version: ProductVersion, port: OutputPort, column: str, hops: int) -> dict:
    """Both ways to the ends, as lists and as a path for the drawing; and the SQL with the expression marked."""
    walked = column_lineage(user, port, column)
    transformation = Transformation.objects.filter(version=version, port=port).first()
    return {
        "product": product,
        "port": port,
        "column": column,
        "hops": hops,
        "walked": {way: _parted(walked[way]) | {"more": walked["more"][way]} for way in ("up", "down")},
        "path": _path(port, column, walked, hops),
        "transformation": transformation,
        "pieces": pieces(transformation.sql, column) if transformation else [],
    }


def columns_of(product: DataProduct, hops: int) -> list[dict]:
    """The tables of a product with their columns, for the drawing; two queries."""
    ports = list(product.output_ports.offered().order_by("position", "name"))
    columns: dict[int, list[tuple[str, str]]] = {}
    wanted = Column.objects.filter(contract__in=[port.contract_id for port in ports]).order_by("contract", "position")
    for contract, name, low in wanted.values_list("contract_id", "name", Lower("name")):
        columns.setdefault(contract, []).append((name, low))
    return [
        {
            "id": port.pk,
            "name": port.name,
            "columns": [
                {"id": f"port:{port.pk}:{low}", "label": name, "url": _address(product.slug, port.name, name, hops)}
                for name, low in columns.get(port.contract_id, [])[:MOST_COLUMNS]
            ],
            "more": max(len(columns.get(port.contract_id, ())) - MOST_COLUMNS, 0),
        }
        for port in ports
    ]


def _address(slug: str, port: str, column: str, hops: int) -> str:
    query = urlencode({"port": port, "column": column, "hops": hops})
    return f"{reverse('catalog:product-lineage', args=[slug])}?{query}"


def _parted(edges: list[dict]) -> dict:
    """Columns that values are made from, and columns that only decide which rows there are."""
    direct = [edge for edge in edges if edge["direct"]]
    deciding = [edge for edge in edges if not edge["direct"]]
    return {
        "direct": direct[:MOST_TOLD],
        "deciding": deciding[:MOST_TOLD],
        "untold": max(len(direct) - MOST_TOLD, 0) + max(len(deciding) - MOST_TOLD, 0),
    }


def _path(port: OutputPort, column: str, walked: dict, hops: int) -> dict:
    """Rows in the boxes of the drawing, and the arrows between them; what is hidden has neither."""
    first = next(
        (edge["near"] for way in ("up", "down") for edge in walked[way] if edge["drawn"] and edge["near"]), None
    )
    first = first or {"box": f"product-{port.product_id}", "id": f"port:{port.pk}:{column.lower()}"}
    address = _address(port.product.slug, port.name, column, hops)
    rows = {first["id"]: {**first, "of": port.name, "label": column, "url": address}}
    arrows = []
    for way in ("up", "down"):
        for edge in walked[way]:
            near, far = edge["near"], edge["far"]
            if not (edge["drawn"] and near and far):
                continue
            url = _address(edge["product"], edge["port"], edge["column"], hops) if edge["product"] else ""
            rows.setdefault(far["id"], {**far, "of": edge["port"], "label": edge["column"], "url": url})
            ends = [near["id"], far["id"]]
            source, target = ends if way == "down" else ends[::-1]
            arrows.append({"source": source, "target": target})
    return {"chosen": first["id"], "rows": list(rows.values()), "arrows": arrows}
