import pytest

from catalog.models import DataProduct, Draft, ProductVersion, PublishingRun
from catalog.publishing.errors import (
    AlreadyPublishing,
    BundleNotValid,
    NoDraft,
    NumberNotGreater,
    NumberTaken,
    ProductRetired,
    Unchanged,
)
from catalog.publishing.services import save_draft, submit
from marketplace.foundation.errors import NotAllowed
from tests.catalog.factories import DataContractFactory, DataProductFactory, OfferedPortFactory
from tests.catalog.publishing.bundles import a_bundle


def codes(refusal):
    return {said["code"] for said in refusal.value.facts["violations"] if said["level"] == "error"}


def test_submitting_prepares_a_version_and_a_run_and_wakes_a_worker(
    saved, otto, nudged, django_capture_on_commit_callbacks
):
    product = saved()

    with django_capture_on_commit_callbacks(execute=True):
        run = submit(actor=otto, product=product)

    assert (run.state, run.kind, run.asked_by) == ("queued", "publish", otto)
    assert (run.version.state, run.version.number) == ("prepared", "1.0.0")
    assert bytes(run.version.bundle) == a_bundle()
    assert list(run.steps.values_list("name", flat=True)) == [
        "check", "policies", "build", "compare", "lineage", "publish", "measure", "score", "judge", "index", "keep",
        "announce",
    ]  # fmt: skip
    assert nudged == [("carry_out", run.pk)]
    assert DataProduct.objects.get().status == "in-review"


def test_only_maintainers_of_the_team_publish(saved, ada, grace, petra, eve):
    product = saved()

    for other in (ada, grace, eve):
        with pytest.raises(NotAllowed):
            submit(actor=other, product=product)


def test_a_product_without_a_draft_cannot_be_submitted(saved, otto):
    product = saved()
    Draft.objects.all().delete()

    with pytest.raises(NoDraft):
        submit(actor=otto, product=product)


def test_one_run_at_a_time(submitted, otto):
    run = submitted()

    with pytest.raises(AlreadyPublishing) as refusal:
        submit(actor=otto, product=run.product)

    assert refusal.value.status == 409
    assert PublishingRun.objects.count() == ProductVersion.objects.count() == 1


def test_the_database_itself_allows_one_open_run(submitted, otto, monkeypatch):
    from catalog.publishing.services import runs

    run = submitted()
    monkeypatch.setattr(ProductVersion.objects, "published", ProductVersion.objects.none)

    with pytest.raises(AlreadyPublishing):
        runs._open_run(run.product, run.version, "publish", otto)


def test_an_unchanged_bundle_is_refused_with_a_clear_sentence(published, otto):
    product = published()

    with pytest.raises(Unchanged, match="nothing to publish"):
        submit(actor=otto, product=product)


@pytest.mark.parametrize(
    ("version", "refusal"), [("1.2.0", NumberTaken), ("1.1.9", NumberNotGreater), ("1.2.0-rc.1", NumberNotGreater)]
)
def test_versions_only_go_up(published, saved, otto, version, refusal):
    product = published(version="1.2.0")
    saved(version=version, name="People")

    with pytest.raises(refusal):
        submit(actor=otto, product=product)


def test_ten_is_greater_than_nine(published, saved, otto):
    product = published(version="1.9.0")
    saved(version="1.10.0")

    assert submit(actor=otto, product=product).version.number == "1.10.0"


def test_a_number_that_failed_can_be_used_again(submitted, saved, otto):
    run = submitted()
    PublishingRun.objects.update(state="failed")
    ProductVersion.objects.update(state="failed")
    saved(name="People")

    assert submit(actor=otto, product=run.product).version.number == "1.0.0"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sql": "drop table raw_dm"}, "sql-not-a-select"),
        ({"sql": "select 1; select 2"}, "sql-many-statements"),
        ({"sql": "select usubjid, country, age from secrets"}, "sql-unknown-table"),
        ({"sql": "select usubjid, country, age from read_csv('/etc/passwd')"}, "sql-function"),
        ({"sql": "select usubjid, country, age from 'https://example.org/a.csv'"}, "sql-unknown-table"),
        ({"sql": "select usubjid, from where"}, "sql-syntax"),
        ({"version": "one"}, "version-not-semantic"),
        ({"sources": {"raw_dm": "pharmaverse.nothing"}}, "unknown-source"),
        ({"upstreams": {"raw_dm": "nobody-has-this"}}, "unknown-upstream"),
        ({"upstreams": {"raw_dm": "clinical-demographics"}}, "input-cycle"),
        ({"name": "N" * 201}, "too-long"),
        ({"port": "p" * 121}, "too-long"),
    ],
)
def test_a_draft_with_errors_is_not_published(saved, otto, changes, code):
    product = saved(**changes)

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=product)

    assert code in codes(refusal)
    assert refusal.value.status == 422
    assert not PublishingRun.objects.exists()


def test_every_violation_has_its_line(saved, otto):
    raw = a_bundle(sources={"raw_dm": "pharmaverse.nothing"})
    product = saved(raw)

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=product)

    said = next(said for said in refusal.value.facts["violations"] if said["code"] == "unknown-source")
    assert b"pharmaverse.nothing" in raw.splitlines()[said["line"] - 1]
    assert said["path"] == "/inputPorts/0"


def test_a_port_that_nothing_makes_is_not_published(saved, otto):
    documents = a_bundle().split(b"---\n")
    product = saved(b"---\n".join([documents[0], documents[1], documents[3]]))

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=product)

    assert "nothing-makes-port" in codes(refusal)


def test_an_upstream_port_must_be_offered(saved, otto):
    port = OfferedPortFactory(contract={"external_id": "clinical-raw"})
    port.offered = False
    port.save()
    product = saved(upstreams={"raw_dm": "clinical-raw"})

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=product)

    assert "upstream-not-offered" in codes(refusal)


def test_two_ports_with_one_contract_id_are_told_apart_by_a_person(saved, otto):
    OfferedPortFactory(contract={"external_id": "clinical-raw"})
    OfferedPortFactory(contract={"external_id": "clinical-raw"})
    product = saved(upstreams={"raw_dm": "clinical-raw"})

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=product)

    assert "ambiguous-upstream" in codes(refusal)


def test_a_contract_id_of_another_product_is_taken(saved, otto):
    OfferedPortFactory(contract={"external_id": "clinical-demographics"})
    product = saved()

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=product)

    assert "contract-id-taken" in codes(refusal)


def test_a_circle_over_two_products_is_refused(published, otto):
    published()
    published(
        slug="ages", upstreams={"people": "clinical-demographics"}, sql="select usubjid, country, age from people"
    )
    product = save_draft(
        actor=otto,
        raw=a_bundle(
            version="1.1.0", upstreams={"ages": "clinical-ages"}, sql="select usubjid, country, age from ages"
        ),
    ).product

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=product)

    assert "input-cycle" in codes(refusal)


def test_a_retired_product_stays_retired(saved, otto):
    product = saved()
    product.status = "retired"
    product.save()

    with pytest.raises(ProductRetired):
        submit(actor=otto, product=product)


def test_a_domain_that_went_is_told_at_submitting(saved, otto):
    product = saved(a_bundle())
    saved(a_bundle(version="1.0.1").replace(b"domain: clinical\n", b"domain: finance\n"))

    with pytest.raises(BundleNotValid) as refusal:
        submit(actor=otto, product=product)

    assert "unknown-domain" in codes(refusal)


def test_contracts_of_other_versions_do_not_count(saved, otto):
    DataContractFactory(external_id="clinical-demographics", port__product=DataProductFactory())

    assert submit(actor=otto, product=saved()).is_open
