"""From the row of a warehouse to the engine behind it; one more function is one more engine."""

import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from catalog import models
from catalog.warehouses.errors import NothingBehind, WarehouseUnavailable
from catalog.warehouses.interface import Limits, Warehouse
from catalog.warehouses.lakehouse import Lakehouse
from catalog.warehouses.postgres.engine import Postgres
from catalog.warehouses.snowflake.engine import Snowflake
from marketplace.foundation.registry import Registry

# The engine of a warehouse that holds descriptions only, like that of a generated mesh: nothing can be read there.
NO_ENGINE = "none"
# The engines whose consumers connect to the warehouse themselves.
WITH_LOGINS = ("postgresql", "snowflake")
ENGINES: Registry[Callable[[models.Warehouse], Warehouse]] = Registry("warehouse engine")


def warehouse_for(row: models.Warehouse) -> Warehouse:
    """The engine that this row stands for, ready for use.

    Raises WarehouseUnavailable when no engine of that name is installed, NothingBehind when there is none on purpose.
    """
    if row.engine == NO_ENGINE:
        raise NothingBehind(warehouse=row.name)
    if row.engine not in ENGINES:
        raise WarehouseUnavailable(reason=f"there is no engine {row.engine!r}")
    return ENGINES.get(row.engine)(row)


def build_limits() -> Limits:
    """What a transformation may use, by the settings."""
    return Limits(settings.BUILD_SECONDS, settings.BUILD_MEMORY_MB, settings.BUILD_THREADS)


def read_limits() -> Limits:
    """What a governed read may use, by the settings."""
    return Limits(settings.READ_SECONDS, settings.READ_MEMORY_MB, settings.BUILD_THREADS)


def secret_of(row: models.Warehouse) -> str:
    """What the variable says that the row names: the credentials are never in a row.

    Raises WarehouseUnavailable.
    """
    if not row.secret:
        raise WarehouseUnavailable(reason=f"the warehouse {row.slug} names no variable with its address")
    if not (found := os.environ.get(row.secret, "")):
        raise WarehouseUnavailable(reason=f"the variable {row.secret} is not set")
    return found


@ENGINES.add("lakehouse")
def lakehouse(row: models.Warehouse) -> Warehouse:
    """Files under the row's address, or under LAKEHOUSE_ROOT when it has none."""
    root = Path(row.address) if row.address else settings.LAKEHOUSE_ROOT
    return Lakehouse(root, salt=settings.MASK_SALT, read_limits=read_limits())


@ENGINES.add("postgresql")
def postgresql(row: models.Warehouse) -> Warehouse:
    """A database, as its owner reaches it: the variable that the row names holds postgresql://owner:…@host/database.

    The address of the row is where consumers find it (`host:port`), if that is elsewhere.
    """
    return Postgres(
        settings.LAKEHOUSE_ROOT,
        salt=settings.MASK_SALT,
        conninfo=secret_of(row),
        address=row.address,
        read_limits=read_limits(),
        load_seconds=settings.BUILD_SECONDS,
    )


@ENGINES.add("snowflake")
def snowflake(row: models.Warehouse) -> Warehouse:
    """A database of an account: the variable holds snowflake://user:…@account/DATABASE?warehouse=…&role=…"""
    return Snowflake(
        settings.LAKEHOUSE_ROOT, salt=settings.MASK_SALT, address=secret_of(row), read_limits=read_limits()
    )
