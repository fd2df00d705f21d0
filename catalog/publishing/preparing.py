"""Write every row of a new version beside the published one, so that the switch itself is short."""

from catalog.models import (
    AccessPolicy,
    Column,
    DataContract,
    InputPort,
    OutputPort,
    ProductVersion,
    Transformation,
    Warehouse,
)
from catalog.publishing.checking import Checked
from catalog.publishing.facts import column_fields, jsonable, policy_fields
from catalog.publishing.landing import the_lakehouse
from catalog.spec import Bundle, OutputSpec
from catalog.spec.viewing import contract_for


def prepare(version: ProductVersion, checked: Checked) -> None:
    """Contracts, columns, SQL, policies and inputs of a version; again means anew. Call it in a transaction."""
    for kind in (DataContract, Transformation, AccessPolicy, InputPort):
        kind.objects.filter(version=version).delete()
    outputs = checked.spec.outputs
    ports = _ports(version, outputs)
    contracts = DataContract.objects.bulk_create(
        [
            DataContract(
                version=version,
                port=ports[output.name],
                external_id=output.contract.external_id or output.contract_id,
                number=output.contract.version or output.version,
                table=output.contract.table or output.name,
                description=output.contract.description or output.description,
                document=jsonable(_written_contract(checked.bundle, output.name)),
            )
            for output in outputs
        ]
    )
    Column.objects.bulk_create(
        [
            Column(contract=contract, **column_fields(column))
            for contract, output in zip(contracts, outputs, strict=True)
            for column in output.contract.columns
        ]
    )
    Transformation.objects.bulk_create(
        [_transformation(version, ports[output.name], output) for output in outputs if output.transformation]
    )
    AccessPolicy.objects.bulk_create(
        [
            AccessPolicy(
                version=version,
                port=ports[output.name],
                **policy_fields(output.policy, _written_policy(checked.bundle, output.name)),
            )
            for output in outputs
        ]
    )
    InputPort.objects.bulk_create(
        [
            InputPort(
                version=version,
                name=wish.name,
                upstream=checked.inputs.upstreams.get(wish.name),
                source=checked.inputs.sources.get(wish.name),
            )
            for wish in checked.spec.inputs
        ]
    )


def _ports(version: ProductVersion, outputs: tuple[OutputSpec, ...]) -> dict[str, OutputPort]:
    """The output ports by name; those that are new are not offered yet."""
    named = Warehouse.objects.in_bulk({each.warehouse for each in outputs if each.warehouse}, field_name="slug")
    usual = the_lakehouse()
    OutputPort.objects.bulk_create(
        [
            OutputPort(
                product_id=version.product_id,
                name=output.name,
                description=output.description,
                position=position,
                warehouse=named.get(output.warehouse, usual),
            )
            for position, output in enumerate(outputs)
        ],
        ignore_conflicts=True,
    )
    names = [output.name for output in outputs]
    ports = {port.name: port for port in OutputPort.objects.filter(product_id=version.product_id, name__in=names)}
    for output in outputs:
        wanted, port = named.get(output.warehouse), ports[output.name]
        if wanted and not port.offered and port.warehouse_id != wanted.pk:
            # Nobody reads it yet, so it can still go elsewhere.
            OutputPort.objects.filter(pk=port.pk, offered=False).update(warehouse=wanted)
            port.warehouse = wanted
    return ports


def _transformation(version: ProductVersion, port: OutputPort, output: OutputSpec) -> Transformation:
    made = output.transformation
    where = {"url": made.repository_url, "path": made.repository_path, "commit": made.commit}
    return Transformation(
        version=version,
        port=port,
        sql=made.sql,
        description=made.description,
        repository={name: value for name, value in where.items() if value},
    )


def _written_contract(bundle: Bundle, port_name: str) -> dict:
    ports = bundle.product.tree.get("outputPorts") or ()
    document = next((contract_for(port, bundle) for port in ports if port.get("name") == port_name), None)
    return document.tree if document else {}


def _written_policy(bundle: Bundle, port_name: str) -> dict:
    return next((policy.tree for policy in bundle.policies if policy.tree.get("outputPort") == port_name), {})
