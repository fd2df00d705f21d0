"""Look at what the draft reads: whether its team may, how much there is, and what of it is masked."""

from catalog.models import InputPort
from catalog.publishing.steps.origins import origins_of
from catalog.trials.attempt import Attempt
from catalog.trials.warehouses import warehouse_of
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.interface import View


def inputs(attempt: Attempt) -> None:
    """Find every input by right, and count its rows as the team may see them."""
    product = attempt.trial.product
    asked = {wish.name: wish.version for wish in attempt.checked.spec.inputs}
    attempt.places, attempt.views = origins_of(product.owner, attempt.inputs, asked=asked)
    warehouse = warehouse_for(warehouse_of(product, None))
    told = []
    for wish in attempt.inputs:
        view = attempt.views.get(wish.name)
        rows = warehouse.count(attempt.places[wish.name], view)
        told.append(_facts(wish, view, rows, attempt.trial.sample_rows))
        attempt.alive()
    attempt.facts["inputs"] = told


def _facts(wish: InputPort, view: View | None, rows: int, sample_rows: int | None) -> dict:
    """One input as people see it; `key` is of the row that it stands for, for asking about rights again."""
    origin = wish.upstream or wish.source
    return {
        "name": wish.name,
        "kind": "port" if wish.upstream else "table",
        "key": origin.pk,
        "origin": str(origin),
        "product": wish.upstream.product.slug if wish.upstream else "",
        "label": wish.upstream.product.name if wish.upstream else str(origin),
        "domain": wish.upstream.product.domain.name if wish.upstream else origin.system.name,
        "domain_slug": wish.upstream.product.domain.slug if wish.upstream else "",
        "rows": rows,
        "read": rows if sample_rows is None else min(rows, sample_rows),
        "governed": view is not None,
        "masked": sorted(mask.column for mask in view.masks) if view else [],
        "filtered": bool(view and view.row_filter),
    }
