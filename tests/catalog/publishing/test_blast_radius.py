"""Whom a breaking change reaches: over column edges as the SQL has them, and over live access."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.models import ColumnEdge, DataProduct
from catalog.publishing.blast_radius import Reading, blast_radius
from catalog.spec import Change
from tests.accounts.factories import ConsumerFactory, TeamFactory
from tests.catalog.factories import DomainFactory
from tests.catalog.lineage_services.conftest import ages, dm, make, people  # noqa: F401 — fixtures
from tests.requests.factories import GrantFactory


def broken(*columns, port="people", **says):
    path = f"/outputPorts/{port}/{'-'.join(columns)}"
    return Change("breaking", path, f"{path} breaks.", port=port, columns=columns, **says)


def reached(radius):
    return {
        one.product.slug: sorted((reading.port, reading.column, reading.how) for reading in one.columns)
        for one in radius.downstream
    }


@pytest.fixture
def chain(make, people, ages):  # noqa: F811
    """People → ages → a summary; and a list of countries that reads another column of people."""
    make("summary", "select max(n) as most from ages where age > 17", columns=("most",), ages=ages)
    make("subjects", "select usubjid from people", columns=("usubjid",), people=people)
    return people.product


def test_a_column_is_followed_through_everything_that_is_made_of_it(chain):
    radius = blast_radius(chain, [broken("age")])

    assert reached(radius) == {
        "ages": [("ages", "*", "GROUP_BY"), ("ages", "age", "IDENTITY")],
        "summary": [("summary", "*", "FILTER")],
    }
    assert [one.direct for one in radius.downstream] == [True, False]
    assert [(each.products, each.columns) for each in radius.breaks] == [(2, 3)]


def test_what_reads_other_columns_is_not_reached(chain):
    assert set(reached(blast_radius(chain, [broken("usubjid")]))) == {"subjects"}


def test_a_port_that_goes_reaches_all_that_is_made_of_it(chain):
    assert set(reached(blast_radius(chain, [broken("*")]))) == {"ages", "summary", "subjects"}


def test_counting_rows_reads_no_column_in_particular(chain):
    [ages_hit] = [one for one in blast_radius(chain, [broken("age")]).downstream if one.product.slug == "ages"]

    assert Reading("ages", "n", "AGGREGATION", "COUNT(*)") not in ages_hit.columns


def test_names_of_columns_are_compared_as_sql_compares_them(chain):
    assert set(reached(blast_radius(chain, [broken("AGE")]))) == {"ages", "summary"}


def test_what_is_about_no_column_reaches_those_who_read_the_port(chain):
    radius = blast_radius(chain, [broken()])

    assert reached(radius) == {"ages": [], "subjects": []}
    assert all(one.direct for one in radius.downstream)


def test_what_is_about_the_product_reaches_the_readers_of_every_port(chain):
    assert set(reached(blast_radius(chain, [broken(port="")]))) == {"ages", "subjects"}


def test_another_port_reaches_nobody(chain):
    radius = blast_radius(chain, [broken("age", port="others")])

    assert (radius.downstream, radius.standings, radius.concerns_somebody) == ([], [], False)


def test_sql_that_could_not_be_read_may_read_anything(chain):
    ColumnEdge.objects.filter(port__name="subjects").delete()

    assert reached(blast_radius(chain, [broken("age")]))["subjects"] == []


def test_whole_rows_that_are_handed_on_keep_the_names_of_their_columns(make, people, chain):  # noqa: F811
    copy = make("copy", "select 1 as one", columns=("one",), people=people)
    on_copy = make("on-copy", "select age as years from copy", columns=("years",), copy=copy)
    version = copy.contract.version
    ColumnEdge.objects.filter(version=version).delete()
    ColumnEdge.objects.create(
        version=version, port=copy, column="*", input_port=version.input_ports.get(), from_column="*", kind="IDENTITY"
    )
    version = on_copy.contract.version
    ColumnEdge.objects.filter(version=version).delete()
    ColumnEdge.objects.create(
        version=version, port=on_copy, column="years", input_port=version.input_ports.get(), from_column="age",
        kind="IDENTITY",
    )  # fmt: skip

    assert reached(blast_radius(chain, [broken("age")]))["on-copy"] == [("on-copy", "years", "IDENTITY")]
    assert "on-copy" not in reached(blast_radius(chain, [broken("usubjid")]))


def test_a_circle_comes_to_an_end(chain):
    summary = ColumnEdge.objects.filter(port__name="summary").first()
    ages_edge = ColumnEdge.objects.filter(port__name="ages", column="age").get()
    ages_edge.input_port.upstream, _ = summary.port, ages_edge.input_port.save()
    ages_edge.input_port.save()

    assert "summary" not in reached(blast_radius(chain, [broken("age")]))


def test_only_live_access_to_what_breaks_counts(chain, make):  # noqa: F811
    port, person = chain.output_ports.get(), ConsumerFactory()
    GrantFactory(port=port, consumer=person)
    GrantFactory(port=port, state="revoked", provisioning="removed", end_reason="Over.", ended_at=timezone.now())
    GrantFactory()

    radius = blast_radius(chain, [broken("age"), broken("usubjid")])

    assert [standing.consumer for standing in radius.standings] == [person]
    assert [each.consumers for each in radius.breaks] == [1, 1]
    assert radius.ports[port.pk] == "people"


def test_what_is_compatible_reaches_nobody(chain):
    GrantFactory(port=chain.output_ports.get())

    radius = blast_radius(chain, [Change("compatible", "/a", "A.", port="people", columns=("age",))])

    assert (radius.breaks, radius.standings, radius.concerns_somebody) == ([], [], False)


def test_a_tightened_access_policy_reaches_people_but_cannot_wait_for_them(chain):
    radius = blast_radius(chain, [broken("age", access=True)])

    assert radius.downstream
    assert not radius.concerns_somebody
    assert blast_radius(chain, [broken("age", access=True), broken("usubjid")]).concerns_somebody


def test_products_that_the_viewer_cannot_see_are_counted_but_not_named(chain, ada, otto):
    strangers = DomainFactory(team=TeamFactory())
    DataProduct.objects.filter(slug="summary").update(status="in-review", domain=strangers, owner=strangers.team)

    for_ada = blast_radius(chain, [broken("age")], viewer=ada)

    hidden = [one for one in for_ada.downstream if one.product is None]
    assert len(hidden) == 1
    assert hidden[0].columns == []
    assert [each.products for each in for_ada.breaks] == [2]
    assert "summary" in reached(blast_radius(chain, [broken("age")]))


def test_the_queries_do_not_grow_with_the_changes_or_with_what_they_reach(chain, make, ada, people):  # noqa: F811
    def queries(changes):
        with CaptureQueriesContext(connection) as captured:
            blast_radius(chain, changes, viewer=ada)
        return len(captured)

    GrantFactory(port=people)
    queries([broken("age")])  # what ada may see is learnt once
    few = queries([broken("age")])
    for number in range(5):
        make(f"more-{number}", "select age from people", columns=("age",), people=people)
        GrantFactory(port=people)

    assert queries([broken("age"), broken("usubjid"), broken("*"), broken(), broken(port="")]) == few
    assert few <= 8


def test_a_thousand_changes_are_followed_in_a_moment(chain, make, people):  # noqa: F811
    wide = tuple(f"c{number}" for number in range(300))
    selected = ", ".join(f"age as {name}" for name in wide)
    make("wide", f"select {selected} from people", columns=wide, people=people)
    changes = [broken("age", hint=str(number)) for number in range(1_000)]

    radius = blast_radius(chain, changes)

    assert len(radius.breaks) == 1_000
    assert radius.breaks[0].columns == 303
