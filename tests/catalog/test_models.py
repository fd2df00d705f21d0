"""What the database itself refuses about products and what is asked of them."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import ProductVersion, PublishingRun
from tests.catalog.factories import DataProductFactory, InputPortFactory, OutputPortFactory, ProductVersionFactory
from tests.catalog.studio_factories import CheckpointFactory, GovernancePolicyFactory

pytestmark = pytest.mark.django_db


def test_a_product_has_one_published_version():
    version = ProductVersionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        ProductVersionFactory(product=version.product, number="2.0.0")


def test_a_published_version_knows_when_it_was_published():
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductVersionFactory(published_at=None)


def test_a_product_is_published_by_one_run_at_a_time():
    version = ProductVersionFactory(state=ProductVersion.State.PREPARED, published_at=None)
    PublishingRun.objects.create(product=version.product, version=version)

    with pytest.raises(IntegrityError), transaction.atomic():
        PublishingRun.objects.create(product=version.product, version=version)


def test_an_input_port_reads_a_port_or_a_source_never_both():
    with pytest.raises(IntegrityError), transaction.atomic():
        InputPortFactory(upstream=OutputPortFactory())


def test_a_port_is_not_offered_without_contract_policy_and_data():
    with pytest.raises(IntegrityError), transaction.atomic():
        OutputPortFactory(offered=True)


def test_a_product_does_not_succeed_itself():
    product = DataProductFactory()
    product.successor = product

    with pytest.raises(IntegrityError), transaction.atomic():
        product.save()


def test_one_version_of_a_governance_policy_is_in_force():
    today = timezone.localdate()
    GovernancePolicyFactory(slug="support", state="enforced", enforced_from=today)

    with pytest.raises(IntegrityError), transaction.atomic():
        GovernancePolicyFactory(slug="support", version=2, state="enforced", enforced_from=today)


def test_a_governance_policy_in_force_says_from_when():
    with pytest.raises(IntegrityError), transaction.atomic():
        GovernancePolicyFactory(state="grace")


def test_a_signed_checkpoint_knows_who_signed_and_when():
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckpointFactory(state="signed")


def test_nobody_signs_the_checkpoint_that_they_asked_for(otto):
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckpointFactory(state="signed", requested_by=otto, answered_by=otto, answered_at=timezone.now())


def test_a_checkpoint_waits_once_per_product_and_kind():
    first = CheckpointFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CheckpointFactory(product=first.product, version=2)
