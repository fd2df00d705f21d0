"""The engine carries the compiled statements out, in order, by whatever connector is there; here one that records."""

import sys

import pytest
from sqlglot import parse_one

from catalog.spec import MaskSpec
from catalog.warehouses.errors import AccessNotSet, WarehouseUnavailable
from catalog.warehouses.interface import View
from catalog.warehouses.snowflake.engine import Snowflake
from catalog.warehouses.statements import listening
from tests.catalog.warehouses.conftest import SALT

ADDRESS = "snowflake://owner:p%40ss@acme/SALES?warehouse=READERS&role=OWNER"


@pytest.fixture
def warehouse(root):
    return Snowflake(root, salt=SALT, address=ADDRESS)


VIEW = View(("age", "country"), (MaskSpec("country", "redact"),), "country = 'US'")


def begun(sent):
    return [" ".join(statement.split()[:2]) for statement in sent]


def test_without_the_connector_it_is_said_what_is_missing(warehouse, monkeypatch):
    monkeypatch.setitem(sys.modules, "snowflake.connector", None)

    with pytest.raises(WarehouseUnavailable, match=r"requirements-snowflake\.in"):
        warehouse.rights()


def test_opening_loads_what_is_not_there_and_grants_last(warehouse, account, patients):
    warehouse.open_access(patients, VIEW, grantee="consumer_1", name="subjects_1")

    asked = {"account": "acme", "user": "owner", "password": "p@ss", "database": "SALES"}
    assert account.asked == asked | {"warehouse": "READERS", "role": "OWNER"}
    order = begun(account.sent)
    assert (
        order.index("COPY INTO")
        < order.index("ALTER TABLE")
        < order.index("CREATE ROLE")
        < order.index("CREATE MASKING")
    )
    assert order[-1] == "GRANT SELECT"


def test_what_is_loaded_is_not_loaded_again(warehouse, account, patients):
    account.answers = {"INFORMATION_SCHEMA.TABLES": [(1,)]}

    warehouse.open_access(patients, VIEW, grantee="consumer_1", name="subjects_1")

    assert "COPY INTO" not in begun(account.sent)


def test_closing_the_last_view_ends_users_and_role(warehouse, account):
    account.answers = {"SHOW USERS": [("MARKETPLACE_CONSUMER_1_AS_P7",)]}

    warehouse.close_access(grantee="consumer_1", name="subjects_1")

    assert [begins for begins in begun(account.sent) if begins.startswith("DROP")] == [
        *("DROP VIEW", "DROP USER", "DROP SCHEMA", "DROP ROLE")
    ]


def test_the_proof_takes_the_consumers_role_on_and_tries_the_raw_table(warehouse, account, patients):
    account.description = [("AGE",), ("COUNTRY",)]
    account.answers = {"CURRENT_ROLE": [("OWNER",)], "COUNT(*)": [(3,)]}
    account.refuses = {"SELECT 1 FROM MARKETPLACE_RAW": account.errors.ProgrammingError("not authorized")}

    checks = warehouse.verify_opened(patients, VIEW, all_columns=("a",) * 7, grantee="consumer_1", name="subjects_1")

    assert [check.passed for check in checks] == [True, True, True]
    assert 'USE ROLE "MARKETPLACE_CONSUMER_1"' in account.sent
    account.refuses = {}
    again = warehouse.verify_opened(patients, VIEW, all_columns=("a",) * 7, grantee="consumer_1", name="subjects_1")
    assert [check.passed for check in again] == [True, True, False]


def test_rights_are_told_apart_and_taken_away(warehouse, account):
    account.answers = {
        "OBJECT_PRIVILEGES": [
            ("MARKETPLACE_CONSUMER_1", "CONSUMER_1", "SUBJECTS_1", "VIEW", "SELECT"),
            ("ANALYSTS", "MARKETPLACE_RAW", "T_1", "TABLE", "SELECT"),
        ]
    }

    mine, stray = warehouse.rights()
    taken = warehouse.take_away(stray.key)

    assert (mine.grantee, mine.name) == ("consumer_1", "subjects_1")
    assert (stray.grantee, stray.name, taken) == ("ANALYSTS", "", True)
    assert account.sent[-1] == 'REVOKE SELECT ON TABLE "MARKETPLACE_RAW"."T_1" FROM ROLE "ANALYSTS"'
    assert parse_one(account.sent[-1], dialect="snowflake")


def test_every_password_is_new(warehouse, account):
    first, second = (warehouse.connection(grantee="consumer_1", login="p7", name="subjects_1") for _ in range(2))

    assert first.user == second.user == "MARKETPLACE_CONSUMER_1_AS_P7"
    assert first.password != second.password
    assert first.view == "CONSUMER_1.SUBJECTS_1"


def test_what_an_account_refuses_is_a_refusal_and_what_is_away_is_tried_again(warehouse, account):
    account.refuses = {"OBJECT_PRIVILEGES": account.errors.ProgrammingError("insufficient privileges\nmore")}
    with pytest.raises(AccessNotSet, match="insufficient privileges"):
        warehouse.rights()

    account.refuses = {"OBJECT_PRIVILEGES": account.errors.OperationalError("no route")}
    with pytest.raises(WarehouseUnavailable, match="no route"):
        warehouse.rights()


def test_what_is_sent_is_told_before_it_stands_and_without_secrets(warehouse, account, patients):
    kept = []

    def keep(transcript):
        kept.append([(one.text, one.outcome) for one in transcript.statements])

    with listening(keep):
        warehouse.open_access(patients, VIEW, grantee="consumer_1", name="subjects_1")
        warehouse.connection(grantee="consumer_1", login="p7", name="subjects_1")

    last = kept[-1]
    assert [text for text, _outcome in last if "SALT AS SELECT" in text] == [
        "CREATE OR REPLACE TABLE MARKETPLACE_RAW.SALT AS SELECT '…' AS SALT"
    ]
    assert any("SET PASSWORD = '…'" in text for text, _outcome in last)
    assert {outcome for _text, outcome in last} == {"done"}
    assert [moment[-1][1] for moment in kept[:-1]] == ["unknown"] * len(last)


def test_a_column_is_plain_for_one_consumer_and_masked_again_at_the_end(warehouse, account, patients):
    masked, plain = (View(VIEW.columns, masks, VIEW.row_filter) for masks in (VIEW.masks, ()))

    def shown(view, grantee):
        account.sent.clear()
        warehouse.open_access(patients, view, grantee=grantee, name="subjects_1")
        [made] = [statement for statement in account.sent if "SECURE VIEW" in statement and "COPY GRANTS" in statement]
        assert f'"{grantee.upper()}"."SUBJECTS_1"' in made
        return "MASKING POLICY" in made

    assert [shown(masked, "consumer_1"), shown(masked, "consumer_2")] == [True, True]
    assert [shown(plain, "consumer_1"), shown(masked, "consumer_2")] == [False, True]
    assert shown(masked, "consumer_1")
