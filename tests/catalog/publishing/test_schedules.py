"""Products are built anew as often as they promise."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.models import PublishingRun
from catalog.publishing.schedules import refresh_due
from tests.catalog.factories import DataProductFactory, OfferedPortFactory


def _product(refresh, *, age):
    port = OfferedPortFactory(product=DataProductFactory(refresh=refresh))
    version = port.product.versions.get()
    run = PublishingRun.objects.create(product=port.product, version=version, state="succeeded")
    PublishingRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - age)
    return port.product


@pytest.mark.parametrize(("refresh", "hours"), [("hourly", 2), ("daily", 25), ("weekly", 24 * 8)])
def test_a_product_is_built_anew_when_its_time_has_come(db, refresh, hours):
    product = _product(refresh, age=timedelta(hours=hours))

    refresh_due()

    assert product.runs.open().get().kind == PublishingRun.Kind.REFRESH


@pytest.mark.parametrize(("refresh", "hours"), [("hourly", 0.5), ("daily", 23), ("manual", 9999), ("", 9999)])
def test_a_product_is_left_alone_until_then(db, refresh, hours):
    product = _product(refresh, age=timedelta(hours=hours))

    refresh_due()

    assert not product.runs.open().exists()


def test_a_product_that_is_being_published_is_not_disturbed(db):
    product = _product("daily", age=timedelta(days=2))
    refresh_due()

    refresh_due()

    assert product.runs.open().count() == 1
