"""Passwords: made here, shown once by whoever asks, and kept by the server alone."""

import secrets

from catalog.warehouses.errors import AccessNotSet
from catalog.warehouses.postgres import names
from catalog.warehouses.postgres.access import logins_of
from catalog.warehouses.postgres.loading import lock
from catalog.warehouses.postgres.server import Server, hidden
from catalog.warehouses.rights import Connection


def rotate(server: Server, *, grantee: str, login: str, name: str) -> Connection:
    """A new password for one login, which is made if need be; the one before is void.

    Raises AccessNotSet while the consumer has nothing to read.
    """
    role, schema = server.names.role(grantee), names.schema(grantee)
    user, password = server.names.login(grantee, login), secrets.token_urlsafe(24)
    with server.owner() as connection:
        lock(connection, grantee)
        if connection.execute("SELECT to_regclass(%s)", [f"{schema}.{names.view(name)}"]).fetchone() == (None,):
            raise AccessNotSet(reason="there is nothing open to connect to")
        verifier = hidden(connection, password, user)
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone()
        connection.execute(f"{'ALTER' if known else 'CREATE'} ROLE {user} LOGIN PASSWORD '{verifier}'")
        connection.execute(f"ALTER ROLE {user} SET search_path = {schema}")
        if user not in logins_of(connection, role):
            connection.execute(f"GRANT {role} TO {user}")
    return Connection(
        host=server.host,
        port=server.port,
        database=server.database,
        user=user,
        view=f"{schema}.{name}",
        password=password,
    )
