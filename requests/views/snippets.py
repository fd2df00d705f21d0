"""The same read in several languages, to be copied. The token stays in the environment, so that no file holds it."""

_PYTHON = """\
import io
import os
import urllib.request

import pandas as pd

call = urllib.request.Request(
    "{address}?format=parquet",
    headers={{"Authorization": f"Bearer {{os.environ['MARKETPLACE_TOKEN']}}"}},
)
with urllib.request.urlopen(call) as answer:
    table = pd.read_parquet(io.BytesIO(answer.read()))
"""
_DUCKDB = """\
import os
import tempfile
import urllib.request

import duckdb

call = urllib.request.Request(
    "{address}?format=parquet",
    headers={{"Authorization": f"Bearer {{os.environ['MARKETPLACE_TOKEN']}}"}},
)
with urllib.request.urlopen(call) as answer, tempfile.NamedTemporaryFile(suffix=".parquet") as file:
    file.write(answer.read())
    file.flush()
    duckdb.read_parquet(file.name).create("{table}")

print(duckdb.sql("SELECT count(*) FROM {table}"))
"""
_R = """\
file <- tempfile(fileext = ".csv")
download.file(
  "{address}?format=csv", file, quiet = TRUE,
  headers = c(Authorization = paste("Bearer", Sys.getenv("MARKETPLACE_TOKEN")))
)
{table} <- read.csv(file)
"""
_SQL = """\
-- DuckDB 1.1 or newer, which brings its httpfs extension along by itself.
SET force_download = true;
CREATE SECRET marketplace (
    TYPE http,
    SCOPE '{origin}',
    BEARER_TOKEN 'YOUR_TOKEN'
);
CREATE TABLE {table} AS
SELECT * FROM read_parquet('{address}?format=parquet');
"""
_CURL = """\
curl --fail --output {table}.parquet \\
  --header "Authorization: Bearer $MARKETPLACE_TOKEN" \\
  "{address}?format=parquet"
"""
_LANGUAGES = [("Python", _PYTHON), ("DuckDB", _DUCKDB), ("R", _R), ("SQL", _SQL), ("curl", _CURL)]


def snippets(*, origin: str, path: str, table: str) -> list[dict[str, str]]:
    """How to read one port in each language; `path` is that of its data, `table` a name for what comes.

    >>> [snippet["label"] for snippet in snippets(origin="http://localhost", path="/api/v1/ports/1/data", table="t")]
    ['Python', 'DuckDB', 'R', 'SQL', 'curl']
    """
    facts = {"origin": f"{origin}/", "address": f"{origin}{path}", "table": table}
    return [{"label": label, "code": code.format(**facts)} for label, code in _LANGUAGES]
