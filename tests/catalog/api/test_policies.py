"""Policies for machines: read them, check a rule, try it over the mesh, read verdicts."""

import pytest
from django.utils import timezone

from catalog.governance.runner import judge_products
from catalog.models import GovernancePolicy
from tests.catalog.factories import DataProductFactory, OfferedPortFactory
from tests.catalog.studio_factories import GovernancePolicyFactory

pytestmark = pytest.mark.django_db
RULE = """\
policy: licensed
name: There is a licence
applies to: product
require: {product.licence: present}
says: "{product.name} has no licence."
"""


@pytest.fixture
def judged():
    """A product that does not keep a policy in force."""
    GovernancePolicyFactory(slug="licensed", rule=RULE, state="grace", enforced_from=timezone.localdate())
    GovernancePolicyFactory(slug="draft")
    port = OfferedPortFactory(product__name="Arms", product__slug="arms")
    judge_products([port.product_id])
    return port.product


def test_policies_are_listed_and_read(api, ada, grace, judged):
    listed = api(ada).get("/api/v1/policies/").json()
    one = api(ada).get("/api/v1/policies/licensed/").json()

    assert [(row["slug"], row["state"], row["counts"]["fail"]) for row in listed] == [("licensed", "grace", 1)]
    assert one["rule"] == RULE
    assert api(ada).get("/api/v1/policies/draft/").status_code == 404
    assert api(grace).get("/api/v1/policies/draft/").json()["versions"] == [1]


def test_a_rule_is_checked_and_nothing_kept(api, ada):
    good = api(ada).post("/api/v1/policies/check/", RULE, content_type="application/yaml").json()
    bad = api(ada).post("/api/v1/policies/check/", {"rule": RULE.replace("licence", "lisence")}).json()
    empty = api(ada).post("/api/v1/policies/check/", b"\xff\xfe", content_type="application/yaml").json()

    assert (good["valid"], good["violations"]) == (True, [])
    assert good["words"][0] == {"depth": 0, "text": "It looks at every product."}
    assert (bad["valid"], bad["violations"][0]["line"], bad["violations"][0]["code"]) == (False, 4, "unknown-fact")
    assert empty["valid"] is False
    assert not GovernancePolicy.objects.exists()


def test_a_steward_tries_a_rule_over_the_mesh(api, grace, ada, judged):
    DataProductFactory(licence="MIT")

    answer = api(grace).post("/api/v1/policies/dry-run/", RULE, content_type="application/yaml").json()

    assert (answer["judged"], answer["counts"]) == (2, {"fail": 1, "pass": 1})
    assert [(row["product"], row["reasons"][0]["sentence"]) for row in answer["findings"]] == [
        ("arms", "Arms has no licence.")
    ]
    assert api(ada).post("/api/v1/policies/dry-run/", {"rule": RULE}).status_code == 403
    assert api(grace).post("/api/v1/policies/dry-run/", {"rule": "x"}).json()["code"] == "rule-not-valid"


def test_verdicts_are_narrowed_and_seen_by_those_who_see_the_product(api, ada, judged):
    def asking(**asked):
        return api(ada).get("/api/v1/verdicts/", asked).json()["results"]

    assert [(row["product"], row["policy"], row["outcome"]) for row in asking()] == [("arms", "licensed", "fail")]
    assert asking(product="arms", outcome="fail", policy="licensed")[0]["reasons"][0]["subject"] == "product"
    assert asking(outcome="pass") == []
    assert api(ada).get("/api/v1/verdicts/", {"outcome": "odd"}).status_code == 400

    judged.status = "retired"
    judged.save()
    assert asking() == []
