"""What is entered in a step changes just what it is about, in the documents of the draft."""

import pytest

from catalog.models import Draft
from catalog.publishing.checking import check_bundle
from catalog.spec import view
from marketplace.foundation.models import AuditEvent
from tests.catalog.guide.conftest import PORT, SLUG


def lines(before, after):
    """The lines that went, and the lines that came."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("step", "entered", "gone", "new"),
    [
        ("describe", {"product-name": "Wörter: yes"}, ["name: Word list"], ["name: 'Wörter: yes'"]),
        (
            "describe",
            {"product-purpose": "One.\r\nTwo: # three"},
            ["  purpose: The words that other products translate codes with."],
            ["  purpose: |-", "    One.", "    Two: # three"],
        ),
        ("describe", {"product-tags": "example\r\n1.10"}, ["tags: [example]"], ["tags: [example, '1.10']"]),
        (
            "describe",
            {"product-refresh": "daily"},
            ["  - {property: refresh, value: manual, vendor: marketplace}"],
            ["  - {property: refresh, value: daily, vendor: marketplace}"],
        ),
        ("describe", {"product-archetype": "aggregate"}, ["type: sourceAligned"], ["type: aggregate"]),
        (
            "transformation",
            {"sql-sql": "select code, word\r\nfrom (values (9, 'nine')) as listed(code, word)\r\n"},
            ["  from (values (1, 'one'), (2, 'two'), (3, 'three')) as listed(code, word)"],
            ["  from (values (9, 'nine')) as listed(code, word)"],
        ),
        (
            "outputs",
            {"column-1-description": "no", "column-1-unique": "on"},
            ["        description: What the code means."],
            ["        description: 'no'", "        unique: true"],
        ),
        (
            "quality",
            {"rule-schema-0-quality-0-limit": "5", "level-0-unit": "h"},
            ["        mustBeGreaterThan: 2", "  - {property: frequency, value: 1, unit: d, element: words}"],
            ["        mustBeGreaterThan: 5", "  - {property: frequency, value: 1, unit: h, element: words}"],
        ),
        (
            "access",
            {"policy-longest_days": "30", "rule-0-then": "review"}
            | {f"rule-0-stages_{place}": said for place, said in enumerate(["owner", "any", "steward", "any"])},
            ["longestDays: 365", "    then: approve"],
            ["longestDays: 30", "    then: review", "    stages: [owner, steward]"],
        ),
    ],
)
def test_a_step_changes_just_the_lines_it_is_about(put_in, otto, draft, step, entered, gone, new):
    before = draft()

    answer = put_in(otto, step, entered)

    assert answer.status_code == 302
    assert lines(before, draft()) == (gone, new)


def test_what_is_saved_is_told_and_audited(client, put_in, otto, begun):
    answer = put_in(otto, "describe", {"product-usage": "Join on code: always."})

    page = client.get(answer["Location"])
    assert "Saved as revision 2" in page.content.decode()
    assert AuditEvent.objects.filter(verb="draft.saved").count() == 2


def test_nothing_entered_saves_nothing(put_in, otto, begun):
    put_in(otto, "describe", {})

    assert Draft.objects.get().revision == 1


def test_save_and_go_on_leads_to_the_next_step(put_in, otto, begun):
    assert put_in(otto, "describe", {}, do="next")["Location"] == f"/studio/{SLUG}/guide/inputs/"
    assert put_in(otto, "transformation", {}, do="try")["Location"] == f"/studio/{SLUG}/try/"


def test_channels_come_and_go(put_in, otto, draft):
    before = draft()

    answer = put_in(otto, "describe", {"product-limitations": "kept, too"}, do="add:channel")

    assert answer["Location"].endswith("/guide/describe/#id_channel-0-channel")
    assert "support:\n  - channel: Questions\n" in draft()
    put_in(otto, "describe", {"channel-0-url": "mailto:a@example.org"})
    assert "    url: 'mailto:a@example.org'\n" in draft()
    put_in(otto, "describe", {}, do="remove:channel:0")
    assert lines(before, draft())[0] == ["  limitations: Three words only, until you add yours."]
    assert "support" not in draft()


def test_an_input_is_found_used_renamed_and_removed(client, put_in, otto, draft, source_table):
    client.force_login(otto)
    page = client.get(f"/studio/{SLUG}/guide/inputs/?find=dm").content.decode()
    assert f"add:table:{source_table.pk}" in page

    put_in(otto, "inputs", {}, do=f"add:table:{source_table.pk}")
    assert "inputPorts:\n  - name: dm\n" in draft()
    put_in(otto, "transformation", {"sql-sql": "select dm.code, dm.word from dm"})
    put_in(otto, "inputs", {"input-0-name": "people"})

    assert "  select people.code, people.word from people\n" in draft()
    put_in(otto, "inputs", {}, do="remove:input:0")
    assert "inputPorts" not in draft()


def test_a_table_that_belongs_to_another_team_is_neither_shown_nor_taken(
    client, put_in, otto, draft, source_table, analytics
):
    source_table.system.team = analytics
    source_table.system.save()
    client.force_login(otto)

    page = client.get(f"/studio/{SLUG}/guide/inputs/").content.decode()
    answer = put_in(otto, "inputs", {}, do=f"add:table:{source_table.pk}")

    assert "pharma.dm" not in page
    assert answer.status_code == 409
    assert "inputPorts" not in draft()


def test_a_port_that_the_team_may_not_read_says_why_and_where_to_order_it(client, otto, begun, strangers_port):
    client.force_login(otto)

    page = client.get(f"/studio/{SLUG}/guide/inputs/").content.decode()

    assert "has no access to it" in page
    assert f'href="{strangers_port.get_absolute_url()}"' in page
    assert f"add:port:{strangers_port.pk}" not in page


def test_a_port_goes_by_its_new_name_everywhere(put_in, otto, draft):
    answer = put_in(otto, "outputs", {"port-name": "Zahlwörter"}, query=PORT)

    assert "port=Zahlw" in answer["Location"]
    assert draft().count("outputPort: Zahlwörter") == 2
    assert "contractId: clinical-data-word-list" in draft()


def test_ports_and_columns_come_move_and_go(put_in, otto, draft):
    put_in(otto, "outputs", {"new_port": "By region"}, do="add:port")
    assert "  - name: by_region\n" in draft()
    put_in(otto, "outputs", {}, do="add:column", query="?port=by_region")
    put_in(otto, "outputs", {"column-0-name": 'a "hostile": name'}, query="?port=by_region")
    assert "'a \"hostile\": name'" in draft()
    put_in(otto, "outputs", {}, do="down:column:0", query=PORT)
    assert draft().index("name: word\n") < draft().index("name: code\n")
    put_in(otto, "outputs", {}, do="remove:column:0", query="?port=by_region")
    put_in(otto, "outputs", {}, do="remove:port", query="?port=by_region")

    assert "by_region" not in draft()


def test_the_columns_are_taken_from_the_select(client, put_in, otto, draft):
    put_in(otto, "transformation", {"sql-sql": "select code, 1.5 as weight\r\nfrom (values (1)) as listed(code)"})
    client.force_login(otto)
    assert "Take the columns from the SELECT" in client.get(f"/studio/{SLUG}/guide/outputs/").content.decode()

    put_in(otto, "outputs", {}, do="take", query=PORT)

    contract = view(check_bundle(draft().encode()).bundle).outputs[0].contract
    assert [(column.name, column.logical_type) for column in contract.columns] == [
        ("code", "integer"),
        ("weight", "number"),
    ]
    assert contract.columns[0].description == "The code as it stands in the data."


def test_a_contract_begins_where_there_is_none(put_in, otto, draft):
    save = draft().replace("contractId: clinical-data-word-list", "contractId: nobody-has-it").encode()
    Draft.objects.update(bundle=save)

    put_in(otto, "outputs", {}, do="add:contract", query=PORT)

    assert "id: nobody-has-it\n" in draft()


def test_rules_service_levels_and_masks_come_and_go(put_in, otto, draft):
    put_in(otto, "quality", {"new_rule": "nullValues", "new_rule_column": "word"}, do="add:rule")
    put_in(otto, "quality", {"new_level": "freshness"}, do="add:level")
    put_in(otto, "access", {"new_mask": "word"}, do="add:mask")
    put_in(otto, "access", {"mask-0-method": "partial"})
    put_in(otto, "access", {}, do="add:rule")

    spec = view(check_bundle(draft().encode()).bundle).outputs[0]
    assert spec.contract.columns[1].quality[0]["metric"] == "nullValues"
    assert [level["property"] for level in spec.contract.sla] == ["frequency", "freshness"]
    assert (spec.policy.masks[0].column, spec.policy.masks[0].size) == ("word", 3)
    assert [rule.name for rule in spec.policy.rules] == ["new-rule", "everybody"]
    put_in(otto, "quality", {}, do="remove:rule-schema-0-properties-1-quality-0")
    put_in(otto, "quality", {}, do="remove:level:1")
    put_in(otto, "access", {}, do="remove:mask:0")
    put_in(otto, "access", {}, do="down:rule:0")
    put_in(otto, "access", {}, do="remove:rule:1")
    after = view(check_bundle(draft().encode()).bundle).outputs[0]
    assert (after.policy.rules[0].name, after.policy.masks, len(after.contract.sla)) == ("everybody", (), 1)


@pytest.mark.parametrize(
    ("step", "do"),
    [
        ("describe", "remove:channel:9"),
        ("describe", "nonsense"),
        ("inputs", "remove:input:x"),
        ("inputs", "add:port:99999"),
        ("outputs", "up:column:0"),
        ("outputs", "take:"),
        ("quality", "remove:rule-1"),
        ("access", "remove:mask:"),
    ],
)
def test_a_button_about_what_is_not_there_says_so_and_loses_nothing(put_in, otto, draft, step, do):
    before = draft()

    answer = put_in(otto, step, {"product-usage": "typed"} if step == "describe" else {}, do=do)

    assert answer.status_code == 409
    assert "not there any more" in answer.content.decode()
    assert draft() == before
    if step == "describe":
        assert "typed" in answer.content.decode()


def test_a_number_that_is_none_is_marked_and_nothing_is_lost(put_in, otto, draft):
    before = draft()

    answer = put_in(otto, "access", {"policy-longest_days": "-3", "policy-terms": "typed too"})

    assert answer.status_code == 422
    assert "not saved yet" in answer.content.decode()
    assert "typed too" in answer.content.decode()
    assert draft() == before


def test_a_character_that_documents_cannot_hold_is_refused(put_in, otto, draft):
    before = draft()

    answer = put_in(otto, "describe", {"product-purpose": "nothing \x00"})

    assert answer.status_code == 422
    assert draft() == before


def test_the_documents_can_declare_the_newest_version_of_their_standard(put_in, otto, draft):
    Draft.objects.update(bundle=draft().replace("v3.2.0", "v3.0.2").replace("v1.1.0", "v1.0.0").encode())

    put_in(otto, "describe", {}, do="raise")
    put_in(otto, "outputs", {}, do="raise", query=PORT)

    assert "apiVersion: v1.1.0" in draft()
    assert "apiVersion: v3.2.0" in draft()


def test_what_an_earlier_choice_had_on_the_page_does_not_come_back(put_in, otto, draft):
    put_in(otto, "access", {}, do="add:rule")
    put_in(otto, "access", {"rule-0-then": "approve"}, x_guide="fresh")
    put_in(otto, "access", {"new_mask": "word"}, do="add:mask")
    before = draft()

    put_in(otto, "access", {"rule-0-stages_0": "owner", "mask-0-size": "3", "mask-0-expression": "upper(word)"})

    assert draft() == before
