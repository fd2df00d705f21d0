import pytest

from catalog.spec import check
from tests.catalog.spec.bundles import ADVERSE_EVENTS, altered, codes, everything_said, read

PORT = "outputPort: adverse_events_by_arm\n"
POLICY_PORT = "outputPort: adverse_events_by_arm\npurposes"
CONTRACT_HEAD = "  limitations: Not for decisions about single patients.\n"


def with_contract(text):
    """The bundle with more keys at the head of its contract."""
    return altered((CONTRACT_HEAD, CONTRACT_HEAD + text))


@pytest.mark.parametrize(
    ("swap", "code", "line_says"),
    [
        (("name: raw_dm", "name: Raw-DM"), "bad-port-name", "name: Raw-DM"),
        (("name: raw_dm", "name: adverse_events"), "duplicate-port", "- name: adverse_events"),
        (("value: pharmaverse.dm", "value: dm"), "bad-source", "value: dm"),
        (("property: source", "property: origin"), "port-without-source", "- name: raw_dm"),
        (("value: adverse-events-by-arm", "value: Adverse Events"), "bad-slug", "value: Adverse Events"),
        (("value: daily", "value: sometimes"), "unknown-refresh", "value: sometimes"),
        (("property: refresh, value: daily", "property: criticality, value: huge"), "unknown-criticality", "huge"),
        (("status: active", "status: alive"), "unknown-status", "status: alive"),
        (("type: aggregate", "type: sideways"), "unknown-archetype", "type: sideways"),
        (("version: 1.2.0", "version: next"), "bad-version", "version: next"),
        (("contractId: adverse-events-by-arm", "contractId: lost"), "port-without-contract", "contractId: lost"),
        (("id: adverse-events-by-arm\n", "id: lost\n"), "contract-without-port", "id: lost"),
        (("version: 1.2.0\n    contractId", "version: 1.1.0\n    contractId"), "version-mismatch", "version: 1.1.0"),
        ((PORT + "language", "outputPort: other\nlanguage"), "unknown-port", "outputPort: other"),
        ((POLICY_PORT, "outputPort: other\npurposes"), "unknown-port", "outputPort: other"),
        (("language: sql", "language: python"), "not-allowed", "language: python"),
        (("from placed", "from elsewhere"), "sql-unknown-table", "from elsewhere"),
        (("min(usubjid)", "getenv(usubjid)"), "sql-function", "getenv(usubjid)"),
        (("  group by arm, event\n", "  group by arm event\n"), "sql-syntax", "group by arm event"),
        (("as first_subject", "as last_subject"), "missing-column", "sql: |"),
        (("as first_subject", "as first_subject, 1 as more"), "extra-column", "sql: |"),
        (("arm <> 'Screen", "ward <> 'Screen"), "expression-unknown-column", "rowFilter: ward"),
        (("arm <> 'Screen Failure'", "left(arm, 1)"), "expression-not-boolean", "rowFilter: left"),
        (("column: first_subject", "column: last_subject"), "unknown-column", "column: last_subject"),
        (("column: first_subject", "column: arm"), "unmasked-restricted", "classification: restricted"),
        (("method: hash", "method: bucket"), "mask-option", "- column: first_subject"),
        (("method: hash", "method: hash\n    size: 3"), "mask-option", "size: 3"),
        (("method: hash", "method: rot13"), "not-allowed", "method: rot13"),
        (("method: hash", "method: expression\n    expression: left(x, 1)"), "expression-unknown-column", "left(x, 1)"),
        (
            (
                "    method: hash\n",
                "    method: hash\n  - {column: ARM, method: hash}\n  - {column: arm, method: redact}\n",
            ),
            "duplicate-mask",
            "method: redact",
        ),
        (("longestDays: 180", "longestDays: 0"), "not-allowed", "longestDays: 0"),
        (("longestDays: 180", "longestDays: 4000"), "not-allowed", "longestDays: 4000"),
        (("longestDays: 180", "longestDays: 20"), "unreachable-days", "daysAtMost: 30"),
        (("domains: [clinical],", "purposes: [fun],"), "unknown-purpose", "purposes: [fun]"),
        (("stages: [owner, steward]", "stages: [owner, boss]"), "not-allowed", "stages: [owner, boss]"),
        (("stages: [owner, steward]", "stages: [owner, owner]"), "duplicate-stage", "stages: [owner, owner]"),
        (("then: approve", "then: approve\n    stages: [owner]"), "stages-without-review", "stages: [owner]"),
        (("then: approve", "then: maybe"), "not-allowed", "then: maybe"),
        (("    then: approve\n", ""), "missing-key", "- name: own-domain-short"),
        (("name: everybody-else", "name: own-domain-short"), "duplicate-rule", "- name: own-domain-short"),
        (("    when: {domains: [clinical], daysAtMost: 30}\n", ""), "unreachable-rule", "- name: everybody-else"),
        (("terms:", "term:"), "unknown-key", "term:"),
    ],
)
def test_a_mistake_is_told_on_its_line(swap, code, line_says):
    raw = altered(swap)
    found = [each for each in everything_said(raw) if each.code == code]

    assert found, everything_said(raw)
    assert line_says in raw.decode().splitlines()[found[0].line - 1]
    assert found[0].message.endswith(".")


def test_one_mistake_makes_one_violation():
    (violation,) = everything_said(altered(("from placed", "from elsewhere")))

    assert violation.message == "'elsewhere' is not an input port of this product (they are: adverse_events, raw_dm)."
    assert (violation.level, violation.document, violation.path, violation.code) == (
        "error",
        2,
        "/sql",
        "sql-unknown-table",
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("price: {priceAmount: -1, priceCurrency: EUR}\n", "negative-price"),
        ("price: {priceAmount: 1}\n", "price-without-currency"),
        ("support: [{channel: mail}]\n", "support-without-url"),
        ("roles: [{role: reader}, {role: reader}]\n", "duplicate-role"),
        ("roles: [{role: reader, id: a}, {role: writer, id: a}]\n", "duplicate-id"),
        ("customProperties: [{property: a, value: 1}, {property: a, value: 2}]\n", "duplicate-custom-property"),
        ("tags: ['${TEAM}']\n", "unresolved-variable"),
        ("slaDefaultElement: nowhere\n", "dangling-element"),
    ],
)
def test_a_contract_is_held_against_sense(text, code):
    assert codes(with_contract(text)) == {code}


@pytest.mark.parametrize(
    ("swap", "code"),
    [
        (("id: adverse-events-by-arm\n", "id: adverse/events\n"), "bad-identifier"),
        (("element: adverse_events_by_arm.subjects", "element: adverse_events_by_arm.pages"), "dangling-element"),
        (("unit: h,", "unit: h, scheduler: cron,"), "schedule-without-scheduler"),
        (("primaryKeyPosition: 2", "primaryKeyPosition: 1"), "duplicate-key-position"),
        (("classification: internal", "classification: hush-hush"), "unknown-classification"),
        (
            ("metric: nullValues\n            mustBe: 0", "metric: rowCount\n            mustBe: 0"),
            "metric-on-wrong-level",
        ),
        (("metric: rowCount", "metric: nullValues"), "metric-on-wrong-level"),
        (("- name: event", "- name: arm"), "duplicate-name"),
        (("tags: [person]", "relationships: [{to: persons.usubjid}]"), "dangling-relationship"),
        (("logicalType: integer", "logicalType: array"), "array-without-items"),
    ],
)
def test_the_columns_and_promises_of_a_contract_are_held_against_sense(swap, code):
    assert code in codes(altered(swap))


def test_a_relationship_within_the_contract_is_found():
    assert codes(altered(("tags: [person]", "relationships: [{to: adverse_events_by_arm.arm}]"))) == set()


def test_a_composite_relationship_has_two_sides_of_one_length():
    pair = "[adverse_events_by_arm.arm, adverse_events_by_arm.event]"
    text = f"    relationships: [{{from: {pair}, to: [adverse_events_by_arm.arm]}}]\n"

    assert codes(
        altered(("    quality:\n      - metric: rowCount", text + "    quality:\n      - metric: rowCount"))
    ) == {"uneven-relationship"}


def test_a_bundle_has_exactly_one_product():
    head, _, rest = ADVERSE_EVENTS.partition(b"\n---\n")

    assert "no-product" in codes(rest)
    assert "many-products" in codes(ADVERSE_EVENTS + b"---\n" + head)


def test_a_single_document_is_not_asked_for_the_others():
    head, _, rest = ADVERSE_EVENTS.partition(b"\n---\n")

    assert codes(head, single=True) == set()
    assert check(read(rest), single=True) == []


def test_two_documents_about_one_port_are_one_too_many():
    *_, transformation, policy = ADVERSE_EVENTS.split(b"\n---\n")

    assert "duplicate-transformation" in codes(ADVERSE_EVENTS + b"---\n" + transformation)
    assert "duplicate-policy" in codes(ADVERSE_EVENTS + b"---\n" + policy)


def test_two_contracts_of_one_name_are_one_too_many():
    contract = ADVERSE_EVENTS.split(b"\n---\n")[1]

    assert "duplicate-contract" in codes(ADVERSE_EVENTS + b"---\n" + contract)


def test_a_port_that_nothing_makes_or_describes_is_told():
    product, contract, _, policy = ADVERSE_EVENTS.split(b"\n---\n")
    bare = b"apiVersion: v3.2.0\nkind: DataContract\nid: adverse-events-by-arm\nversion: 1.2.0"

    assert codes(b"\n---\n".join([product, contract, policy])) == {"port-without-transformation"}
    assert "contract-without-table" in codes(b"\n---\n".join([product, bare, policy]))


def test_a_product_without_ports_has_nothing_to_read():
    assert "no-output-port" in codes(b"apiVersion: v1.1.0\nkind: DataProduct\nid: a\nname: A\noutputPorts: []\n")


def test_a_contract_of_several_tables_serves_its_first():
    two = "schema:\n  - name: adverse_events_by_arm\n"
    raw = ADVERSE_EVENTS.replace(b"slaProperties:", b"  - name: second\nslaProperties:")

    assert two.encode() in raw
    assert codes(raw) == {"many-tables"}


def test_a_flood_of_violations_is_cut_but_never_hides_an_error():
    flood = "".join(f"  - {{name: c{n}, logicalType: string, classification: odd}}\n" for n in range(700))
    head = "apiVersion: v3.2.0\nkind: DataContract\nid: a\nversion: 1.0.0\nschema:\n- name: t\n  properties:\n"

    violations = everything_said(f"{head}{flood}price: nothing\n".encode(), single=True)

    assert {"too-many-violations", "wrong-type", "unknown-classification"} <= {each.code for each in violations}
    assert sum(each.level == "warning" for each in violations) == 500


def test_values_of_wrong_types_anywhere_never_make_checking_raise():
    lines = ADVERSE_EVENTS.decode().splitlines(keepends=True)
    for number, line in enumerate(lines):
        key, colon, _ = line.partition(":")
        if colon and not line.startswith("    s") and "{" not in line:
            for odd in ("7", "[]", "[7, {a: [1]}]", "{a: 1}", "null", "'text'"):
                text = "".join([*lines[:number], f"{key}: {odd}\n", *lines[number + 1 :]])
                everything_said(text.encode())
