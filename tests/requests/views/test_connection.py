"""A password for the warehouse, made when somebody asks for it and shown once."""

import re
from xml.etree import ElementTree

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from accounts.models import Consumer
from accounts.teams.services import set_member
from catalog.warehouses.rights import Connection
from marketplace.foundation.models import AuditEvent
from requests.grants.services import revoke
from requests.models import Grant
from requests.provisioning.naming import called, grantee
from requests.views.connecting import connecting
from tests.requests.conftest import AT_ONCE, MASKS


@pytest.fixture
def held(order, make_port, sales, ada, work):
    order(make_port(AT_ONCE, warehouse=sales, masks=MASKS, row_filter="country = 'US'"))
    work()
    return Grant.objects.get()


def shown(page, label):
    return re.search(rf"<dt>{label}</dt><dd[^>]*>([^<]+)<", page).group(1)


def test_whoever_reads_gets_a_password_that_works(as_, ada, held, warehouse_database):
    assert "Show connection" in as_(ada).get("/my-data/").content.decode()
    answer = as_(ada).post(f"/my-data/{held.pk}/connection/")

    page = answer.content.decode()
    parts = conninfo_to_dict(warehouse_database) | {
        "user": shown(page, "User"),
        "password": "any, where all are trusted",
    }
    with psycopg.connect(make_conninfo(**parts)) as connection:
        rows = connection.execute(f"SELECT * FROM {shown(page, 'View')}").fetchall()
    assert len(rows) == 3
    assert "no-store" in answer["Cache-Control"]
    assert AuditEvent.objects.get(verb="grant.connected").actor == ada


def test_looking_makes_no_password(as_, ada, held, server):
    before = server.execute("SELECT count(*) FROM pg_roles").fetchone()

    page = as_(ada).get(f"/my-data/{held.pk}/connection/").content.decode()

    assert "Make a new password" in page
    assert server.execute("SELECT count(*) FROM pg_roles").fetchone() == before
    assert not AuditEvent.objects.filter(verb="grant.connected").exists()


def test_every_password_is_new_and_stands_in_no_row(as_, ada, held, server):
    pages = [as_(ada).post(f"/my-data/{held.pk}/connection/").content.decode() for _ in range(2)]

    passwords = {re.search(r">([\w-]{32})<", page).group(1) for page in pages}
    assert len(passwords) == 2
    recorded = str(list(AuditEvent.objects.values()))
    assert not any(password in recorded for password in passwords)


def test_two_of_a_team_have_a_login_each(as_, ada, grace, order, make_port, sales, analytics, work):
    set_member(actor=None, team=analytics, person=grace, role="member")
    port = make_port(AT_ONCE, warehouse=sales)
    order(port, team=analytics)
    work()
    grant = Grant.objects.get()

    users = {
        shown(as_(person).post(f"/my-data/{grant.pk}/connection/").content.decode(), "User") for person in (ada, grace)
    }

    assert len(users) == 2
    who = grantee(Consumer.objects.for_team(analytics).pk)
    assert {user.split("_as_")[0].endswith(who) for user in users} == {True}
    assert called(port) in as_(ada).post(f"/my-data/{grant.pk}/connection/").content.decode()


def test_others_and_those_whose_access_ended_get_none(as_, ada, otto, eve, held):
    assert as_(eve).post(f"/my-data/{held.pk}/connection/").status_code == 404

    revoke(actor=otto, grant=held, reason="Over.")

    assert as_(ada).post(f"/my-data/{held.pk}/connection/").status_code == 403
    assert "access is not open" in as_(ada).get(f"/my-data/{held.pk}/connection/").content.decode()


def test_in_the_lakehouse_there_is_nothing_to_connect_to(as_, ada, grant):
    assert "Show connection" not in as_(ada).get("/my-data/").content.decode()
    assert as_(ada).post(f"/my-data/{grant.pk}/connection/").status_code == 403


@pytest.mark.parametrize(
    ("engine", "languages"),
    [
        ("postgresql", ["Python", "psql", "R", "Power BI", "Tableau"]),
        ("snowflake", ["Python", "SnowSQL"]),
    ],
)
def test_the_snippets_are_those_of_the_engine_and_hold_no_password(engine, languages):
    told = Connection("db.example.org", "5432", "sales", "sales_consumer_1_as_p7", "consumer_1.rows_1", "s3cret")

    made = {one["label"]: one["code"] for one in connecting(told, engine)}

    assert list(made) == languages
    compile(made["Python"], "Python", "exec")
    assert not any("s3cret" in code for code in made.values())
    assert all("db.example.org" in code for code in made.values())
    if "Tableau" in made:
        [relation] = ElementTree.fromstring(made["Tableau"].encode()).iter("relation")
        assert relation.get("table") == "[consumer_1].[rows_1]"
