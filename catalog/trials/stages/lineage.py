"""Work out which column comes from which, from the SQL and the columns that the inputs really have."""

from sqlglot.errors import SqlglotError

from catalog.lineage.columns import column_edges
from catalog.lineage.services import schema_of
from catalog.publishing.steps.origins import kept_columns
from catalog.trials.attempt import Attempt

MOST = 3000  # edges of one port that are kept


def lineage(attempt: Attempt) -> None:
    """The edges of every port; none where the SQL is too odd to be read."""
    asked = {wish.name: wish.version for wish in attempt.checked.spec.inputs}
    seen = kept_columns(attempt.trial.product.owner, attempt.inputs, asked=asked)
    schemas = {port.name: schema_of(port, seen=seen.get(port.name)) for port in attempt.inputs}
    names = {name.lower(): name for name in schemas}
    for made in attempt.made:
        promised = {column.name.lower(): column.name for column in made.output.contract.columns}
        try:
            found = column_edges(made.output.transformation.sql, schemas)
        except SqlglotError:
            found = []
        edges = [
            {
                "column": promised.get(edge.output_column.lower(), edge.output_column),
                "input": names[edge.table.lower()],
                "from_column": edge.column,
                "kind": edge.transformation,
                "expression": edge.expression,
            }
            for edge in found
            if edge.table.lower() in names
        ]
        made.facts["edges"] = edges[:MOST]
        attempt.alive()
