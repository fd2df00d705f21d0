"""A real PostgreSQL server to keep data in, where there is one: a database for every test process, gone afterwards."""

import os

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

SERVER = os.environ.get("TEST_WAREHOUSE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
WITHOUT = "needs a PostgreSQL server to keep data in: TEST_WAREHOUSE_URL=postgresql://postgres@127.0.0.1:5432/postgres"


@pytest.fixture(scope="session")
def warehouse_database():
    """The address of an empty database, as its owner."""
    try:
        admin = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        pytest.skip(WITHOUT)
    name = f"mkw_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    admin.execute(f"CREATE DATABASE {name}")
    yield make_conninfo(**conninfo_to_dict(SERVER) | {"dbname": name})
    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    for (role,) in admin.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{name}\\_%"]).fetchall():
        admin.execute(f"DROP ROLE {role}")
    admin.close()


@pytest.fixture
def server(warehouse_database):
    """A connection as the owner, to look at what really is there; the database is empty again afterwards."""
    with psycopg.connect(warehouse_database, autocommit=True) as connection:
        yield connection
        scope = connection.info.dbname
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        schemas = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'consumer\\_%' OR nspname = 'marketplace_raw'"
        for (schema,) in connection.execute(schemas).fetchall():
            connection.execute(f"DROP SCHEMA {schema} CASCADE")
        roles = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{scope}\\_%"]).fetchall()
        for (role,) in roles:
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")
