"""The query workbench: what one may read, as one sees it, and nothing else."""

import io

import duckdb
import pytest
from django.core.cache import cache

from catalog.publishing.rights import give_rights
from catalog.warehouses.engines import warehouse_for
from marketplace.foundation.models import AuditEvent
from requests.grants import workbench
from requests.grants.errors import NoAccess, OneQueryAtATime, QueryFailed, QueryNotFit, QueryTooSlow
from requests.grants.workbench import export_query, run_query, tables_for
from requests.models import DataRead, Grant
from tests.catalog.factories import DataProductFactory
from tests.requests.conftest import AT_ONCE
from tests.requests.grants.test_reading import fresh


def test_a_query_sees_masks_and_the_row_filter(grant, ada, port):
    answer = run_query(reader=fresh(ada), sql="SELECT usubjid, country, age FROM subjects ORDER BY age DESC")

    assert answer.columns == ("usubjid", "country", "age")
    assert [(row[1], row[2]) for row in answer.rows] == [("US", 74), ("US", 64), ("US", 63)]
    assert not any(str(row[0]).startswith("01-") for row in answer.rows)
    assert answer.total == 3


def test_a_masked_value_cannot_be_asked_for(grant, ada):
    answer = run_query(reader=fresh(ada), sql="SELECT count(*) FROM subjects WHERE usubjid = '01-701-1015'")

    assert answer.rows == [(0,)]


def test_what_the_filter_hides_cannot_speak_through_an_error(grant, ada):
    with pytest.raises(QueryFailed) as failure:
        run_query(reader=fresh(ada), sql="SELECT CAST(country AS INTEGER) FROM subjects")

    assert "US" in str(failure.value)
    assert "DE" not in str(failure.value)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "   ",
        "\x00",
        "SELECT 1",
        "DROP TABLE subjects",
        "SELECT * FROM subjects; SELECT 1",
        "SELECT * FROM public_subjects_of_others",
        "SELECT * FROM read_parquet('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT getenv('HOME') FROM subjects",
        "COPY subjects TO '/tmp/out'",
        "WITH subjects AS (SELECT 1) SELECT * FROM subjects",
        "SELECT * FROM subjects WHERE age = $1",
        "x" * 30_000,
    ],
)
def test_what_is_not_one_select_over_ones_tables_is_refused_in_a_sentence(grant, ada, sql):
    with pytest.raises(QueryNotFit) as refusal:
        run_query(reader=fresh(ada), sql=sql)

    assert str(refusal.value).startswith("Line ")
    assert not DataRead.objects.exists()


def test_who_has_no_access_has_no_table(grant, eve):
    assert tables_for(eve) == {}
    with pytest.raises(QueryNotFit):
        run_query(reader=eve, sql="SELECT * FROM subjects")


def test_tables_of_the_same_name_are_told_apart_by_their_product(grant, port, make_port, otto, clinical):
    other = DataProductFactory(slug="visits", owner=clinical, domain=port.product.domain)
    give_rights(other, clinical)
    make_port(AT_ONCE, product=other)

    assert sorted(tables_for(fresh(otto))) == ["demographics_subjects", "visits_subjects"]
    assert run_query(reader=fresh(otto), sql="SELECT * FROM visits_subjects").total == 4


def test_a_query_is_written_down_as_a_read_of_each_port(grant, ada, port):
    run_query(reader=fresh(ada), sql="SELECT age FROM subjects")

    read = DataRead.objects.get()
    assert (read.port, read.reader, read.grant, read.format, read.rows) == (port, ada, grant, "query", 3)
    assert (read.masked, read.filtered) == (["usubjid"], True)
    assert AuditEvent.objects.filter(verb="data.read").latest("pk").facts["sql"] == "SELECT age FROM subjects"


def test_access_that_ended_meanwhile_hands_nothing_out(grant, ada, monkeypatch):
    def too_late(*args, **kwargs):
        Grant.objects.update(valid_until=grant.valid_from + (grant.valid_until - grant.valid_from) / 10**6)
        return False

    monkeypatch.setattr(workbench, "write_down", too_late)
    with pytest.raises(NoAccess):
        run_query(reader=fresh(ada), sql="SELECT age FROM subjects")


def test_an_answer_is_had_as_a_file_and_leaves_nothing_behind(grant, ada, port):
    before = set(warehouse_for(port.warehouse).locations())

    with export_query(reader=fresh(ada), sql="SELECT max(age) AS oldest FROM subjects", format="csv") as export:
        text = export.open().read().decode()

    assert text.split() == ["oldest", "74"]
    assert set(warehouse_for(port.warehouse).locations()) == before


def test_one_person_runs_one_query_at_a_time_and_may_try_again_after_a_failure(grant, ada):
    cache.set(f"query:{ada.pk}", 1)
    with pytest.raises(OneQueryAtATime):
        run_query(reader=fresh(ada), sql="SELECT age FROM subjects")
    cache.delete(f"query:{ada.pk}")
    with pytest.raises(QueryFailed):
        run_query(reader=fresh(ada), sql="SELECT nothing FROM subjects")

    assert run_query(reader=fresh(ada), sql="SELECT age FROM subjects;").total == 3


def test_a_query_that_would_never_end_is_ended(grant, ada, settings):
    settings.QUERY_SECONDS = 1
    endless = "SELECT count(*) FROM subjects a, subjects b" + "".join(f", subjects c{n}" for n in range(26))

    with pytest.raises(QueryTooSlow):
        run_query(reader=fresh(ada), sql=endless)


def test_the_page_shows_rows_a_drawing_and_keeps_what_was_typed(client, grant, ada):
    client.force_login(ada)

    begun = client.get("/my-data/workbench/").content.decode()
    good = client.post("/my-data/workbench/", {"sql": "SELECT country, sum(age) AS years FROM subjects GROUP BY 1"})
    bars = client.post("/my-data/workbench/", {"sql": "SELECT usubjid, age FROM subjects"}).content.decode()
    wrong = client.post("/my-data/workbench/", {"sql": "SELECT nothing FROM subjects"})
    csv = client.post("/my-data/workbench/", {"sql": "SELECT age FROM subjects ORDER BY 1", "format": "csv"})

    assert "FROM subjects" in begun
    assert "201" in good.content.decode()
    assert "data-bars" in bars
    assert wrong.status_code == 422
    assert "SELECT nothing FROM subjects" in wrong.content.decode()
    assert b"".join(csv.streaming_content).decode().split() == ["age", "63", "64", "74"]


def test_a_parquet_file_is_one(client, grant, ada, tmp_path):
    client.force_login(ada)
    answer = client.post("/my-data/workbench/", {"sql": "SELECT age FROM subjects", "format": "parquet"})
    file = tmp_path / "answer.parquet"
    file.write_bytes(io.BytesIO(b"".join(answer.streaming_content)).getvalue())

    assert duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall() == [(3,)]


def test_the_page_asks_the_database_no_more_for_more_tables(client, grant, make_port, otto, queries):
    client.force_login(otto)
    few = queries(client, "/my-data/workbench/")
    for number in range(4):
        make_port(AT_ONCE, name=f"subjects_{number}")

    assert queries(client, "/my-data/workbench/") == few
