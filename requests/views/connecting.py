"""Signing in to a warehouse from several tools, to be copied. The password stays in the environment, not in a file.

Python and psql are tested; the others are written by what their vendors document: RPostgres, the M function
PostgreSQL.Database, and the XML of Tableau's data source files.
"""

from xml.sax.saxutils import quoteattr

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
_POWER_BI = """\
// Get data > Blank query > Advanced editor. When asked how to sign in, choose Database: {user} and the password.
let
    Source = PostgreSQL.Database("{host}:{port}", "{database}"),
    Rows = Source{{[Schema = "{schema}", Item = "{name}"]}}[Data]
in
    Rows
"""
_TABLEAU = """\
<?xml version='1.0' encoding='utf-8' ?>
<!-- Save as {name}.tds and open it with Tableau, which asks for the password. -->
<datasource formatted-name={quoted[name]} inline='true' version='18.1'>
  <connection authentication='username-password' class='postgres' dbname={quoted[database]} port={quoted[port]}
              server={quoted[host]} username={quoted[user]}>
    <relation name={quoted[name]} table={quoted[table]} type='table' />
  </connection>
</datasource>
"""
_LANGUAGES = [("Python", _PYTHON), ("psql", _PSQL), ("R", _R), ("Power BI", _POWER_BI), ("Tableau", _TABLEAU)]


_SNOWFLAKE_PYTHON = """\
import os

import snowflake.connector

with snowflake.connector.connect(
    account="{host}", user="{user}", password=os.environ["SNOWFLAKE_PASSWORD"], database="{database}"
) as connection:
    rows = connection.cursor().execute("SELECT * FROM {view} LIMIT 10").fetchall()
"""
_SNOWSQL = """\
SNOWSQL_PWD="$SNOWFLAKE_PASSWORD" snowsql --accountname {host} --username {user} --dbname {database} \\
  --query "SELECT * FROM {view} LIMIT 10"
"""
_SNOWFLAKE = [("Python", _SNOWFLAKE_PYTHON), ("SnowSQL", _SNOWSQL)]


def password_variable(engine: str) -> str:
    """The variable of the environment in which the snippets of an engine look for the password."""
    return "SNOWFLAKE_PASSWORD" if engine == "snowflake" else "PGPASSWORD"


def connecting(connection: Connection, engine: str) -> list[dict[str, str]]:
    """Each way to sign in to a warehouse of this engine, by its name; the password is in none of them."""
    parts = ("host", "port", "database", "user", "view")
    told = {part: getattr(connection, part) for part in parts}
    schema, _dot, name = connection.view.rpartition(".")
    told |= {"schema": schema, "name": name, "table": f"[{schema}].[{name}]"}
    told["quoted"] = {part: quoteattr(value) for part, value in told.items()}
    return [
        {"label": label, "code": code.format(**told)}
        for label, code in (_SNOWFLAKE if engine == "snowflake" else _LANGUAGES)
    ]
