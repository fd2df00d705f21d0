"""Every bundle of the mesh is accepted by the same checks that everybody's bundles pass."""

import pytest

from catalog.spec import check, read_bundle, view
from marketplace.demo.sources import bundles

each_bundle = pytest.mark.parametrize("bundle", bundles(), ids=lambda bundle: bundle.slug)


@each_bundle
def test_a_bundle_passes_without_error_or_warning(bundle):
    read, violations = read_bundle(bundle.path.read_bytes())
    assert read is not None, violations
    assert [found for found in violations + check(read) if found.level != "info"] == []


@each_bundle
def test_a_bundle_says_what_the_mesh_reads_out_of_it(bundle):
    read, _ = read_bundle(bundle.path.read_bytes())
    product = view(read)
    assert product.slug == bundle.slug
    assert {port.contract_id for port in product.outputs} == bundle.contracts
    assert {port.contract_id for port in product.inputs if port.contract_id} == bundle.reads_contracts
    assert {port.source for port in product.inputs if port.source} == bundle.reads_tables
