"""A form that is sent as it stands changes not one byte, whatever the documents are like."""

import pytest
from django.conf import settings

from accounts.models import Team
from accounts.teams.services import set_member
from catalog.models import Domain, Draft
from catalog.publishing.services import save_draft
from tests.accounts.factories import TeamFactory
from tests.catalog.factories import DomainFactory
from tests.catalog.guide.reading_pages import filled_in
from tests.catalog.spec.bundles import read as bundle_of
from tests.catalog.spec.published_files import files, needs_published_files, read

DEMO = settings.BASE_DIR / "marketplace" / "demo" / "bundles"
# One of each sort: many rules and masks; several inputs; folded texts; nested columns; the oldest dialect; JSON.
PRODUCTS = ("clinical/demographics", "grocery-retail/department-sales", "flight-operations/delay-risk")
CONTRACTS = (
    "complex_types",
    "with-sla-default-element-multi",
    "great-expectations__datacontract_quality_yaml",
    "minimal.odcs.json",
)
STEPS = ("describe", "inputs", "transformation", "outputs", "quality", "access")
PRODUCT = """apiVersion: v1.1.0
kind: DataProduct
id: clinical.wrapped
name: Wrapped
version: 1.0.0
status: active
domain: clinical
outputPorts:
  - name: port
    version: "{version}"
    contractId: '{contract}'
customProperties:
  - {{property: slug, value: wrapped, vendor: marketplace}}
  - {{property: ownerTeam, value: clinical-data, vendor: marketplace}}
---
"""


def _keep_as_it_is(client, person, raw, slug, ports):
    save_draft(actor=person, raw=raw)
    client.force_login(person)
    for step in STEPS:
        for port in ports if step not in ("describe", "inputs") else [""]:
            address = f"/studio/{slug}/guide/{step}/?port={port}"
            page = client.get(address)
            assert page.status_code == 200
            answer = client.post(address, filled_in(page))
            assert answer.status_code == 302, (step, port)
    assert bytes(Draft.objects.get(product__slug=slug).bundle) == raw


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_of_the_demo_mesh_is_kept_as_it_is(client, otto, name):
    file = DEMO / f"{name}.yaml"
    bundle = bundle_of(file.read_bytes())
    tree = bundle.product.tree
    slug = file.stem
    owner = next(each["value"] for each in tree["customProperties"] if each["property"] == "ownerTeam")
    team = Team.objects.filter(slug=owner).first() or TeamFactory(slug=owner)
    set_member(actor=None, team=team, person=otto, role="maintainer")
    Domain.objects.filter(slug=tree["domain"]).first() or DomainFactory(slug=tree["domain"], team=team)

    _keep_as_it_is(client, otto, file.read_bytes(), slug, [port["name"] for port in tree["outputPorts"]])


@needs_published_files
@pytest.mark.parametrize(
    "name", [name for name in files(folder="odcs/examples") if any(one in name for one in CONTRACTS)]
)
def test_a_published_contract_is_kept_as_it_is(client, otto, clinical, name):
    DomainFactory(slug="clinical", team=clinical)
    raw = read(name)
    contract = bundle_of(raw).contracts[0].tree
    head = PRODUCT.format(version=contract.get("version"), contract=str(contract.get("id")).replace("'", "''"))

    _keep_as_it_is(client, otto, head.encode() + raw.removeprefix(b"\xef\xbb\xbf"), "wrapped", ["port"])
