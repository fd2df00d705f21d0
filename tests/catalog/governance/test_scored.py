"""A policy whose effect is the score is a fitness function: it stands in nobody's way, and costs points."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.fitness.services import score_product
from catalog.fitness.standing import scoring_version
from catalog.governance import runner
from catalog.governance.language import read_rule
from catalog.governance.selectors import verdicts_of
from catalog.governance.services import draft_policy, put_in_force
from tests.catalog.factories import OfferedPortFactory
from tests.catalog.fitness_answers import answer_of

RULE = """
policy: business-names
name: Columns have business names
effect: score
attribute: Findable
weight: 4
severity: high
applies to: column
require: {column.business_name: present}
says: "{column.name} has no business name."
remedy: Add businessName.
"""
KEY = "policy.business-names"


@pytest.fixture
def product(db):
    """A product with two columns without business names."""
    port = OfferedPortFactory(columns=["visit_id", "arm"])
    port.contract.columns.update(business_name="")
    return port.product


def in_force(grace, days=0, text=RULE, slug=None):
    """The policy, enforced after so many days."""
    policy = draft_policy(actor=grace, text=text, slug=slug)
    return put_in_force(actor=grace, policy=policy, enforced_from=timezone.localdate() + timedelta(days=days))


def test_it_costs_the_points_of_its_weight_and_says_why(grace, product):
    before, version = score_product(product).score, scoring_version()
    in_force(grace)
    after = score_product(product)

    answer = answer_of(product, KEY)
    assert (answer.outcome, answer.weight, answer.attribute, answer.severity) == ("fail", 4, "Findable", "high")
    assert answer.summary == "visit_id has no business name. And 1 more."
    assert answer.remedy == "Add businessName."
    assert after.score < before
    assert after.scoring == scoring_version() != version


def test_in_grace_it_warns_and_does_not_count(grace, product):
    before = score_product(product).score
    in_force(grace, days=9)

    assert score_product(product).score == before
    assert (answer_of(product, KEY).outcome, answer_of(product, KEY).state) == ("warn", "grace")


def test_it_forbids_nothing(grace, product):
    in_force(grace)
    runner.judge_products([product.pk])

    [verdict] = verdicts_of(product)
    assert (verdict.outcome, verdict.forbids, verdict.warns, verdict.lowers) == ("fail", False, False, True)


def test_a_new_version_in_grace_is_a_function_beside_the_old_one(grace, product):
    in_force(grace)
    in_force(grace, days=9, text=RULE.replace("weight: 4", "weight: 9"), slug="business-names")
    score_product(product)

    assert answer_of(product, KEY).weight == 4
    assert (answer_of(product, f"{KEY}.next").weight, answer_of(product, f"{KEY}.next").state) == (9, "grace")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("effect: score", "effect: shame", "not-allowed"),
        ("attribute: Findable\n", "", "missing-key"),
        ("attribute: Findable", "attribute: Pretty", "not-allowed"),
        ("weight: 4", "weight: 99", "not-allowed"),
        ("weight: 4", "weight: heavy", "not-allowed"),
        ("effect: score\n", "", "not-allowed"),
    ],
)
def test_what_is_wrong_about_the_effect_is_said_with_its_line(old, new, code):
    rule, violations = read_rule(RULE.replace(old, new))

    assert rule is None
    assert code in {one.code for one in violations}
    assert all(one.line for one in violations)
