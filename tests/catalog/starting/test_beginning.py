"""A product begins from what is there: a table, a SELECT, another product; always as a new draft."""

import pytest

from catalog.models import DataProduct, DataProfile, Draft
from catalog.publishing.checking import check_bundle
from catalog.publishing.services import save_draft
from catalog.starting import services
from catalog.starting.errors import NameInUse, NameNotFit, NothingToBeginWith, SqlNotUsable
from catalog.starting.sql_resolving import resolve
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.publishing.bundles import a_bundle


def spec_of(product):
    """What the draft says, and that it could be published."""
    checked = check_bundle(bytes(Draft.objects.get(product=product).bundle))
    assert checked.is_valid, checked.errors
    return checked.spec


def test_a_table_becomes_a_draft_that_could_be_published(begun, clinical):
    spec = spec_of(begun)

    (output,) = spec.outputs
    assert (begun.slug, begun.owner, output.name) == ("subjects", clinical, "subjects")
    assert [(column.name, column.logical_type, column.physical_type) for column in output.contract.columns] == [
        ("usubjid", "string", "VARCHAR"),
        ("born", "date", "DATE"),
        ("arm", "string", "VARCHAR"),
        ("age", "integer", "BIGINT"),
        ("email", "string", "VARCHAR"),
    ]
    assert output.transformation.sql == "select\n  usubjid,\n  born,\n  arm,\n  age,\n  email\nfrom dm\n"
    assert [wish.source for wish in spec.inputs] == ["pharmaverse.dm"]
    assert output.policy.default.then == "review"
    assert [sla["property"] for sla in output.contract.sla] == ["freshness", "frequency"]


def test_nothing_is_promised_that_nobody_decided(begun):
    columns = spec_of(begun).outputs[0].contract.columns

    assert not any(one.primary_key or one.required or one.unique or one.enum or one.options for one in columns)
    assert {one.classification for one in columns} == {""}


def test_a_worker_is_asked_to_look_at_the_data(begun, nudged):
    profile = DataProfile.objects.get()

    assert ("catalog.starting.tasks.look", profile.pk) in nudged or profile.state == "queued"
    assert AuditEvent.objects.filter(verb="proposals.requested", product=begun.slug).exists()


def test_a_table_of_another_team_is_no_beginning(land, analytics, clinical, otto, domain):
    hers = land("salaries", system="hr", team=analytics)

    with pytest.raises(NotAllowed):
        services.begin_from_origin(actor=otto, origin=hers, name="Pay", team=clinical, domain=domain, port="pay")

    assert not DataProduct.objects.exists()


def test_nobody_begins_a_product_of_a_team_they_are_not_in(dm, ada, analytics, clinical, domain):
    with pytest.raises(NotAllowed):
        services.begin_from_origin(actor=ada, origin=dm, name="People", team=clinical, domain=domain, port="people")


def test_a_product_that_is_there_is_never_taken_the_place_of(begun, otto, clinical, domain, dm):
    before = bytes(begun.draft.bundle)

    with pytest.raises(NameInUse):
        services.begin_from_origin(actor=otto, origin=dm, name="subjects", team=clinical, domain=domain, port="x")

    assert bytes(Draft.objects.get().bundle) == before


def test_a_name_without_letters_has_no_address(otto, clinical, domain):
    with pytest.raises(NameNotFit):
        services.begin_blank(actor=otto, name="名前", team=clinical, domain=domain, port="port")


def test_a_name_that_would_lead_elsewhere_in_the_studio_gets_a_word_more(otto, clinical, domain):
    begun = services.begin_blank(actor=otto, name="New", team=clinical, domain=domain, port="port")

    assert begun.product.slug == "new-product"


def test_what_another_contract_says_of_a_column_is_kept(offer, otto, clinical, domain):
    port = offer(
        "visits", "visits", "select 'a' as person, 1 as n", team=clinical,
        said={"person": {"classification": "restricted", "description": "Who came."}},
    )  # fmt: skip

    begun = services.begin_from_origin(
        actor=otto, origin=port, name="Visits two", team=clinical, domain=domain, port="v"
    )

    person = spec_of(begun.product).outputs[0].contract.columns[0]
    assert (person.classification, person.description) == ("restricted", "Who came.")


def test_anothers_port_is_begun_from_as_the_team_may_read_it(offer, otto, clinical, analytics, domain):
    port = offer(
        "visits", "visits", "select 7 as person", team=analytics,
        masks=[{"column": "person", "method": "hash"}],
        document={"default": {"then": "approve"}},
    )  # fmt: skip

    begun = services.begin_from_origin(
        actor=otto, origin=port, name="Visits two", team=clinical, domain=domain, port="v"
    )

    (person,) = spec_of(begun.product).outputs[0].contract.columns
    assert (person.logical_type, person.physical_type) == ("string", "VARCHAR")


SELECT = """-- who took what
select d.arm, count(*) as people -- how many
from pharmaverse.dm d
group by d.arm;
"""


def test_a_pasted_select_keeps_its_text_but_for_its_tables(otto, clinical, domain, dm):
    begun = services.begin_from_sql(
        actor=otto, sql=SELECT, name="People by arm", team=clinical, domain=domain, port="arms"
    )

    (output,) = spec_of(begun.product).outputs
    assert output.transformation.sql == SELECT.replace("pharmaverse.dm", "dm").rstrip().removesuffix(";") + "\n"
    assert [(column.name, column.physical_type) for column in output.contract.columns] == [
        ("arm", "VARCHAR"),
        ("people", "BIGINT"),
    ]


def test_one_table_under_two_names_is_one_input(otto, clinical, dm):
    found = resolve(otto, clinical, "select a.arm from dm a join pharmaverse.dm b using (usubjid)")

    assert list(found.inputs) == ["dm"]
    assert found.sql == "select a.arm from dm a join dm b using (usubjid)\n"
    assert {(edge.table, edge.column) for edge in found.edges if edge.output_column == "arm"} == {("dm", "arm")}


def test_an_unknown_table_is_one_sentence_with_what_is_near(otto, clinical, dm):
    found = resolve(otto, clinical, "select * from pharmavers.dn")

    (problem,) = found.problems
    assert "“pharmavers.dn”" in problem.message
    assert "pharmaverse.dm" in problem.message


def test_tables_of_other_teams_are_not_even_near(otto, clinical, analytics, land, domain):
    land("salaries", system="hr", team=analytics)

    (problem,) = resolve(otto, clinical, "select * from hr.salarie").problems

    assert "hr.salaries" not in problem.message


def test_of_two_tables_of_one_name_somebody_says_which(otto, clinical, dm, land):
    land("dm", system="legacy")

    asked = resolve(otto, clinical, "select arm from dm")
    told = resolve(otto, clinical, "select arm from dm", {"dm": "legacy.dm"})

    assert [choice.options for choice in asked.choices] == [("legacy.dm", "pharmaverse.dm")]
    assert [str(origin) for origin in told.inputs.values()] == ["legacy.dm"]


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("", "no SQL"),
        ("drop table dm", "one SELECT"),
        ("select * from read_csv('/etc/passwd')", "read_csv"),
        ("select nothing_such from pharmaverse.dm", "nothing_such"),
        ("select * from pharmaverse.dm; select 1", "One statement"),
    ],
)
def test_what_is_no_select_over_readable_tables_is_refused_with_the_reason(otto, clinical, domain, dm, sql, says):
    with pytest.raises(SqlNotUsable) as refusal:
        services.begin_from_sql(actor=otto, sql=sql, name="X", team=clinical, domain=domain, port="x")

    assert says in str(refusal.value)
    assert not DataProduct.objects.exists()


def test_a_copy_has_its_own_ids_and_all_comments(otto, clinical, domain, dm):
    raw = a_bundle(version="3.1.0").replace(b"status: active", b"status: active  # since the spring", 1)
    original = save_draft(actor=otto, raw=raw).product

    copy = services.begin_from_copy(
        actor=otto, source=original, name="More people", team=clinical, domain=domain
    ).product

    spec, text = check_bundle(bytes(copy.draft.bundle)).spec, bytes(copy.draft.bundle).decode()
    assert (spec.slug, spec.version, spec.external_id) == ("more-people", "1.0.0", "clinical.more-people")
    assert (spec.outputs[0].contract_id, spec.outputs[0].contract.version) == ("more-people-demographics", "1.0.0")
    assert "# since the spring" in text
    assert bytes(original.draft.bundle) == raw


def test_a_draft_of_another_team_cannot_be_copied(otto, ada, analytics, domain, dm):
    original = save_draft(actor=otto, raw=a_bundle()).product

    with pytest.raises(NothingToBeginWith):
        services.begin_from_copy(actor=ada, source=original, name="Mine", team=analytics, domain=domain)
