"""What is known of a product for its fitness, as if its draft were published and what was made were read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from catalog.fitness.facts import ColumnFacts, Facts, MonitorFacts, PolicyFacts, PortFacts, VersionFacts
from catalog.fitness.loading import load_facts, products_with_columns
from catalog.models import Column, DataProduct
from catalog.publishing.checking import Checked
from catalog.publishing.facts import column_fields, describe, policy_fields
from catalog.spec import OutputSpec
from catalog.trials.attempt import Made
from catalog.trials.documents import contract_document, policy_tree

MONITORED = frozenset(MonitorFacts.__dataclass_fields__) - {"measured_at"}


def candidate_facts(product: DataProduct, checked: Checked, made: Sequence[Made], told: Mapping[str, Any]) -> Facts:
    """What is known of a product, with what its draft says in place of what is published.

    `told` is what the trial found before: the inputs and the changes. What only people and time bring (orders, reads,
    incidents, products made from it) stays as it is known now.
    """
    known = load_facts([product.pk], timezone.localdate())[0]
    spec, described = checked.spec, describe(checked.spec)
    number = spec.version.removeprefix("v")
    candidate = VersionFacts(number, None, len(told.get("changes") or ()))
    return replace(
        known,
        name=described["name"],
        archetype=described["archetype"],
        description=described["description"],
        purpose=described["purpose"],
        usage=described["usage"],
        limitations=described["limitations"],
        tags=tuple(map(str, described["tags"])),
        licence=described["licence"],
        support=tuple(each for each in described["support"] if isinstance(each, dict)),
        refresh=described["refresh"],
        ports=_ports(product, checked, made),
        versions=(candidate, *(version for version in known.versions if version.number != number)),
        inputs=len(spec.inputs),
        upstream_products=len({one["product"] for one in told.get("inputs") or () if one["product"]}),
    )


def _ports(product: DataProduct, checked: Checked, made: Sequence[Made]) -> tuple[PortFacts, ...]:
    """The ports as they would be offered; of one that was not made, only what its documents say is known."""
    results = {one.output.name: one for one in made}
    elsewhere = _elsewhere(product, {one.name for output in checked.spec.outputs for one in output.contract.columns})
    return tuple(_port(output, checked, results.get(output.name), elsewhere) for output in checked.spec.outputs)


def _port(output: OutputSpec, checked: Checked, made: Made | None, elsewhere: Mapping[str, int]) -> PortFacts:
    contract = contract_document(checked.bundle, output.name)
    traced = {edge["column"] for edge in made.facts.get("edges", ())} if made else set()
    return PortFacts(
        pk=0,
        name=output.name,
        description=output.description,
        standard=contract.api_version if contract else "",
        columns=tuple(_column(one, one.name in traced, elsewhere.get(one.name, 0)) for one in output.contract.columns),
        actual=tuple(column["name"] for column in made.snapshot.columns) if made else (),
        monitors=_monitors(made) if made else (),
        policy=_policy(output, policy_tree(checked.bundle, output.name)),
        rows=made.snapshot.rows if made else None,
        is_made=output.transformation is not None,
    )


def _column(written, traced: bool, elsewhere: int) -> ColumnFacts:
    fields = column_fields(written)
    return ColumnFacts(
        name=fields["name"],
        logical_type=fields["logical_type"],
        description=fields["description"],
        business_name=fields["business_name"],
        classification=fields["classification"],
        classified=bool(written.classification),
        primary_key=fields["primary_key"],
        unique=fields["unique"],
        explained=bool(fields["examples"] or fields["enum"]),
        shared_with=elsewhere,
        traced=traced,
    )


def _monitors(made: Made) -> tuple[MonitorFacts, ...]:
    now = made.snapshot.built_at
    return tuple(
        MonitorFacts(**{key: value for key, value in one.items() if key in MONITORED}, measured_at=now)
        for one in made.facts.get("quality", ())
    )


def _policy(output: OutputSpec, written: Mapping[str, Any]) -> PolicyFacts:
    fields = policy_fields(output.policy, dict(written))
    return PolicyFacts(
        rules=tuple(rule for rule in fields["document"].get("rules") or () if isinstance(rule, dict)),
        purposes=tuple(fields["purposes"]),
        longest_days=fields["longest_days"],
        terms=fields["terms"],
        row_filter=fields["row_filter"],
        masked=frozenset(mask["column"].lower() for mask in fields["masks"]),
    )


def _elsewhere(product: DataProduct, names: set[str]) -> dict[str, int]:
    """How many other products that everybody finds have a column of each name."""
    counted = products_with_columns(names)
    mine: set[str] = set()
    if product.status in DataProduct.Status.shown():
        ports = product.output_ports.filter(offered=True)
        mine = set(
            Column.objects.filter(contract__in=ports.values("contract"), name__in=names).values_list("name", flat=True)
        )
    return {name: count - (name in mine) for name, count in counted.items()}
