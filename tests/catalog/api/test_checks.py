"""What a pipeline is told before it merges: what is wrong, what changes, whom it reaches, what policies say."""

import io
import json
import zipfile

import pytest
from django.utils import timezone

from catalog.api.assessments import AssessmentSerializer
from catalog.models import DataProduct, Draft
from catalog.publishing.services import save_draft
from marketplace.settings import BASE_DIR
from tests.catalog.api.conftest import bundle
from tests.catalog.factories import InputPortFactory, OfferedPortFactory, ProductVersionFactory, SourceTableFactory
from tests.catalog.studio_factories import GovernancePolicyFactory

CHECK = "/api/v1/bundles/check/"
YAML = "application/yaml"
BROKEN = bundle().replace(b"select subject, term from raw", b"select subject, term from elsewhere")
WITHOUT_TERM = (
    bundle("2.0.0")
    .replace(b"      - {name: term, logicalType: string}\n", b"")
    .replace(b"select subject, term", b"select subject")
)
FORBIDDING = (BASE_DIR / "catalog/governance/shipped/columns-are-described.yaml").read_text()


@pytest.fixture
def source(domain):
    """The table that adverse events come from."""
    columns = [{"name": "subject", "type": "VARCHAR"}, {"name": "term", "type": "VARCHAR"}]
    return SourceTableFactory(system__slug="pharmaverse", name="ae", columns=columns)


@pytest.fixture
def check(as_tool):
    """Posts a bundle as somebody's pipeline: `check(otto, raw, report="text")`."""

    def checking(person, raw, content_type=YAML, **query):
        address = CHECK + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")
        return as_tool(person, "read").post(address, raw, content_type=content_type)

    return checking


@pytest.fixture
def downstream(product):
    """A product of another team that is made from Adverse Events."""
    made = OfferedPortFactory(name="summary", product__slug="safety", product__name="Safety")
    InputPortFactory(version=made.contract.version, upstream=product.output_ports.get(), source=None)
    return made.product


def test_a_breaking_change_comes_with_the_number_it_demands_and_whom_it_reaches(
    check, otto, product, source, downstream
):
    told = check(otto, WITHOUT_TERM.replace(b"version: 2.0.0", b"version: 1.1.0", 1)).json()

    assert told["demand"] == {
        "number": "1.1.0",
        "published": "1.0.0",
        "level": "major",
        "proposed": "2.0.0",
        "enough": False,
    }
    assert "number-too-small" in {one["code"] for one in told["violations"]}
    assert (told["valid"], told["publishable"]) == (False, False)
    gone = next(change for change in told["diff"] if change["kind"] == "breaking")
    assert (gone["port"], gone["columns"]) == ("events", ["term"])
    radius = told["blast_radius"]
    assert [one["product"] for one in radius["downstream"]] == ["safety"]
    assert radius["notice_days"] == 30


def test_whom_it_reaches_is_for_those_who_may_change_it(check, ada, product, source, downstream):
    told = check(ada, WITHOUT_TERM).json()

    assert told["diff"]
    assert told["blast_radius"] == {"consumers": 0, "breaks": [], "downstream": [], "notice_days": None}


def test_a_product_downstream_that_one_may_not_see_is_counted_and_not_named(check, otto, product, source, downstream):
    DataProduct.objects.filter(pk=downstream.pk).update(status="in-review")

    radius = check(otto, WITHOUT_TERM).json()["blast_radius"]

    assert [one["product"] for one in radius["downstream"]] == [None]


def test_a_policy_that_is_enforced_stands_in_the_way_and_is_told_on_its_line(check, otto, product, source):
    GovernancePolicyFactory(
        slug="columns-are-described",
        name="Every column says what it holds",
        rule=FORBIDDING,
        state="enforced",
        enforced_from=timezone.localdate(),
    )

    told = check(otto, bundle("1.0.1")).json()
    lines = check(otto, bundle("1.0.1"), report="text").content.decode().splitlines()

    assert (told["valid"], told["publishable"]) == (True, False)
    verdict = told["policies"][0]
    assert (verdict["policy"], verdict["outcome"], verdict["forbids"]) == ("columns-are-described", "fail", True)
    assert {reason["subject"] for reason in verdict["reasons"]} >= {"ports/events/columns/term"}
    line = 1 + bundle().decode().splitlines().index("      - {name: term, logicalType: string}")
    assert any(one.startswith(f"bundle.yaml:{line}: error policy:columns-are-described: ") for one in lines)
    assert lines[0] == "refused"
    refused = check(otto, bundle("1.0.1"), fail="yes")
    assert (refused.status_code, refused.json()["code"]) == (422, "policies-forbid")


def test_the_answer_has_the_shape_that_is_documented(check, otto, product, source, downstream):
    told = check(otto, WITHOUT_TERM).json()

    for name, field in AssessmentSerializer().fields.items():
        keys = getattr(getattr(field, "child", field), "fields", {}).keys()
        for one in told[name] if isinstance(told[name], list) else [told[name]]:
            assert one.keys() == keys, name


def test_a_contract_in_json_is_read_as_what_it_is(check, otto, domain):
    contract = b'{"apiVersion": "v3.0.2",\n "kind": "DataContract", "id": "ae", "status": "active"}'

    answer = check(otto, contract, content_type="application/json")

    assert [(said["code"], said["path"]) for said in answer.json()["violations"]] == [("missing-key", "/version")]


def test_what_nothing_makes_is_told_once(check, otto, domain):
    unmade = bundle().partition(b"---\napiVersion: marketplace/v1")[0].replace(b"version: 1.0.0\nstatus", b"status", 1)

    violations = check(otto, unmade).json()["violations"]

    assert [said["code"] for said in violations if said["path"] == "/outputPorts/0"] == ["nothing-makes-port"]
    assert "The product has no version; write a number like 1.0.0." in [said["message"] for said in violations]


def test_a_pipeline_may_ask_to_be_refused(check, otto, source):
    refused = check(otto, BROKEN, fail="yes")

    assert check(otto, bundle(), fail="yes").json()["publishable"] is True
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    told = refused.json()
    assert (told["code"], told["valid"], told["publishable"]) == ("bundle-not-valid", False, False)
    assert "sql-unknown-table" in {one["code"] for one in told["violations"]}


def test_a_report_for_terminals_has_a_line_for_each_fault(check, otto, source):
    answer = check(otto, BROKEN, report="text", path="ae/product.yaml")

    assert answer["Content-Type"].startswith("text/plain")
    line = 1 + BROKEN.decode().splitlines().index("  select subject, term from elsewhere")
    assert answer.content.startswith(b"refused\n")
    assert f"ae/product.yaml:{line}: error sql-unknown-table: " in answer.content.decode()
    assert check(otto, bundle(), report="text").content.startswith(b"publishable\n")


def test_a_report_for_gitlab_has_a_fingerprint_that_outlives_a_moved_line(check, otto, source):
    first = json.loads(check(otto, BROKEN, report="codequality", path="./product.yaml").content)
    moved = json.loads(check(otto, b"# One line more.\n" + BROKEN, report="codequality", path="product.yaml").content)

    fault, later = (next(one for one in each if one["check_name"] == "sql-unknown-table") for each in (first, moved))
    assert fault.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
    assert fault["location"]["path"] == later["location"]["path"] == "product.yaml"
    assert later["location"]["lines"]["begin"] == fault["location"]["lines"]["begin"] + 1
    assert fault["severity"] == "major"
    assert len({one["fingerprint"] for one in first}) == len(first)


def test_the_lines_of_an_archive_are_those_of_its_files(check, otto, source):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place, document in enumerate(BROKEN.split(b"---\n")):
            archive.writestr(f"{place}.yaml", document)

    report = check(otto, packed.getvalue(), "application/zip", report="text", path="ae.zip").content.decode()

    assert "ae.zip/2.yaml:6: error sql-unknown-table: " in report


def test_documents_of_another_product_are_told_so_on_the_line_that_names_it(check, otto, product, source):
    told = check(otto, bundle().replace(b"name: Adverse Events", b"name: Something"), product="adverse-events").json()

    wrong = next(one for one in told["violations"] if one["code"] == "slug-mismatch")
    assert (wrong["line"], wrong["path"]) == (5, "/name")
    # Its own contract is no stranger's, whatever the product is called while somebody types.
    assert "contract-id-taken" not in {one["code"] for one in told["violations"]}


def test_an_editor_asks_for_violations_alone(check, otto, product, source):
    told = check(otto, WITHOUT_TERM, only="violations").json()

    assert (told["diff"], told["policies"], told["demand"]) == ([], [], None)


@pytest.mark.parametrize("query", [{"report": "pdf"}, {"fail": "maybe"}, {"product": "a b"}, {"only": "errors"}])
def test_a_question_that_makes_no_sense_is_a_problem(check, otto, domain, query):
    answer = check(otto, bundle(), **query)

    assert (answer.status_code, answer.json()["code"]) == (400, "not-valid")


@pytest.fixture
def drafted(otto, source):
    """Otto's draft of Adverse Events."""
    return save_draft(actor=otto, raw=bundle()).product


@pytest.mark.parametrize(
    ("sql", "code", "line"),
    [
        ("select subject, term from raw", None, None),
        ("select subject,\n  term\nfrom nowhere", "sql-unknown-table", 3),
        ("select subject\nfrom raw", "missing-column", 1),
        ("select subject, term\nfrom raw where (", "sql-syntax", 2),
        ("", "sql-empty", 1),
    ],
)
def test_a_select_by_itself_is_judged_as_if_it_stood_in_the_draft(check, otto, drafted, sql, code, line):
    told = check(otto, sql.encode(), "application/sql", product="adverse-events", port="events").json()

    assert told["valid"] is (code is None)
    assert [(one["code"], one["line"]) for one in told["violations"]] == ([(code, line)] if code else [])
    assert bytes(Draft.objects.get().bundle) == bundle()


def test_the_select_of_a_port_that_has_none_yet_is_judged_too(check, otto, source):
    save_draft(actor=otto, raw=bundle().partition(b"---\napiVersion: marketplace/v1")[0])

    told = check(otto, b"select 1 from elsewhere", "application/sql", product="adverse-events", port="events").json()

    assert "sql-unknown-table" in {one["code"] for one in told["violations"]}


def test_the_draft_of_another_team_judges_nobodys_sql(check, ada, otto, drafted, domain):
    asked = {"product": "adverse-events", "port": "events"}

    assert check(ada, b"select 1", "application/sql", **asked).status_code == 404
    ProductVersionFactory(product=drafted)
    DataProduct.objects.update(status="published")
    assert check(ada, b"select 1", "application/sql", **asked).status_code == 403
    assert check(otto, b"select 1", "application/sql", product="adverse-events").status_code == 400
