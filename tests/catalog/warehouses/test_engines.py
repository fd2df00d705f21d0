"""From the row of a warehouse to its engine."""

import pytest

from catalog import models
from catalog.warehouses.engines import ENGINES, WITH_LOGINS, build_limits, read_limits, warehouse_for
from catalog.warehouses.errors import WarehouseUnavailable
from catalog.warehouses.interface import View, Warehouse


def test_the_lakehouse_lies_where_the_settings_say(settings, tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("a\n1\n")

    built = warehouse_for(models.Warehouse(engine="lakehouse")).land(
        system="s", table="t", source=source, format="csv", limits=build_limits()
    )

    assert (settings.LAKEHOUSE_ROOT / built.location).is_file()


def test_a_row_with_an_address_has_files_of_its_own(settings, tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("a\n1\n")

    house = warehouse_for(models.Warehouse(engine="lakehouse", address=str(tmp_path / "other")))
    location = house.land(system="s", table="t", source=source, format="csv").location

    assert (tmp_path / "other" / location).is_file()
    assert not settings.LAKEHOUSE_ROOT.exists()


def test_access_to_files_needs_nothing_from_the_lakehouse(settings):
    house = warehouse_for(models.Warehouse(engine="lakehouse"))

    assert house.open_access("products/a/b.parquet", View(("a",)), grantee="consumer_1", name="a") is None
    assert house.close_access(grantee="consumer_1", name="a") is None
    assert house.rights() == house.verify_closed(grantee="consumer_1", name="a") == []


def test_an_engine_that_is_not_installed_is_said():
    with pytest.raises(WarehouseUnavailable, match="there is no engine 'abacus'"):
        warehouse_for(models.Warehouse(engine="abacus"))


def test_limits_come_from_the_settings(settings):
    settings.BUILD_SECONDS, settings.READ_MEMORY_MB = 7, 77

    assert build_limits().seconds == 7
    assert read_limits().memory_mb == 77


def test_every_engine_answers_every_question(monkeypatch):
    monkeypatch.setenv("SOME_WAREHOUSE", "postgresql://owner@127.0.0.1/sales")
    for key, engine in ENGINES.items():
        warehouse = engine(models.Warehouse(engine="any", secret="SOME_WAREHOUSE"))
        assert isinstance(warehouse, Warehouse)
        assert warehouse.has_logins == (key in WITH_LOGINS)


@pytest.mark.parametrize("secret", ["", "NO_SUCH_VARIABLE"])
def test_a_warehouse_without_its_address_is_tried_again(secret):
    with pytest.raises(WarehouseUnavailable, match="variable"):
        warehouse_for(models.Warehouse(slug="sales", engine="postgresql", secret=secret))
