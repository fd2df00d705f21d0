"""Every condition of an access rule, and its stages, in the form of the access step."""

import yaml

from catalog.models import Draft
from tests.catalog.guide.conftest import PORT


def test_a_rule_with_every_condition_and_stages_of_several_is_entered_in_the_form(put_in, otto, draft):
    put_in(
        otto,
        "access",
        {
            "rule-0-consumers": ["team", "service-account"],
            "rule-0-regions": "EU\r\nUK",
            "rule-0-classifications": ["restricted"],
            "rule-0-days_at_least": "30",
            "rule-0-days_at_most": "90",
            "rule-0-plain": "true",
            "rule-0-then": "review",
        },
        query=PORT,
    )
    put_in(otto, "access", {"rule-0-stages_0": "data-protection", "rule-0-stages_1": "2"}, query=PORT)
    put_in(otto, "access", {"rule-0-stages_2": "owner", "rule-0-stages_3": "all"}, query=PORT)
    put_in(otto, "access", {"rule-0-stages_4": "line"}, query=PORT)

    policy = next(one for one in yaml.safe_load_all(draft()) if one["kind"] == "AccessPolicy")
    rule = policy["rules"][0]
    assert rule["when"] == {
        "consumers": ["team", "service-account"],
        "regions": ["EU", "UK"],
        "classifications": ["restricted"],
        "daysAtMost": 90,
        "daysAtLeast": 30,
        "plain": True,
    }
    assert rule["stages"] == [{"role": "data-protection", "needs": 2}, {"role": "owner", "needs": "all"}, "line"]


def test_stages_that_only_the_document_can_say_stay_and_one_of_others_is_taken_out(put_in, otto, draft):
    before = draft()
    review = "then: review\n    stages: [owner, {role: line}]"
    Draft.objects.update(bundle=before.replace("then: approve", review).encode())
    put_in(otto, "access", {"rule-0-stages_0": ""}, query=PORT)
    assert "stages: [{role: line}]" in draft()

    Draft.objects.update(bundle=before.replace("then: approve", review.replace("line", "line, more: 1")).encode())
    put_in(otto, "access", {"rule-0-reason": "New words."}, query=PORT)

    assert "{role: line, more: 1}" in draft()
    assert "New words." in draft()
