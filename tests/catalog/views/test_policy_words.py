"""Access policies in words."""

import pytest

from catalog.views.policy_words import policies_in_words


@pytest.fixture
def words(product):
    """The policy of adverse events, after a change, as rules in words."""
    port = product.output_ports.select_related("policy", "product__owner").get()

    def after(**document):
        port.policy.document = document
        return [(rule.condition, rule.answer) for rule in policies_in_words([port])[0].rules]

    return after


def test_without_rules_the_owner_decides_for_everybody(words):
    assert words() == [("Everybody", "decided by the owning team")]


def test_rules_tell_for_whom_they_hold(words):
    rules = [
        {"name": "own", "when": {"teams": ["clinical-data"], "daysAtMost": 30}, "then": "approve"},
        {
            "name": "near",
            "when": {"domains": ["clinical", "unknown"]},
            "then": "review",
            "stages": ["owner", "steward"],
        },
        {"name": "no", "when": {"purposes": ["marketing"], "daysAtMost": 1}, "then": "deny"},
    ]

    assert words(rules=rules, default={"then": "deny"}) == [
        ("Members of Clinical data, for 30 days at most", "approved at once"),
        ("Teams of the domain Clinical or unknown", "decided by the owning team, then a governance steward"),
        ("For marketing, for 1 day at most", "refused"),
        ("Everybody else", "refused"),
    ]


def test_a_rule_for_everybody_leaves_nothing_to_the_default(words):
    assert words(rules=[{"name": "all", "then": "approve"}]) == [("Everybody", "approved at once")]
