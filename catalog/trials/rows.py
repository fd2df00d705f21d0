"""The rows that a trial made, for as long as they are kept. Whoever shows them asks `may_see_rows` first."""

from collections.abc import Iterable
from dataclasses import asdict

from catalog.models import AccessPolicy, Trial, Warehouse
from catalog.publishing.facts import policy_fields
from catalog.spec import OutputSpec, ProductSpec, read_bundle, view
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.errors import LocationMissing
from catalog.warehouses.governed import masks_of
from catalog.warehouses.interface import Sample, Statistics, View


def spec_of(trial: Trial) -> ProductSpec | None:
    """The product as the documents of a trial describe it; None once they are gone."""
    bundle, _violations = read_bundle(bytes(trial.bundle))
    return view(bundle) if bundle and bundle.product else None


def columns_made(trial: Trial, port: str) -> tuple[str, ...]:
    """The columns that came out, in order."""
    made = next((one for one in trial.facts.get("ports") or () if one["name"] == port), None)
    return tuple(column["name"] for column in made["columns"]) if made else ()


def view_of(trial: Trial, output: OutputSpec, *, plain: bool) -> View:
    """What a reader would see under the access policy of the draft: the promised columns that are there, masked."""
    return consumers_view(output, columns_made(trial, output.name), plain=plain)


def consumers_view(output: OutputSpec, made: Iterable[str], *, plain: bool = False) -> View:
    """The same of the columns that came out."""
    there = {name.lower() for name in made}
    columns = tuple(column.name for column in output.contract.columns if column.name.lower() in there)
    masks = () if plain else masks_of(AccessPolicy(masks=[asdict(mask) for mask in output.policy.masks]), columns)
    shown = {name.lower() for name in columns}
    kept = tuple(mask for mask in masks if mask.column.lower() in shown)
    return View(columns, kept, policy_fields(output.policy, {})["row_filter"])


def first_rows(trial: Trial, port: str, seen: View, *, limit: int) -> Sample:
    """The first rows, as a view shows them.

    Raises WarehouseError.
    """
    row, location = _place(trial, port)
    return warehouse_for(row).sample(location, seen, limit=limit)


def how_many(trial: Trial, port: str, seen: View) -> int:
    """How many rows a view shows.

    Raises WarehouseError.
    """
    row, location = _place(trial, port)
    return warehouse_for(row).count(location, seen)


def profile(trial: Trial, port: str) -> Statistics:
    """Every column in figures, its extremes too: read anew each time, kept nowhere.

    Raises WarehouseError.
    """
    row, location = _place(trial, port)
    return warehouse_for(row).statistics(location)


def _place(trial: Trial, port: str) -> tuple[Warehouse, str]:
    place = trial.locations.get(port)
    row = Warehouse.objects.filter(pk=place["warehouse"]).first() if place else None
    if row is None:
        raise LocationMissing(location=port)
    return row, place["location"]
