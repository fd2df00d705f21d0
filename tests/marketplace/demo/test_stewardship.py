"""The steward's rules and campaign in the demo: begun once, and through the doors that people use."""

from marketplace.demo.sources import mesh
from marketplace.demo.stewardship import begin_access_rules, begin_campaigns
from requests.approvals.company_rules import rules_in_force
from requests.models import AccessRuleSet, GrantReview, Recertification
from tests.catalog.factories import OfferedPortFactory
from tests.requests.factories import GrantFactory


def test_the_companys_rules_are_put_in_force_once(grace):
    begin_access_rules(mesh())
    begin_access_rules(mesh())

    assert AccessRuleSet.objects.count() == 1
    assert [rule.name for rule in rules_in_force().rules] == ["no-machines-on-restricted-data", "restricted-for-long"]


def test_the_campaign_asks_once_about_the_access_there_is(grace):
    begin_campaigns(mesh())
    assert not Recertification.objects.exists()

    grant = GrantFactory(port=OfferedPortFactory(product__domain__slug="flight-operations"))
    begin_campaigns(mesh())
    begin_campaigns(mesh())

    assert Recertification.objects.get().otherwise == "escalate"
    assert GrantReview.objects.get().grant == grant
