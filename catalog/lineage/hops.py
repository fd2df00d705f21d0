"""One step from columns to the columns beside them, for as many columns at once as a walk has reached.

Written in SQL, for two keys at a time in a set are more than the ORM asks for with an index on SQLite.
"""

from collections.abc import Collection
from typing import Literal, NamedTuple

from django.db import connection

from catalog.lineage.transformations import DIRECT
from catalog.models import ColumnEdge, DataProduct, InputPort, ProductVersion

ALL = "*"
# Columns that one query asks for: of some hundreds, SQLite believes that reading all edges is cheaper than the index.
AT_ONCE = 100

Way = Literal["up", "down"]


class Place(NamedTuple):
    """One column of one port, or of one source table; its name as the database writes it in lower case."""

    kind: Literal["port", "source"]
    pk: int
    column: str


class Hop(NamedTuple):
    """An edge, from the column that was asked about to the one beyond it."""

    edge: int
    near: Place
    beyond: Place
    kind: str

    @property
    def direct(self) -> bool:
        """Are values made of it, or does it only decide which rows there are?"""
        return self.kind in DIRECT


_JOINS = {
    "up": """
        JOIN {edge} e ON e.port_id = spot.port AND LOWER(e."column") = spot.col
        JOIN {input} i ON i.id = e.input_port_id
        JOIN {version} v ON v.id = e.version_id AND v.state = 'published'
    """,
    "down": """
        JOIN {input} i ON i.upstream_id = spot.port
        JOIN {version} v ON v.id = i.version_id AND v.state = 'published'
        JOIN {edge} e ON e.input_port_id = i.id AND LOWER(e.from_column) = spot.col
    """,
}
_SQL = """
    WITH spot(port, col) AS (
        SELECT CAST(asked.column1 AS bigint), LOWER(asked.column2) FROM (VALUES {values}) AS asked
    )
    SELECT e.id, spot.port, spot.col, e.port_id, LOWER(e."column"), i.upstream_id, i.source_id,
           LOWER(e.from_column), e.kind
    FROM spot {joins}
    JOIN {product} p ON p.id = v.product_id AND p.status <> 'retired'
    ORDER BY CASE WHEN e.kind IN ({direct}) THEN 0 ELSE 1 END, e.id
    LIMIT {most}
"""
_TABLES = {
    "edge": ColumnEdge._meta.db_table,
    "input": InputPort._meta.db_table,
    "version": ProductVersion._meta.db_table,
    "product": DataProduct._meta.db_table,
}


def hops(way: Way, places: Collection[Place], most: int) -> list[Hop]:
    """The edges that touch these columns, those that make values first, at most so many; a query for 100 columns.

    What decides the rows of a port touches each of its columns: it is told once, of the column `*`.
    """
    asked = [(place.pk, place.column) for place in places if place.kind == "port"]
    asked += sorted({(pk, ALL) for pk, column in asked if column != ALL})
    found: list[Hop] = []
    for begin in range(0, len(asked), AT_ONCE):
        found += _asked(way, asked[begin : begin + AT_ONCE], most)
        if sum(hop.direct for hop in found) >= most:
            break
    return sorted(found, key=lambda hop: (not hop.direct, hop.edge))[:most]


def _asked(way: Way, spots: list[tuple[int, str]], most: int) -> list[Hop]:
    sql = _SQL.format(
        values=", ".join(["(%s, %s)"] * len(spots)),
        joins=_JOINS[way].format(**_TABLES),
        direct=", ".join(["%s"] * len(DIRECT)),
        most=int(most),
        **_TABLES,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [part for spot in spots for part in spot] + list(DIRECT))
        return [_hop(way, row) for row in cursor.fetchall()]


def _hop(way: Way, row: tuple) -> Hop:
    edge, port, column, made_port, made, upstream, source, origin, kind = row
    near = Place("port", port, column)
    if way == "down":
        return Hop(edge, near, Place("port", made_port, made), kind)
    beyond = Place("port", upstream, origin) if upstream else Place("source", source, origin)
    return Hop(edge, near, beyond, kind)
