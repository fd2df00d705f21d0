"""The number a version must have, where it is asked for and where it is insisted upon."""

from pathlib import Path

import pytest

from catalog.models import Draft, ProductVersion
from catalog.publishing import services, tasks
from catalog.publishing.checking import check_bundle
from catalog.publishing.demands import demand_of
from catalog.publishing.errors import (
    BundleNotReadable,
    BundleNotValid,
    DraftConflict,
    NoDraft,
    NumberNotGreater,
    NumberNotSemantic,
    NumberTaken,
    NumberTooSmall,
)
from catalog.publishing.rights import give_rights
from catalog.publishing.services import set_version, submit
from catalog.spec import read_bundle
from marketplace.foundation.errors import NotAllowed
from tests.catalog.factories import DataProductFactory, OfferedPortFactory, ProductVersionFactory, SourceTableFactory
from tests.catalog.publishing.bundles import COLUMNS, a_bundle

LESS = {name: kind for name, kind in COLUMNS.items() if name != "age"}
WITHOUT_AGE = {"columns": LESS, "sql": "select usubjid, country from raw_dm"}
ROOT = Path(__file__).parents[3]
WITH_SEX = {
    "columns": {**COLUMNS, "sex": "string"},
    "sql": "select usubjid, country, cast(age as integer) as age, 'F' as sex from raw_dm",
}


def number_of(violations):
    return [said for said in violations if said.code == "number-too-small"]


def first(raw=None):
    """The published first version, as a row alone."""
    return ProductVersionFactory(product__slug="demographics", bundle=raw or a_bundle())


@pytest.fixture
def offered(clinical_domain):
    """Demographics 1.0.0 as rows, without data."""
    SourceTableFactory(system__slug="pharmaverse", name="dm", columns=[{"name": name} for name in COLUMNS])
    product = DataProductFactory(slug="demographics", name="Demographics", domain=clinical_domain)
    give_rights(product, product.owner)
    OfferedPortFactory(
        product=product, name="demographics", columns=COLUMNS, contract={"external_id": "clinical-demographics"},
        version={"bundle": a_bundle()},
    )  # fmt: skip
    return product


@pytest.fixture
def drafted(otto, offered):
    """Otto's draft of it."""

    def drafting(raw=None, **changes):
        return services.save_draft(actor=otto, raw=raw or a_bundle(**changes)).draft

    return drafting


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "level", "proposed"),
    [
        (WITHOUT_AGE, "major", "2.0.0"),
        (WITH_SEX, "minor", "1.1.0"),
        ({"name": "People"}, "patch", "1.0.1"),
    ],
)
def test_what_changes_demands_a_number(changes, level, proposed):
    published = first()

    small = demand_of(published, read_bundle(a_bundle(**changes))[0])
    enough = demand_of(published, read_bundle(a_bundle(**changes, version=proposed))[0])

    assert (small.level, small.proposed, small.enough, small.number, small.after) == (
        level, proposed, False, "1.0.0", "1.0.0",
    )  # fmt: skip
    assert enough.enough


@pytest.mark.django_db
def test_a_comment_alone_demands_the_smallest_step():
    demand = demand_of(first(), read_bundle(a_bundle() + b"# A word.\n")[0])

    assert (demand.changes, demand.level, demand.proposed, demand.enough) == ([], None, "1.0.1", False)


@pytest.mark.django_db
def test_what_is_published_demands_nothing():
    demand = demand_of(first(), read_bundle(a_bundle())[0])

    assert (demand.changes, demand.proposed, demand.enough) == ([], "1.0.0", True)


def test_a_first_version_may_have_any_number_that_is_one():
    assert demand_of(None, read_bundle(a_bundle(version="0.1.0"))[0]).enough
    odd = demand_of(None, read_bundle(a_bundle(version="latest"))[0])
    assert (odd.enough, odd.proposed) == (False, "1.0.0")


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [b"\xff\xfe", b"- [", b"", b"kind: DataContract\napiVersion: v3.2.0\n"])
def test_a_published_version_that_cannot_be_read_any_more_demands_only_a_greater_number(raw):
    demand = demand_of(first(raw or b"\n"), read_bundle(a_bundle(version="1.0.1"))[0])

    assert (demand.enough, demand.level) == (True, None)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["v1", "latest", "1.0", "9" * 39])
def test_a_published_number_that_is_none_is_followed_by_a_real_one(number):
    published = ProductVersionFactory(product__slug="demographics", number=number, bundle=a_bundle(name="People"))

    demand = demand_of(published, read_bundle(a_bundle())[0])

    assert (demand.proposed, demand.enough) == ("1.0.0", True)


def test_the_check_tells_on_the_line_of_the_version_what_it_must_be(offered):
    raw = a_bundle(**WITHOUT_AGE, version="1.1.0")

    [said] = number_of(check_bundle(raw).violations)

    assert raw.splitlines()[said.line - 1] == b"version: 1.1.0"
    assert (said.level, said.path) == ("error", "/version")
    assert "at least 2.0.0" in said.message


def test_the_check_has_nothing_against_what_is_published_nor_against_enough(offered):

    assert check_bundle(a_bundle()).is_valid
    assert check_bundle(a_bundle(**WITHOUT_AGE, version="2.0.0-rc.1")).is_valid
    assert not number_of(check_bundle(a_bundle(version="one")).violations)


def test_a_draft_that_lacks_only_its_number_can_be_tried(offered):

    checked = check_bundle(a_bundle(**WITHOUT_AGE))

    assert not checked.is_valid
    assert checked.is_valid_but_for_its_number
    assert not check_bundle(a_bundle(sql="drop table raw_dm")).is_valid_but_for_its_number


def test_a_smaller_number_is_refused_with_the_one_it_demands_and_the_changes(offered, drafted, otto):
    drafted(**WITHOUT_AGE, version="1.1.0")

    with pytest.raises(NumberTooSmall) as refusal:
        submit(actor=otto, product=offered)

    facts = refusal.value.facts
    assert (facts["proposed"], facts["level"], facts["published"]) == ("2.0.0", "major", "1.0.0")
    assert [change["path"] for change in facts["changes"] if change["kind"] == "breaking"] == [
        "/outputPorts/demographics/columns/age"
    ]
    assert "at least 2.0.0" in str(refusal.value)
    assert ProductVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("version", "refusal"), [("1.0.0", NumberTaken), ("0.9.0", NumberNotGreater), ("1.9.9", NumberTooSmall)]
)
def test_every_refusal_of_a_number_says_which_one_would_do(offered, drafted, otto, version, refusal):
    drafted(**WITHOUT_AGE, version=version)

    with pytest.raises(refusal) as refused:
        submit(actor=otto, product=offered)

    assert refused.value.facts["proposed"] == "2.0.0"


def test_the_number_that_is_proposed_is_accepted(offered, drafted, otto):
    drafted(**WITHOUT_AGE, version="2.0.0")

    run = submit(actor=otto, product=offered, guidance=" Take the year of birth instead. ")

    assert run.version.number == "2.0.0"
    assert run.version.guidance == "Take the year of birth instead."
    assert {"demographics": ["age"]} in [{change["port"]: change["columns"]} for change in run.version.changes]


def test_other_errors_are_told_together_with_the_number(offered, drafted, otto):
    drafted(columns=LESS, sql="drop table raw_dm")

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=offered)

    assert {"number-too-small", "sql-not-a-select"} <= {said["code"] for said in refusal.value.facts["violations"]}


def test_a_number_that_became_too_small_meanwhile_ends_the_run_in_its_check(published, submitted):
    product = published()
    run = submitted(**WITH_SEX, version="1.1.0")
    # Somebody else's version, published in between against all locks.
    other = product.versions.published().get()
    other.bundle = a_bundle(**WITH_SEX, version="1.4.0").replace(b"- {name: sex,", b"- {name: gender,")
    other.digest, other.number = read_bundle(other.bundle)[0].digest, "1.4.0"
    other.save()

    tasks.carry_out(run.pk)

    run.refresh_from_db()
    step = run.steps.get(state="failed")
    assert (run.state, step.name) == ("failed", "check")
    assert "number-too-small" in step.log


def test_setting_the_version_leaves_every_other_byte_alone(offered, drafted, otto):
    quoted = b"version: 1.0.0\nstatus", b"version:   '1.0.0'  # ours\nstatus"
    drafted(a_bundle(**WITHOUT_AGE).replace(*quoted, 1) + b"# end\n")
    before = bytes(Draft.objects.get().bundle)

    set_version(actor=otto, product=offered, number="2.0.0")

    after = bytes(Draft.objects.get().bundle)
    assert check_bundle(after).is_valid
    assert after == before.replace(b"'1.0.0'  # ours", b"'2.0.0'  # ours")


def test_setting_the_version_keeps_what_is_being_typed(offered, drafted, otto):
    drafted(**WITHOUT_AGE)

    set_version(actor=otto, product=offered, number="2.0.0", raw=a_bundle(**WITHOUT_AGE) + b"# typed\n", revision=1)

    assert bytes(Draft.objects.get().bundle) == (
        a_bundle(**WITHOUT_AGE).replace(b"version: 1.0.0", b"version: 2.0.0", 1) + b"# typed\n"
    )


def test_setting_the_version_is_refused_like_any_change_of_a_draft(offered, drafted, otto, ada):
    drafted(**WITHOUT_AGE)

    with pytest.raises(NotAllowed):
        set_version(actor=ada, product=offered, number="2.0.0")
    with pytest.raises(DraftConflict):
        set_version(actor=otto, product=offered, number="2.0.0", revision=7)
    with pytest.raises(NumberNotSemantic):
        set_version(actor=otto, product=offered, number="two")
    with pytest.raises(BundleNotReadable):
        set_version(actor=otto, product=offered, number="2.0.0", raw=b"- [")
    Draft.objects.all().delete()
    with pytest.raises(NoDraft):
        set_version(actor=otto, product=offered, number="2.0.0")


def test_a_version_is_missing_and_is_written_where_it_belongs(offered, drafted, otto):
    drafted(a_bundle().replace(b"version: 1.0.0\nstatus", b"status", 1))

    set_version(actor=otto, product=offered, number="1.0.1")

    assert check_bundle(bytes(Draft.objects.get().bundle)).is_valid


def test_a_breaking_change_before_1_0_0_demands_a_minor_step(offered, drafted, otto):
    ProductVersion.objects.update(number="0.3.1")
    drafted(a_bundle(**WITHOUT_AGE, version="0.3.2"))

    with pytest.raises(NumberTooSmall) as refusal:
        submit(actor=otto, product=offered)

    assert refusal.value.facts["proposed"] == "0.4.0"
