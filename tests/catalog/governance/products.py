"""Products out of documents, published without a build: for tests that judge what the documents say."""

import json

from django.db import transaction

from catalog.models import DataProduct, ProductVersion, PublishingRun
from catalog.publishing.checking import check_bundle
from catalog.publishing.preparing import prepare
from catalog.publishing.switching import switch_version
from catalog.spec import read_bundle, view
from tests.catalog.factories import ProductVersionFactory, SnapshotFactory


def prop(name, value):
    """A custom property of ours."""
    return {"property": name, "value": value, "vendor": "marketplace"}


def column(name="arm", **said):
    """A column of a contract."""
    return {"name": name, "logicalType": "string", "description": "What was given.", "classification": "public"} | said


def port(name="arms", *, columns=None, contract=None, table=None, access=None, sql="select 1 as arm", **said):
    """An output port with its contract, its transformation and its access policy."""
    return {
        "port": {"name": name, "version": "1.0.0", "contractId": f"c-{name}", "description": "What each arm was given."}
        | said,
        "contract": {
            "apiVersion": "v3.2.0",
            "kind": "DataContract",
            "id": f"c-{name}",
            "version": "1.0.0",
            "status": "active",
            "schema": [
                {"name": name, "physicalType": "table", "properties": columns or [column()]} | (table or {}),
            ],
        }
        | (contract or {}),
        "transformation": {
            "apiVersion": "marketplace/v1", "kind": "Transformation", "outputPort": name, "language": "sql", "sql": sql,
        },
        "access": {"apiVersion": "marketplace/v1", "kind": "AccessPolicy", "outputPort": name, **access}
        if access is not None
        else None,
    }  # fmt: skip


def documents(slug="arms", *, ports=None, properties=(), **said) -> bytes:
    """A whole bundle, as bytes."""
    ports = [port()] if ports is None else ports
    product = {
        "apiVersion": "v1.1.0",
        "kind": "DataProduct",
        "id": slug,
        "name": slug.title(),
        "version": "1.0.0",
        "status": "active",
        "domain": "clinical",
        "type": "sourceAligned",
        "description": {"purpose": "Who was given what."},
        "inputPorts": [{"name": "raw", "version": "1.0.0", "customProperties": [prop("source", "pharmaverse.dm")]}],
        "outputPorts": [each["port"] for each in ports],
        "customProperties": [prop("slug", slug), *properties],
    } | said
    rest = [each[part] for each in ports for part in ("contract", "transformation", "access") if each[part]]
    return "\n---\n".join(json.dumps(each, indent=1) for each in [product, *rest]).encode()


def spec_of(raw: bytes):
    """What the documents say."""
    return view(read_bundle(raw)[0])


@transaction.atomic
def install(raw: bytes, product: DataProduct) -> DataProduct:
    """Publish documents as the next version of a product; nothing is built."""
    checked = check_bundle(raw)
    assert checked.spec, checked.violations
    number = f"{product.versions.count() + 1}.0.0"
    version = ProductVersionFactory(product=product, state="prepared", bundle=raw, number=number)
    run = PublishingRun.objects.create(product=product, version=version, state="succeeded")
    prepare(version, checked)
    for each in product.output_ports.filter(name__in=[output.name for output in checked.spec.outputs]):
        SnapshotFactory(run=run, version=version, port=each)
    switch_version(run, version, checked.spec)
    ProductVersion.objects.filter(pk=version.pk).update(number=checked.spec.version)
    product.refresh_from_db()
    return product
