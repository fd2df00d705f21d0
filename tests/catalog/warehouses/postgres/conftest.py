"""A warehouse in a real server, and consumers who connect to it."""

from contextlib import contextmanager

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from catalog.warehouses.interface import Limits
from catalog.warehouses.postgres.engine import Postgres
from tests.catalog.warehouses.conftest import SALT

NAME = "demographics__subjects_1"
ALL = ("usubjid", "name", "age", "country", "born", "seen_at", "weight")


@pytest.fixture
def database(root, warehouse_database, server):
    return Postgres(
        root, salt=SALT, conninfo=warehouse_database, read_limits=Limits(seconds=20, memory_mb=512, threads=2)
    )


@pytest.fixture
def as_consumer(database, warehouse_database):
    """Connect with a password that was shown once: `with as_consumer("consumer_1") as connection:`."""

    @contextmanager
    def connect(grantee, name=NAME):
        shown = database.connection(grantee=grantee, login="p1", name=name)
        parts = conninfo_to_dict(warehouse_database) | {"user": shown.user, "password": shown.password}
        with psycopg.connect(make_conninfo(**parts), autocommit=True) as connection:
            yield connection

    return connect
