"""Access in Snowflake, from an order to statements and back; no account is asked."""

import pytest
from django.utils import timezone

from requests.grants import exceptions
from requests.models import AccessRequest, Grant, MaskException, SentStatements
from tests.catalog.factories import WarehouseFactory
from tests.requests.conftest import AT_ONCE, MASKS


@pytest.fixture
def port(make_port, account, monkeypatch):
    """A port in Snowflake that everybody gets at once: hashed subjects from the US."""
    monkeypatch.setenv("ACME", "snowflake://owner:secret@acme/SALES?warehouse=READERS&role=OWNER")
    account.description = [("USUBJID",), ("COUNTRY",), ("AGE",)]
    account.answers = {"CURRENT_ROLE": [("OWNER",)], "COUNT(*)": [(3,)]}
    account.refuses = {"SELECT 1 FROM MARKETPLACE_RAW": account.errors.ProgrammingError("not authorized")}
    acme = WarehouseFactory(slug="acme", name="Acme", engine="snowflake", secret="ACME")
    return make_port(AT_ONCE, warehouse=acme, masks=MASKS, row_filter="country = 'US'")


@pytest.fixture
def seen(account):
    """How the consumer's view shows the subjects by the statement that made it last: masked, or plain."""

    def last():
        made = [one for one in account.sent if one.startswith("CREATE OR REPLACE SECURE VIEW")][-1]
        listed = made[: made.index(" COPY GRANTS")]
        return "masked" if '"usubjid" MASKING POLICY' in listed else "plain"

    return last


def test_a_column_is_plain_for_the_time_of_an_exception(order, port, ask, agree, work, seen):
    order(port)
    work()
    assert (Grant.objects.get().state, seen()) == ("active", "masked")

    agree(ask(AccessRequest.objects.get()))
    assert seen() == "masked"
    work()
    assert (MaskException.objects.get().state, seen()) == ("active", "plain")

    MaskException.objects.update(valid_until=timezone.now())
    exceptions.expire_due()
    work()
    assert (MaskException.objects.get().state, seen()) == ("expired", "masked")


def test_what_was_sent_is_kept_statement_by_statement(order, port, work, account):
    order(port)
    work()

    kept = SentStatements.objects.get().statements
    assert len(kept) == len(account.sent)
    refused = [one for one in kept if one["outcome"] != "done"]
    assert [(one["text"].split(" LIMIT")[0][:28], one["outcome"]) for one in refused] == [
        ("SELECT 1 FROM MARKETPLACE_RA", "not authorized")
    ]
