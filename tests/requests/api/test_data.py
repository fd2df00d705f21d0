"""The governed read over the API."""

import csv
import io
import json

import duckdb
import pytest
from rest_framework.test import APIClient

from accounts.tokens.services import issue_token
from requests.grants.services import revoke
from requests.models import DataRead


def address(port, **query):
    return f"/api/v1/ports/{port.pk}/data/", query


def body_of(answer):
    assert answer.status_code == 200, answer.json()
    return b"".join(answer.streaming_content)


def test_parquet_is_streamed_with_masks_and_without_filtered_rows(api, ada, grant, port, tmp_path):
    answer = api(ada).get(*address(port))

    assert answer["Content-Type"] == "application/vnd.apache.parquet"
    assert answer["Content-Disposition"] == 'attachment; filename="demographics.subjects.parquet"'
    assert answer["X-Rows"] == "3"
    (tmp_path / "x.parquet").write_bytes(body_of(answer))
    rows = duckdb.sql(f"SELECT usubjid, country FROM read_parquet('{tmp_path / 'x.parquet'}')").fetchall()
    assert len(rows) == 3
    assert all(len(subject) == 64 and country == "US" for subject, country in rows)


def test_csv_and_json_come_with_the_columns_and_rows_asked_for(api, ada, grant, port):
    text = body_of(api(ada).get(*address(port, format="csv", columns="age,country", limit=2))).decode()
    rows = json.loads(body_of(api(ada).get(*address(port, format="json", columns="age"))))

    assert list(csv.reader(io.StringIO(text))) == [["age", "country"], ["63", "US"], ["64", "US"]]
    assert rows == [{"age": 63}, {"age": 64}, {"age": 74}]


def test_the_accept_header_chooses_where_the_address_says_nothing(api, ada, grant, port):
    chosen = api(ada).get(*address(port), headers={"Accept": "text/csv"})
    said = api(ada).get(*address(port, format="json"), headers={"Accept": "text/csv"})

    assert chosen["Content-Type"].startswith("text/csv")
    assert said["Content-Type"] == "application/json"


def test_a_tool_reads_with_a_token_that_only_reads(ada, grant, port):
    _token, text = issue_token(actor=ada, owner=ada, name="notebook", scope="read", days=7)
    tool = APIClient(headers={"Authorization": f"Bearer {text}"})

    assert len(json.loads(body_of(tool.get(*address(port, format="json"))))) == 3
    assert tool.post("/api/v1/orders/", {}).status_code == 403
    dry = {"lines": [{"port": port.pk, "days": 3}]}
    assert tool.post("/api/v1/orders/check/", dry).status_code == 200
    assert DataRead.objects.get().reader == ada


def test_when_the_grant_ends_the_same_read_answers_403_and_says_how_to_order(api, ada, otto, grant, port):
    revoke(actor=otto, grant=grant, reason="Over.")

    answer = api(ada).get(*address(port), headers={"Accept": "application/vnd.apache.parquet"})

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    problem = answer.json()
    assert problem["code"] == "no-access"
    assert problem["order"].startswith("/products/demographics/")


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"format": "exe"}, 406, "format-not-available"),
        ({"columns": "race"}, 400, "unknown-columns"),
        ({"limit": "0"}, 400, "not-valid"),
        ({"limit": "many"}, 400, "not-valid"),
    ],
)
def test_a_read_that_makes_no_sense_is_one_clear_sentence(api, ada, grant, port, query, status, code):
    answer = api(ada).get(*address(port, **query))

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_nobody_reads_unsigned_or_a_port_that_is_not_there(api, ada, client, port):
    assert client.get(*address(port)).status_code == 401
    assert api(ada).get("/api/v1/ports/999999/data/").status_code == 404
