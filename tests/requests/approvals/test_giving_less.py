"""Approved, but only in part: what is left out is out at every door."""

import duckdb
import pytest

from accounts.models import Consumer, User
from accounts.teams.services import found_team, set_member
from catalog.views.sample_rows import sample_of
from catalog.warehouses.errors import ViewNotFit
from catalog.warehouses.governed import governed_view
from catalog.warehouses.narrowing import WHOLE, Narrowing
from requests.approvals.errors import NothingLeft, NotToChooseBy
from requests.approvals.services import decide
from requests.grants.errors import ReasonMissing, UnknownColumns
from requests.grants.reading import open_read
from requests.models import ApprovalStage, Decision, Grant, ProvisioningRun
from requests.ordering.services import renew
from requests.provisioning.verification import Seen, verify_open
from tests.requests.conftest import ASK_BOTH, MASKS
from tests.requests.factories import GrantFactory

OLD_AND_GERMAN = Narrowing(("usubjid", "country"), (("country", ("DE",)),))


@pytest.fixture
def wide_port(make_port):
    """All rows, subjects hashed."""
    return make_port(ASK_BOTH, masks=MASKS)


@pytest.fixture
def give(order, otto, grace, work):
    """Has ada's order approved in part by otto, by grace as asked, and set up."""

    def approve(port, only, steward=WHOLE, **kwargs):
        placed = order(port, **kwargs)
        for who, part in ((otto, only), (grace, steward)):
            stage = ApprovalStage.objects.open().get(request__order=placed)
            decide(actor=who, stage=stage, yes=True, reason="So much is enough.", only=part)
        work()
        return Grant.objects.get(request__order=placed)

    return approve


def read(reader, port, **kwargs):
    with open_read(reader=reader, port=port, format="parquet", **kwargs) as export:
        found = duckdb.sql(f"SELECT * FROM read_parquet('{export.path}')")
        return list(found.columns), found.fetchall()


def test_only_what_was_given_is_read_verified_and_written_down(give, wide_port, ada):
    grant = give(wide_port, OLD_AND_GERMAN)

    columns, rows = read(ada, wide_port)

    assert (columns, [country for _subject, country in rows]) == (["usubjid", "country"], ["DE"])
    assert grant.state == Grant.State.ACTIVE
    assert grant.only == {"columns": ["usubjid", "country"], "rows": {"country": ["DE"]}}
    checks = ProvisioningRun.objects.get(grant=grant).checks
    assert "2 of 3 columns can be read" in str(checks)
    with pytest.raises(UnknownColumns):
        read(ada, wide_port, columns=["age"])


def test_every_view_of_the_reader_is_the_narrow_one(give, wide_port, ada):
    give(wide_port, OLD_AND_GERMAN)

    view = governed_view(wide_port, person=ada)
    sample = sample_of(ada, wide_port)

    assert view.columns == ("usubjid", "country")
    assert [heading.name for heading in sample.headings] == ["usubjid", "country"]
    assert len(sample.rows) == 1


def test_a_team_reads_in_its_products_what_it_was_given(give, wide_port, analytics):
    give(wide_port, OLD_AND_GERMAN, team=analytics)

    assert governed_view(wide_port, team=analytics).columns == ("usubjid", "country")


def test_what_several_leave_out_is_left_out_together(give, wide_port, ada):
    grant = give(wide_port, Narrowing(("country", "age")), Narrowing(("age", "country"), (("country", ("US",)),)))

    assert grant.only == {"columns": ["country", "age"], "rows": {"country": ["US"]}}
    assert len(read(ada, wide_port)[1]) == 3


def test_what_one_left_out_the_next_cannot_give_back(order, wide_port, otto, grace):
    placed = order(wide_port)
    decide(actor=otto, stage=ApprovalStage.objects.open().get(), yes=True, only=Narrowing(("age",)), reason="Enough.")

    stage = ApprovalStage.objects.open().get(request__order=placed)
    with pytest.raises(NotToChooseBy, match="country"):
        decide(actor=grace, stage=stage, yes=True, only=Narrowing(("country",)), reason="More.")


@pytest.mark.parametrize(
    ("only", "error"),
    [
        (Narrowing(("nothing",)), NotToChooseBy),
        (Narrowing(rows=(("usubjid", ("01-701-1015",)),)), NotToChooseBy),
        (Narrowing(rows=(("age", ()),)), NothingLeft),
        (Narrowing(rows=(("age", ("1",)), ("AGE", ("2",)))), NothingLeft),
    ],
    ids=["no such column", "a masked column", "no value", "a column twice"],
)
def test_what_cannot_be_given_is_refused(order, wide_port, otto, only, error):
    order(wide_port)

    with pytest.raises(error):
        decide(actor=otto, stage=ApprovalStage.objects.open().get(), yes=True, only=only, reason="So.")
    assert not Decision.objects.exists()


def test_whoever_gives_less_says_why(order, wide_port, otto):
    order(wide_port)

    with pytest.raises(ReasonMissing):
        decide(actor=otto, stage=ApprovalStage.objects.open().get(), yes=True, only=Narrowing(("age",)))


def test_a_renewal_of_a_part_stays_a_part(give, wide_port, ada, otto, grace, work):
    grant = give(wide_port, OLD_AND_GERMAN)
    again = renew(actor=ada, grant=grant, reason="More time.")

    for who in (otto, grace):
        decide(actor=who, stage=ApprovalStage.objects.open().get(request__order=again), yes=True)

    assert Grant.objects.get(request__order=again).only == grant.only


def test_two_narrow_grants_are_never_joined_and_a_whole_one_is_whole(give, wide_port, ada, analytics):
    give(wide_port, Narrowing(("age",)))
    give(wide_port, Narrowing(("country",)), team=analytics)
    assert len(read(ada, wide_port)[0]) == 1

    research = found_team(actor=None, slug="research", name="Research")
    set_member(actor=None, team=research, person=ada, role="member")
    GrantFactory(consumer=Consumer.objects.for_team(research), port=wide_port)
    ada = User.objects.get(pk=ada.pk)

    assert len(read(ada, wide_port)[0]) == 3


def test_what_was_given_and_is_gone_is_not_replaced_by_more(give, wide_port, ada):
    grant = give(wide_port, Narrowing(("age",)))
    wide_port.contract.columns.filter(name="age").delete()

    with pytest.raises(ViewNotFit, match="part of it"):
        governed_view(wide_port, person=ada)
    with pytest.raises(ViewNotFit):
        verify_open(Seen(grant))
