"""What is known of a product for its fitness, as if its draft were published and what was made were read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from catalog.fitness.facts import ColumnFacts, Facts, MonitorFacts, PolicyFacts, PortFacts, VersionFacts
from catalog.fitness.loading import load_facts
from catalog.governance.scored import KEY as POLICIES
from catalog.governance.scored import verdicts_over
from catalog.models import DataProduct
from catalog.publishing.checking import Checked
from catalog.publishing.facts import column_fields, describe, policy_fields
from catalog.spec import Document, OutputSpec
from catalog.trials.attempt import Made
from catalog.trials.documents import contract_document, policy_tree

MONITORED = frozenset(MonitorFacts.__dataclass_fields__) - {"measured_at"}


def drafted_facts(product: DataProduct, known: Facts, checked: Checked) -> Facts:
    """What is known of a product, with what its draft says, and without anything being made.

    What was measured of the published port of the same name stays: nobody can know before what a build would change.
    """
    spec = checked.spec
    standing = {port.name: port for port in known.ports}
    ports = tuple(_as_measured(port, standing.get(port.name)) for port in _ports(checked, ()))
    upstream = sum(1 for wish in spec.inputs if wish.contract_id)
    return replace(
        _described(product, known, checked), ports=ports, inputs=len(spec.inputs), upstream_products=upstream
    )


def _as_measured(drafted: PortFacts, standing: PortFacts | None) -> PortFacts:
    if standing is None:
        return drafted
    traced = {column.name for column in standing.columns if column.traced}
    columns = tuple(replace(column, traced=column.name in traced) for column in drafted.columns)
    return replace(
        drafted, columns=columns, actual=standing.actual, monitors=standing.monitors, rows=standing.rows, pk=standing.pk
    )


def candidate_facts(product: DataProduct, checked: Checked, made: Sequence[Made], told: Mapping[str, Any]) -> Facts:
    """What is known of a product, with what its draft says in place of what is published.

    `told` is what the trial found before: the inputs and the changes. What only people and time bring (orders, reads,
    incidents, products made from it) stays as it is known now.
    """
    known = load_facts([product.pk], timezone.localdate())[0]
    spec = checked.spec
    number = spec.version.removeprefix("v")
    candidate = VersionFacts(number, timezone.now(), len(told.get("changes") or ()))
    return replace(
        _described(product, known, checked),
        ports=_ports(checked, made),
        versions=(candidate, *(version for version in known.versions if version.number != number)),
        inputs=len(spec.inputs),
        upstream_products=len({one["product"] for one in told.get("inputs") or () if one["product"]}),
    )


def _described(product: DataProduct, known: Facts, checked: Checked) -> Facts:
    described = describe(checked.spec)
    return replace(
        known,
        external_id=described["external_id"],
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
        brought={**known.brought, POLICIES: verdicts_over(checked.spec, product)},
    )


def _ports(checked: Checked, made: Sequence[Made]) -> tuple[PortFacts, ...]:
    """The ports as they would be offered; of one that was not made, only what its documents say is known."""
    results = {one.output.name: one for one in made}
    return tuple(_port(output, checked, results.get(output.name)) for output in checked.spec.outputs)


def _port(output: OutputSpec, checked: Checked, made: Made | None) -> PortFacts:
    contract = contract_document(checked.bundle, output.name)
    traced = {edge["column"] for edge in made.facts.get("edges", ())} if made else set()
    return PortFacts(
        pk=0,
        name=output.name,
        description=output.description,
        contract=output.contract.external_id,
        table=output.contract.table,
        tags=(*output.contract.tags, *output.contract.table_tags),
        standard=contract.api_version if contract else "",
        definitions=_definitions(contract),
        references=len(output.contract.relationships),
        columns=tuple(_column(one, one.name in traced) for one in output.contract.columns),
        actual=tuple(column["name"] for column in made.snapshot.columns) if made else (),
        monitors=_monitors(made) if made else (),
        policy=_policy(output, policy_tree(checked.bundle, output.name)),
        rows=made.snapshot.rows if made else None,
        is_made=output.transformation is not None,
    )


def _definitions(contract: Document | None) -> tuple[Mapping[str, Any], ...]:
    written = contract.tree.get("authoritativeDefinitions") if contract else None
    return tuple(one for one in written if isinstance(one, dict)) if isinstance(written, list) else ()


def _column(written, traced: bool) -> ColumnFacts:
    fields = column_fields(written)
    return ColumnFacts(
        name=fields["name"],
        logical_type=fields["logical_type"],
        physical_type=fields["physical_type"],
        description=fields["description"],
        business_name=fields["business_name"],
        glossary_term=fields["glossary_term"],
        tags=tuple(map(str, fields["tags"])),
        classification=fields["classification"],
        classified=bool(written.classification),
        primary_key=fields["primary_key"],
        unique=fields["unique"],
        explained=bool(fields["examples"] or fields["enum"]),
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
