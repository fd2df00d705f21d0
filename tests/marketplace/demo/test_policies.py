"""Which policies the demo mesh is judged by, and who is let off one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.governance.facts import candidate
from catalog.governance.language import judge, read_rule
from catalog.governance.services import withdraw
from catalog.governance.services.shipping import shipped_rules
from catalog.models import GovernancePolicy, PolicyException
from catalog.publishing.rights import give_rights
from catalog.spec import read_bundle, view
from marketplace.demo.policies import begin_exceptions, begin_policies
from marketplace.demo.sources import bundles, mesh
from tests.catalog.factories import DataProductFactory, DomainFactory

PLAN = mesh()
IN_FORCE = {*PLAN["policies"]["enforced"], *PLAN["policies"]["grace"]}
SPECS = {bundle.slug: view(read_bundle(bundle.path.read_bytes())[0]) for bundle in bundles()}
RULES = {slug: read_rule(text)[0] for slug, text in shipped_rules().items()}


def failing(slug):
    """The products of the demo that do not keep a policy."""
    return {name for name, spec in SPECS.items() if judge(RULES[slug], candidate(spec, None)).outcome == "fail"}


@pytest.mark.django_db
def test_what_is_enforced_is_kept_by_all_but_one_product():
    found = {slug: failing(slug) for slug in PLAN["policies"]["enforced"]}

    assert {slug: names for slug, names in found.items() if names} == {"ports-are-described": {"carriers"}}


@pytest.mark.django_db
@pytest.mark.parametrize("slug", set(PLAN["policies"]["grace"]) - {"owner-and-support"})
def test_what_is_warned_about_is_not_kept_by_all(slug):
    assert 0 < len(failing(slug)) < len(SPECS)


def test_exceptions_are_from_policies_in_force_and_about_products_of_the_demo():
    for row in PLAN["exceptions"]:
        assert row["policy"] in IN_FORCE
        assert row["product"] in SPECS


def test_policies_are_put_in_force_once_and_what_a_steward_did_stays(grace):
    begin_policies(PLAN)
    assert set(GovernancePolicy.objects.in_force().values_list("slug", flat=True)) == IN_FORCE
    assert GovernancePolicy.objects.get(slug="owner-and-support").enforced_from == (
        timezone.localdate() + timedelta(days=PLAN["policies"]["grace"]["owner-and-support"])
    )

    withdraw(actor=grace, policy=GovernancePolicy.objects.get(slug="licence-or-terms"), reason="Not here.")
    begin_policies(PLAN)

    assert GovernancePolicy.objects.get(slug="licence-or-terms").state == "withdrawn"
    assert GovernancePolicy.objects.count() == len(RULES)


def test_exceptions_are_asked_for_once_and_what_became_of_them_stays(otto, petra, grace, clinical):
    begin_policies(PLAN)
    for row in PLAN["exceptions"]:
        give_rights(DataProductFactory(slug=row["product"], domain=DomainFactory(team=clinical)), clinical)

    begin_exceptions(PLAN)
    PolicyException.objects.filter(state="requested").update(state="ended")
    begin_exceptions(PLAN)

    assert sorted(PolicyException.objects.values_list("state", flat=True)) == ["ended", "granted"]
