import pytest

from catalog.spec import diff
from tests.catalog.spec.bundles import ADVERSE_EVENTS, altered, read


def changes(*swaps):
    return [(change.kind, change.message) for change in diff(read(ADVERSE_EVENTS), read(altered(*swaps)))]


def test_nothing_changes_between_a_bundle_and_itself():
    assert changes() == []


@pytest.mark.parametrize(
    ("swap", "kind", "message"),
    [
        (("name: event\n", "name: reaction\n"), "breaking", "The column event of adverse_events_by_arm is gone."),
        (("name: event\n", "name: reaction\n"), "compatible", "The column reaction of adverse_events_by_arm is new."),
        (
            ("logicalType: integer", "logicalType: number"),
            "breaking",
            "The type of subjects changes from integer to number.",
        ),
        (("required: true", "required: false"), "breaking", "The column arm may now be empty."),
        (("tags: [person]", "required: true"), "compatible", "The column first_subject is never empty now."),
        (("tags: [person]", "unique: true"), "compatible", "The column first_subject does not repeat values now."),
        (("tags: [person]", "primaryKey: true"), "breaking", "The column first_subject is part of the key now."),
        (
            ("        primaryKey: true\n        primaryKeyPosition: 1\n", ""),
            "breaking",
            "The column arm is no longer part of the key.",
        ),
        (("          - {value: Placebo}\n", ""), "compatible", "The column arm no longer holds the value 'Placebo'."),
        (
            ("{value: Placebo}", "{value: Placebo}\n          - {value: Other}"),
            "breaking",
            "The column arm may hold a value it could not hold: 'Other'.",
        ),
        (
            ("classification: internal", "classification: restricted"),
            "breaking",
            "The classification of arm changes from internal to restricted.",
        ),
        (
            ("classification: restricted", "classification: public"),
            "compatible",
            "The classification of first_subject changes from restricted to public.",
        ),
        (("minimum: 1", "minimum: 0"), "breaking", "`minimum` of subjects changes from 1 to 0."),
        (("minimum: 1", "minimum: 2"), "compatible", "`minimum` of subjects changes from 1 to 2."),
        (
            ("businessName: Treatment arm", "businessName: Arm"),
            "cosmetic",
            "The description, business name, tags or examples of arm changed.",
        ),
        (
            ("- name: adverse_events_by_arm\n    description", "- name: by_arm\n    description"),
            "breaking",
            "The output port adverse_events_by_arm is gone.",
        ),
        (
            ("- name: adverse_events_by_arm\n    description", "- name: by_arm\n    description"),
            "compatible",
            "The output port by_arm is new.",
        ),
        (
            ("version: 1.2.0\n    contractId", "version: 2.0.0\n    contractId"),
            "breaking",
            "The output port adverse_events_by_arm goes from version 1.2.0 to 2.0.0.",
        ),
        (
            ("value: 24", "value: 48"),
            "breaking",
            "The service level freshness of adverse_events_by_arm changes from 24 h to 48 h.",
        ),
        (
            ("value: 24, unit: h", "value: 1, unit: h"),
            "compatible",
            "The service level freshness of adverse_events_by_arm changes from 24 h to 1 h.",
        ),
        (
            ("99.5%", "99%"),
            "breaking",
            "The service level availability of adverse_events_by_arm changes from 99.5% to 99%.",
        ),
        (
            ("99.5%", "99.9%"),
            "compatible",
            "The service level availability of adverse_events_by_arm changes from 99.5% to 99.9%.",
        ),
        (
            ('  - {property: availability, value: "99.5%"}\n', ""),
            "breaking",
            "The service level availability of adverse_events_by_arm is no longer promised.",
        ),
        (
            ("value: 24, unit: h", "value: 1, unit: d"),
            "cosmetic",
            "What is said about the service level freshness of adverse_events_by_arm changed.",
        ),
        (
            ("mustBeGreaterThan: 0", "mustBeGreaterThan: 9"),
            "compatible",
            "The quality rule rowCount of adverse_events_by_arm wants more than 9, not more than 0.",
        ),
        (
            ("mustBeGreaterThan: 0", "mustBeLessThan: 9"),
            "breaking",
            "The quality rule rowCount of adverse_events_by_arm wants less than 9, not more than 0.",
        ),
        (
            ("    quality:\n      - metric: rowCount\n        mustBeGreaterThan: 0\n", ""),
            "breaking",
            "The quality rule rowCount of adverse_events_by_arm is gone.",
        ),
        (
            ("longestDays: 180", "longestDays: 90"),
            "breaking",
            "Access to adverse_events_by_arm lasts at most 90 days, not 180 days.",
        ),
        (
            ("longestDays: 180\n", ""),
            "compatible",
            "Access to adverse_events_by_arm lasts at most as long as the settings allow, not 180 days.",
        ),
        (
            ("[safety-monitoring, research]", "[research]"),
            "breaking",
            "adverse_events_by_arm may no longer be read for safety-monitoring.",
        ),
        (
            ("terms: Do not", "terms: Never"),
            "breaking",
            "The terms that consumers of adverse_events_by_arm accept changed.",
        ),
        (
            ("then: approve", "then: review"),
            "breaking",
            "The rule own-domain-short of adverse_events_by_arm says review by owner, not approve.",
        ),
        (
            ("stages: [owner, steward]", "stages: [owner]"),
            "compatible",
            "The rule everybody-else of adverse_events_by_arm says review by owner, not review by owner, then steward.",
        ),
        (("rowFilter: arm <> 'Screen Failure'\n", ""), "compatible", "adverse_events_by_arm shows all its rows now."),
        (
            ("arm <> 'Screen Failure'", "arm = 'Placebo'"),
            "breaking",
            "adverse_events_by_arm shows only rows where arm = 'Placebo'.",
        ),
        (
            ("method: hash", "method: redact"),
            "breaking",
            "The column first_subject of adverse_events_by_arm is masked differently (redact).",
        ),
        (
            ("column: first_subject", "column: arm"),
            "breaking",
            "The column arm of adverse_events_by_arm is masked now (hash).",
        ),
        (
            ("column: first_subject", "column: arm"),
            "compatible",
            "The column first_subject of adverse_events_by_arm is shown as it is now.",
        ),
        (
            ("unmaskedFor: [clinical-data]", "unmaskedFor: []"),
            "breaking",
            "The team clinical-data sees the masked columns of adverse_events_by_arm masked now.",
        ),
        (
            ("from placed", "from placed where true"),
            "compatible",
            "The output port adverse_events_by_arm is made by another SELECT.",
        ),
        (
            ("commit: 1f2e3d4c", "commit: 5a6b7c8d"),
            "cosmetic",
            "What is said about the making of adverse_events_by_arm changed.",
        ),
        (
            ("value: Apache-2.0", "value: proprietary"),
            "breaking",
            "The licence changes from Apache-2.0 to proprietary.",
        ),
        (("value: daily", "value: weekly"), "breaking", "The refresh changes from daily to weekly."),
        (("value: daily", "value: hourly"), "compatible", "The refresh changes from daily to hourly."),
        (("status: active", "status: deprecated"), "breaking", "The status changes from active to deprecated."),
        (("name: raw_dm", "name: dm"), "compatible", "The input port raw_dm is no longer read."),
        (("name: Adverse events by arm", "name: Events"), "cosmetic", "The name of the product changed."),
    ],
)
def test_a_change_is_weighed_from_the_consumers_side_and_told_in_plain_words(swap, kind, message):
    assert (kind, message) in changes(swap)


def test_the_gravest_changes_come_first():
    kinds = [
        kind for kind, _ in changes(("name: event\n", "name: reaction\n"), ("name: Adverse", "name: Some adverse"))
    ]

    assert kinds == sorted(kinds, key=["breaking", "compatible", "cosmetic"].index)
    assert {"breaking", "compatible", "cosmetic"} == set(kinds)


def test_another_order_of_columns_breaks_nobody_who_names_them():
    first, *rest = ADVERSE_EVENTS.decode().split("      - name: ")
    arm, event, subjects, last = rest
    turned = "      - name: ".join([first, event, arm, subjects, last])

    found = diff(read(ADVERSE_EVENTS), read(turned.encode()))

    assert [(change.kind, change.message) for change in found] == [
        ("compatible", "The columns of adverse_events_by_arm stand in another order.")
    ]
