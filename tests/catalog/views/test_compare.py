"""What changes between two states of a product, as pages show it."""

import hashlib
from datetime import UTC, datetime

import pytest

from catalog.models import Draft, ProductVersion
from catalog.views import compare_page
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import (
    ColumnFactory,
    DataProductFactory,
    InputPortFactory,
    OfferedPortFactory,
    ProductVersionFactory,
    TransformationFactory,
)
from tests.catalog.publishing.bundles import COLUMNS, a_bundle
from tests.catalog.publishing.conftest import clinical_domain  # noqa: F401 — fixtures
from tests.catalog.publishing.test_demands import WITHOUT_AGE, drafted, offered  # noqa: F401
from tests.requests.factories import GrantFactory

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
STUDIO = "/studio/demographics/changes/"
PUBLIC = "/products/demographics/changes/"
RENAMED = {
    "columns": {"usubjid": "string", "country": "string", "years": "integer"},
    "sql": "select usubjid, country, cast(age as integer) as years from raw_dm",
}


@pytest.fixture
def as_otto(client, otto, offered):  # noqa: F811
    """Otto, who works on demographics."""
    client.force_login(otto)
    return client


@pytest.fixture
def older(offered):  # noqa: F811
    """A version before the published one."""
    return ProductVersionFactory(
        product=offered, number="0.9.0", state="superseded", published_at=LONG_AGO, bundle=a_bundle(name="People")
    )


def read_by(product, slug, column="age"):
    """A product that is made from it, by one column."""
    reader = OfferedPortFactory(product=DataProductFactory(slug=slug, name=slug.title()), name=slug)
    version = reader.contract.version
    ColumnFactory(contract=reader.contract, name="years", position=0)
    wish = InputPortFactory(version=version, name="people", source=None, upstream=product.output_ports.get())
    TransformationFactory(version=version, port=reader, sql=f"select {column} as years from people")
    version.edges.create(port=reader, column="years", input_port=wish, from_column=column, kind="IDENTITY")
    return reader


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_draft_is_held_against_what_is_published(as_otto, drafted):  # noqa: F811
    drafted(**RENAMED)

    shown = page(as_otto, STUDIO)

    assert "The column age of demographics is gone." in shown
    assert "It may have been renamed to years" in shown
    assert "2.0.0 is the smallest number that may follow 1.0.0" in shown
    assert shown.index("Breaks what consumers do") < shown.index("Leaves everything working")
    assert "<del>age</del>" in shown
    assert "<ins>years</ins>" in shown
    assert "lines stay as they are" in shown


def test_any_two_states_can_be_chosen_with_or_without_a_v(as_otto, drafted, older):  # noqa: F811
    drafted(**WITHOUT_AGE)

    shown = page(as_otto, f"{STUDIO}?from=v1.0.0&to=0.9.0")

    assert "The name of the product changed." in shown
    assert "is gone" not in shown
    assert '<option value="draft">' in shown
    assert "There is no version" not in shown


@pytest.mark.parametrize("odd", ["v1", "latest", "9.9.9", "draft%00", "<script>", "%27%20OR%201=1", "x" * 5_000])
def test_a_version_that_is_not_there_is_told_and_the_usual_two_are_shown(as_otto, drafted, odd):  # noqa: F811
    drafted(**WITHOUT_AGE)

    shown = page(as_otto, f"{STUDIO}?from={odd}&to={odd}")

    assert "There is no version" in shown
    assert "The column age of demographics is gone." in shown
    assert "<script>" not in shown.partition("</head>")[2]


def test_the_same_state_twice_is_the_same(as_otto):
    assert "the same, byte for byte" in page(as_otto, f"{STUDIO}?from=1.0.0&to=1.0.0")


def test_with_one_state_there_is_nothing_to_compare(as_otto):
    assert "Nothing to compare yet" in page(as_otto, STUDIO)
    assert "Nothing to compare yet" in page(as_otto, PUBLIC)


def test_those_whom_it_breaks_are_drawn_and_listed_with_their_columns(as_otto, drafted, offered):  # noqa: F811
    GrantFactory(port=offered.output_ports.get(), consumer=ConsumerFactory(person__first_name="Ines"))
    read_by(offered, "cohorts")
    read_by(offered, "countries", column="country")
    drafted(**WITHOUT_AGE)

    shown = page(as_otto, STUDIO)

    reach = shown.partition("Whom it breaks today")[2].partition("The documents")[0]
    assert "Cohorts" in reach
    assert "<code>years</code>" in reach
    assert "Countries" not in reach
    assert "Ines" in reach
    assert 'data-lineage="reach-graph"' in reach
    assert "1 column of 1 product, 1 consumer" in " ".join(shown.split())


def test_nobody_relies_on_what_breaks(as_otto, drafted):  # noqa: F811
    drafted(**WITHOUT_AGE)

    assert "Nobody relies today on what it breaks" in page(as_otto, STUDIO)


def test_everybody_sees_what_changed_between_versions_but_neither_the_draft_nor_the_readers(
    client, ada, offered, older, drafted  # noqa: F811
):  # fmt: skip
    GrantFactory(port=offered.output_ports.get(), consumer=ConsumerFactory(person__first_name="Ines"))
    drafted(**WITHOUT_AGE)
    client.force_login(ada)

    shown = page(client, PUBLIC)
    asked = page(client, f"{PUBLIC}?from=1.0.0&to=draft")

    assert "The name of the product changed." in shown
    assert "Whom it breaks" not in shown + asked
    assert "Ines" not in shown + asked
    assert "There is no version “draft” here" in asked
    assert "age of demographics is gone" not in asked


def test_the_parts_of_a_product_lead_to_what_changed(client, ada, offered, older):  # noqa: F811
    client.force_login(ada)

    assert PUBLIC in page(client, "/products/demographics/versions/")
    assert f'action="{PUBLIC}"' in page(client, "/products/demographics/versions/1.0.0/")


def test_who_does_not_see_a_product_sees_no_changes_of_it(client, ada, eve, drafted, offered):  # noqa: F811
    drafted(**WITHOUT_AGE)
    client.force_login(ada)
    page(client, STUDIO, 404)
    offered.status = "in-review"
    offered.save()
    client.force_login(eve)
    page(client, PUBLIC, 404)
    page(client, STUDIO, 404)


def test_versions_that_failed_are_not_offered(as_otto, offered):  # noqa: F811
    ProductVersionFactory(product=offered, number="1.1.0", state="failed", published_at=None)

    assert "1.1.0" not in page(as_otto, STUDIO)


def test_a_draft_that_cannot_be_read_says_what_is_wrong_with_it(as_otto, offered):  # noqa: F811
    for raw in (b"\xff\xfe", b"- [", b"kind: DataContract\napiVersion: v3.2.0\n"):
        digest = hashlib.sha256(raw).hexdigest()
        Draft.objects.update_or_create(product=offered, defaults={"bundle": raw, "digest": digest})

        assert "cannot be read as a product" in page(as_otto, STUDIO)


def test_what_only_the_documents_tell_apart_is_said_so(as_otto, drafted):  # noqa: F811
    drafted(a_bundle() + b"# A word.\n")

    shown = page(as_otto, STUDIO)

    assert "Nothing that readers would notice" in shown
    assert "after 1.0.0, 1.0.1 is enough" in shown
    assert "# A word." in shown


def test_what_stands_in_documents_is_never_run_as_markup(as_otto, drafted):  # noqa: F811
    drafted(name="<script>alert(1)</script>", version="1.0.1")

    assert "<script>alert(1)" not in page(as_otto, STUDIO)


def test_documents_that_are_too_long_are_not_shown_side_by_side(as_otto, drafted, monkeypatch):  # noqa: F811
    monkeypatch.setattr(compare_page, "LARGEST_SHOWN", 100)
    drafted(**WITHOUT_AGE)

    shown = page(as_otto, STUDIO)

    assert "too long to be shown side by side" in shown
    assert "The column age of demographics is gone." in shown


def test_a_huge_difference_is_told_in_part(as_otto, offered, drafted):  # noqa: F811
    wide = {**COLUMNS, **{f"c{number}": "string" for number in range(500)}}
    selected = ", ".join(f"'x' as c{number}" for number in range(500))
    sql = f"select usubjid, country, cast(age as integer) as age, {selected} from raw_dm"
    raw = a_bundle(columns=wide, sql=sql)
    ProductVersion.objects.update(bundle=raw, digest=hashlib.sha256(raw).hexdigest())
    drafted(a_bundle() + b"# word\n" * 4_000)

    shown = page(as_otto, STUDIO)

    assert "and 300 more" in shown
    assert "more changed lines are not shown" in shown
    assert len(shown) < 3_000_000


def test_more_readers_ask_the_database_no_more(as_otto, otto, drafted, offered, older, queries):  # noqa: F811
    drafted(**WITHOUT_AGE)
    GrantFactory(port=offered.output_ports.get())
    read_by(offered, "first")
    few = queries(as_otto, STUDIO)
    for number in range(6):
        GrantFactory(port=offered.output_ports.get())
        read_by(offered, f"more-{number}")
        ProductVersionFactory(product=offered, number=f"0.1.{number}", state="superseded")

    assert queries(as_otto, STUDIO) == few
    assert few <= 30
