"""Store which column comes from which."""

from collections.abc import Mapping

from sqlglot.errors import SqlglotError

from catalog.lineage.columns import column_edges
from catalog.models import Column, ColumnEdge, InputPort, ProductVersion, Transformation

Schema = dict[str, str]


def store_edges(version: ProductVersion, *, seen: Mapping[str, list[dict]] | None = None) -> int:
    """Find the column edges of a version in its SQL and write them down in place of older ones; answers how many.

    `seen` are the columns of inputs that do not show what is in force, by the name of the input.
    """
    inputs = {
        port.name.lower(): port
        for port in InputPort.objects.filter(version=version).select_related("upstream__snapshot", "source")
    }
    schemas = {port.name: schema_of(port, seen=(seen or {}).get(port.name)) for port in inputs.values()}
    promised: dict[int, dict[str, str]] = {}
    columns = Column.objects.filter(contract__version=version).values_list("contract__port_id", "name")
    for port_id, name in columns:
        promised.setdefault(port_id, {})[name.lower()] = name
    edges: list[ColumnEdge] = []
    for made in Transformation.objects.filter(version=version):
        edges += _edges(made, inputs, schemas, promised.get(made.port_id, {}))
    ColumnEdge.objects.filter(version=version).delete()
    ColumnEdge.objects.bulk_create(edges, batch_size=500, ignore_conflicts=True)
    return len(edges)


def _edges(
    made: Transformation, inputs: dict[str, InputPort], schemas: dict[str, Schema], promised: dict[str, str]
) -> list[ColumnEdge]:
    try:
        found = column_edges(made.sql, schemas)
    except SqlglotError:
        return []
    rows: dict[tuple, ColumnEdge] = {}
    for edge in found:
        source = inputs.get(edge.table.lower())
        if source is None:
            continue
        column = promised.get(edge.output_column.lower(), edge.output_column)[:200]
        row = ColumnEdge(
            version_id=made.version_id,
            port_id=made.port_id,
            column=column,
            input_port=source,
            from_column=edge.column[:200],
            kind=edge.transformation,
            expression=edge.expression,
        )
        rows.setdefault((column, source.pk, row.from_column, row.kind), row)
    return list(rows.values())


def schema_of(port: InputPort, *, seen: list[dict] | None = None) -> Schema:
    """The columns that the SQL finds under the name of this input, with their types."""
    if seen is not None:
        columns = seen
    elif port.source:
        columns = port.source.columns
    elif port.upstream and port.upstream.snapshot:
        columns = port.upstream.snapshot.columns
    else:
        columns = []
    return {
        column["name"]: column.get("type", "") for column in columns if isinstance(column, dict) and "name" in column
    }
