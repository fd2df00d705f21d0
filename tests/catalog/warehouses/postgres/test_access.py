"""Consumers of a PostgreSQL warehouse connect with logins of their own, and read what was granted and nothing else."""

import psycopg
import pytest
from psycopg import errors

from catalog.spec import MaskSpec
from catalog.warehouses.errors import ViewNotFit, WarehouseUnavailable
from catalog.warehouses.interface import View
from catalog.warehouses.postgres import names
from catalog.warehouses.postgres.engine import Postgres
from tests.catalog.warehouses.postgres.conftest import ALL, NAME

VIEW = View(("usubjid", "age", "country"), (MaskSpec("usubjid", "hash"),), "country = 'US'")
ADA, EVE = "consumer_1", "consumer_2"


def opened(database, location, view=VIEW, grantee=ADA, name=NAME):
    database.open_access(location, view, grantee=grantee, name=name)


def proved(database, location, view=VIEW, grantee=ADA, name=NAME):
    return database.verify_opened(location, view, all_columns=ALL, grantee=grantee, name=name)


def roles(server):
    rows = server.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", [f"{server.info.dbname}\\_%"])
    return {name for (name,) in rows}


def test_a_consumer_reads_the_granted_rows_and_columns_with_their_masks(database, patients, as_consumer):
    opened(database, patients)

    with as_consumer(ADA) as ada:
        rows = ada.execute(f"SELECT * FROM {NAME} ORDER BY age").fetchall()

    assert [(age, country) for _subject, age, country in rows] == [(63, "US"), (64, "US"), (71, "US")]
    assert {len(subject) for subject, *_ in rows} == {64}
    assert [row[0] for row in rows] == [
        row[0] for row in sorted(database.sample(patients, VIEW, limit=9).rows, key=lambda row: row[1])
    ]


def test_a_consumer_may_not_read_raw_tables_the_salt_or_the_view_of_another(database, patients, as_consumer):
    opened(database, patients)
    opened(database, patients, grantee=EVE)

    with as_consumer(ADA) as ada:
        for place in (names.table(patients), "marketplace_raw.salt", f"{EVE}.{NAME}"):
            with pytest.raises(errors.InsufficientPrivilege):
                ada.execute(f"SELECT * FROM {place}")
        with pytest.raises(errors.InsufficientPrivilege):
            ada.execute(f"CREATE TABLE {ADA}.mine (a integer)")
        with pytest.raises(errors.ObjectNotInPrerequisiteState):
            ada.execute(f"DELETE FROM {NAME}")


def test_the_salt_stands_in_no_definition_that_a_consumer_can_read(database, patients, as_consumer):
    opened(database, patients)

    with as_consumer(ADA) as ada:
        seen = ada.execute("SELECT definition FROM pg_views WHERE viewname = %s", [NAME]).fetchone()[0]
        told = ada.execute(f"EXPLAIN (VERBOSE) SELECT * FROM {NAME}").fetchall()

    assert "a-salt-of-this-test" not in seen + str(told)


def test_a_function_of_the_readers_own_sees_no_row_that_the_filter_hides(database, patients, as_consumer, server):
    server.execute("CREATE SCHEMA playground; GRANT ALL ON SCHEMA playground TO PUBLIC")
    opened(database, patients)

    with as_consumer(ADA) as ada:
        ada.execute(
            "CREATE FUNCTION playground.spy(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS "
            "$$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
        )
        overheard = []
        ada.add_notice_handler(lambda notice: overheard.append(notice.message_primary))
        ada.execute(f"SELECT * FROM {NAME} WHERE playground.spy(country)").fetchall()
    server.execute("DROP SCHEMA playground CASCADE")

    assert overheard == ["US"] * 3


def test_access_is_proved_by_connecting_as_the_consumer(database, patients, server):
    opened(database, patients)
    opened(database, patients, grantee=EVE)

    checks = proved(database, patients)

    assert {check.name.removeprefix("in PostgreSQL: ") for check in checks} == {
        *("columns", "rows", "row filter", "mask hash on usubjid", "values"),
        *("raw table", "sibling view", "nothing beside"),
    }
    assert all(check.passed for check in checks), checks
    assert not {role for role in roles(server) if "probe" in role}


def test_a_right_too_many_is_found_by_the_proof(database, patients, server):
    opened(database, patients)
    role = f"{server.info.dbname}_{ADA}"
    server.execute(f"GRANT USAGE ON SCHEMA marketplace_raw TO {role}")
    server.execute(f"GRANT SELECT ON {names.table(patients)} TO {role}")

    failed = {check.name.removeprefix("in PostgreSQL: ") for check in proved(database, patients) if not check.passed}

    assert failed == {"raw table", "nothing beside"}


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("SELECT usubjid, age, country FROM {table} WHERE country = 'US'", "mask hash on usubjid"),
        ("SELECT encode(sha256('x'), 'hex') AS usubjid, age, country FROM {table}", "row filter"),
        ("SELECT encode(sha256('x'), 'hex') AS usubjid, age, country FROM {table} WHERE country = 'US'", "values"),
        ("SELECT usubjid, age, country, name FROM {table}", "columns"),
    ],
)
def test_a_view_that_shows_something_else_does_not_pass_and_is_put_right(database, patients, server, change, broken):
    opened(database, patients)
    server.execute(f"DROP VIEW {ADA}.{NAME}")
    server.execute(f"CREATE VIEW {ADA}.{NAME} AS {change.format(table=names.table(patients))}")
    server.execute(f"GRANT SELECT ON {ADA}.{NAME} TO {server.info.dbname}_{ADA}")

    failed = {check.name.removeprefix("in PostgreSQL: ") for check in proved(database, patients) if not check.passed}
    opened(database, patients)

    assert broken in failed
    assert all(check.passed for check in proved(database, patients))


def test_opening_twice_changes_nothing(database, patients, server):
    opened(database, patients)
    look = "SELECT oid, relacl::text FROM pg_class WHERE relname = %s"
    before = (server.execute(look, [NAME]).fetchall(), roles(server))

    opened(database, patients)

    assert (server.execute(look, [NAME]).fetchall(), roles(server)) == before


def test_closing_leaves_neither_role_nor_login_nor_view(database, patients, as_consumer, server):
    opened(database, patients)
    with as_consumer(ADA) as ada:
        database.close_access(grantee=ADA, name=NAME)
        database.close_access(grantee=ADA, name=NAME)
        with pytest.raises(psycopg.Error):
            ada.execute(f"SELECT * FROM {NAME}")

    assert roles(server) == set()
    assert server.execute("SELECT to_regclass(%s)", [f"{ADA}.{NAME}"]).fetchone() == (None,)
    assert [check.passed for check in database.verify_closed(grantee=ADA, name=NAME)] == [True]


def test_closing_one_of_two_leaves_the_other(database, patients, as_consumer):
    opened(database, patients)
    opened(database, patients, name="other_2")

    database.close_access(grantee=ADA, name=NAME)

    assert [check.passed for check in database.verify_closed(grantee=ADA, name=NAME)] == [True]
    with as_consumer(ADA, "other_2") as ada:
        assert ada.execute("SELECT count(*) FROM other_2").fetchone() == (3,)


def test_a_closing_that_did_not_work_is_noticed(database, patients):
    opened(database, patients)

    assert [check.passed for check in database.verify_closed(grantee=ADA, name=NAME)] == [False]


def test_whoever_is_in_the_middle_of_reading_is_not_waited_for(database, patients, as_consumer):
    opened(database, patients)
    with as_consumer(ADA) as ada:
        ada.execute("BEGIN")
        ada.execute(f"SELECT * FROM {NAME}").fetchall()

        database.close_access(grantee=ADA, name=NAME)

        with pytest.raises(psycopg.Error):
            ada.execute(f"SELECT * FROM {NAME}")


def test_a_new_build_is_switched_to_under_the_same_name_and_the_old_one_can_go(database, put, as_consumer):
    first, second = put("SELECT 1 AS a, 'x' AS b", "first"), put("SELECT 2 AS a, 'y' AS b", "second")
    opened(database, first, View(("a",)))
    with pytest.raises(WarehouseUnavailable):
        database.discard(first)

    opened(database, second, View(("a", "b"), (MaskSpec("b", "redact"),)))

    with as_consumer(ADA) as ada:
        assert ada.execute(f"SELECT * FROM {NAME}").fetchall() == [(2, "***")]
    assert sorted(database.locations()) == sorted([first, second])
    database.discard(first)
    assert list(database.locations()) == [second]


def test_the_next_password_makes_the_one_before_void(database, patients, server):
    opened(database, patients)
    look = "SELECT rolpassword FROM pg_authid WHERE rolname = %s"

    first = database.connection(grantee=ADA, login="p1", name=NAME)
    kept = server.execute(look, [first.user]).fetchone()[0]
    second = database.connection(grantee=ADA, login="p1", name=NAME)

    assert first.user == second.user
    assert first.password != second.password
    assert kept.startswith("SCRAM-SHA-256$")
    assert server.execute(look, [first.user]).fetchone()[0] != kept
    assert second.password not in repr(second)


def test_two_workers_open_for_one_consumer_at_once(database, patients, as_consumer):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: opened(database, patients, name=f"port_{n % 2}"), range(4)))

    with as_consumer(ADA, "port_0") as ada:
        assert ada.execute("SELECT count(*) FROM port_1").fetchone() == (3,)


def test_what_cannot_be_said_in_postgresql_is_refused_with_the_reason(database, patients):
    with pytest.raises(ViewNotFit):
        opened(database, patients, View(("age",), (), "levenshtein(country, 'US') < 2"))
    with pytest.raises(ViewNotFit):
        opened(database, patients, View(("height",)))


def test_a_server_that_does_not_answer_is_worth_a_second_try(root):
    away = Postgres(root, salt="s", conninfo="postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2")

    with pytest.raises(WarehouseUnavailable):
        away.rights()
