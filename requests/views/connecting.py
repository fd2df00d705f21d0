"""Signing in to a warehouse from several tools, to be copied. The password stays in the environment, not in a file."""

from catalog.warehouses.rights import Connection

_PYTHON = """\
import os

import psycopg

with psycopg.connect(
    host="{host}", port={port}, dbname="{database}", user="{user}", password=os.environ["PGPASSWORD"]
) as connection:
    rows = connection.execute("SELECT * FROM {view} LIMIT 10").fetchall()
"""
_PSQL = """\
psql --host {host} --port {port} --dbname {database} --username {user} --command "SELECT * FROM {view} LIMIT 10"
"""
_R = """\
library(DBI)
connection <- dbConnect(
  RPostgres::Postgres(), host = "{host}", port = {port}, dbname = "{database}",
  user = "{user}", password = Sys.getenv("PGPASSWORD")
)
rows <- dbGetQuery(connection, "SELECT * FROM {view} LIMIT 10")
"""
_LANGUAGES = [("Python", _PYTHON), ("psql", _PSQL), ("R", _R)]


def connecting(connection: Connection) -> list[dict[str, str]]:
    """Each way to sign in, by its name; the password is in none of them."""
    parts = ("host", "port", "database", "user", "view")
    told = {part: getattr(connection, part) for part in parts}
    return [{"label": label, "code": code.format(**told)} for label, code in _LANGUAGES]
