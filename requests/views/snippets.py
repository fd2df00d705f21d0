"""The same read in several languages, to be copied. The token stays in the environment, so that no file holds it.

Python and SQL are tested; R, Power BI and Tableau are not on the test's machine: written by what their vendors document
(R: utils::download.file and read.csv; Power Query M: Web.Contents, which takes an Authorization header with anonymous
sign-in only, and Parquet.Document; Tableau: Hyper files, as pantab writes them).
"""

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

print(duckdb.sql('SELECT count(*) FROM "{table}"'))
"""
_R = """\
file <- tempfile(fileext = ".csv")
download.file(
  "{address}?format=csv", file, mode = "wb", quiet = TRUE,
  headers = c(Authorization = paste("Bearer", Sys.getenv("MARKETPLACE_TOKEN")))
)
rows <- read.csv(file, check.names = FALSE, na.strings = "", encoding = "UTF-8")
"""
_SQL = """\
-- DuckDB 1.1 or newer, which brings its httpfs extension along by itself.
SET force_download = true;
CREATE SECRET marketplace (
    TYPE http,
    SCOPE '{origin}',
    BEARER_TOKEN 'YOUR_TOKEN'
);
CREATE TABLE "{table}" AS
SELECT * FROM read_parquet('{address}?format=parquet');
"""
_CURL = """\
curl --fail --output {table}.parquet \\
  --header "Authorization: Bearer $MARKETPLACE_TOKEN" \\
  "{address}?format=parquet"
"""
_POWER_BI = """\
// Get data > Blank query > Advanced editor. The token is a text parameter, MarketplaceToken (Manage parameters).
// When asked how to sign in, choose Anonymous: the header is what signs in.
let
    Answer = Web.Contents(
        "{site}",
        [
            RelativePath = "{path}",
            Query = [format = "parquet"],
            Headers = [Authorization = "Bearer " & MarketplaceToken]
        ]
    ),
    Rows = Parquet.Document(Answer)
in
    Rows
"""
_TABLEAU = """\
# pip install pandas pyarrow pantab
# Then in Tableau: Connect > To a File > More > {table}.hyper
import io
import os
import urllib.request

import pandas as pd
import pantab

call = urllib.request.Request(
    "{address}?format=parquet",
    headers={{"Authorization": f"Bearer {{os.environ['MARKETPLACE_TOKEN']}}"}},
)
with urllib.request.urlopen(call) as answer:
    rows = pd.read_parquet(io.BytesIO(answer.read()))
pantab.frame_to_hyper(rows, "{table}.hyper", table="{table}")
"""
_LANGUAGES = [
    ("Python", _PYTHON),
    ("DuckDB", _DUCKDB),
    ("R", _R),
    ("SQL", _SQL),
    ("Power BI", _POWER_BI),
    ("Tableau", _TABLEAU),
    ("curl", _CURL),
]


def snippets(*, origin: str, path: str, table: str) -> list[dict[str, str]]:
    """How to read one port in each language; `path` is that of its data, `table` a name for what comes.

    >>> [snippet["label"] for snippet in snippets(origin="http://localhost", path="/api/v1/ports/1/data", table="t")]
    ['Python', 'DuckDB', 'R', 'SQL', 'Power BI', 'Tableau', 'curl']
    """
    facts = {
        "origin": f"{origin}/",
        "site": origin,
        "path": path.lstrip("/"),
        "address": f"{origin}{path}",
        "table": table,
    }
    return [{"label": label, "code": code.format(**facts)} for label, code in _LANGUAGES]
