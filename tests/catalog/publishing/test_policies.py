"""What an enforced policy forbids is not published; what one in grace warns about is, and says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.governance import services as governance
from catalog.models import GovernancePolicy, PolicyVerdict, PublishingRun
from catalog.publishing import services, tasks
from catalog.publishing.errors import PoliciesForbid
from tests.catalog.publishing.bundles import a_bundle
from tests.catalog.studio_factories import GovernancePolicyFactory

PROPERTIES = b"customProperties:\n"
LICENSED = PROPERTIES + b"  - {property: licence, value: MIT, vendor: marketplace}\n"


def a_licensed_bundle(**changes):
    """A bundle with a licence."""
    return a_bundle(**changes).replace(PROPERTIES, LICENSED)


@pytest.fixture
def policy():
    """Enforced: there is a licence."""
    return GovernancePolicyFactory(
        slug="licensed",
        name="There is a licence",
        rule="policy: licensed\nname: There is a licence\napplies to: product\nrequire: {product.licence: present}\n"
        "says: '{product.name} has no licence.'\nremedy: Add one.\n",
        state="enforced",
        enforced_from=timezone.localdate(),
    )


def warn(policy):
    """Let it only warn, for a month."""
    GovernancePolicy.objects.filter(pk=policy.pk).update(
        state="grace", enforced_from=timezone.localdate() + timedelta(days=30)
    )


def step(run, name):
    """One step of a run."""
    return run.steps.get(name=name)


def test_what_a_policy_forbids_is_refused_before_anything_is_queued(saved, otto, policy):
    product = saved()

    with pytest.raises(PoliciesForbid) as refusal:
        services.submit(actor=otto, product=product)

    assert str(refusal.value) == "This cannot be published yet, because of the policies: “There is a licence”."
    verdict = refusal.value.facts["verdicts"][0]
    assert (verdict["policy"], verdict["forbids"], verdict["remedy"]) == ("licensed", True, "Add one.")
    assert verdict["reasons"] == [{"subject": "product", "sentence": "Demographics has no licence."}]
    assert not PublishingRun.objects.exists()


def test_the_refusal_is_a_problem_document(saved, otto, policy, api):
    saved()

    answer = api(otto).post("/api/v1/products/demographics/publish/")

    assert (answer.status_code, answer.json()["code"]) == (422, "policies-forbid")
    assert answer.json()["verdicts"][0]["name"] == "There is a licence"


def test_what_keeps_the_policy_is_published_and_judged_at_once(published, policy):
    product = published(a_licensed_bundle())

    run = PublishingRun.objects.get()
    assert "1 of 1 policies are kept." in step(run, "policies").log
    assert step(run, "judge").facts == {"policies": 1}
    assert PolicyVerdict.objects.get(product=product).outcome == "pass"


def test_a_policy_in_grace_warns_in_the_log_and_lets_it_pass(published, policy):
    warn(policy)

    product = published()

    told = step(PublishingRun.objects.get(), "policies")
    assert "from" in told.log
    assert "Demographics has no licence." in told.log
    assert told.facts["verdicts"][0]["outcome"] == "fail"
    assert PolicyVerdict.objects.get(product=product).outcome == "fail"


def test_a_policy_enforced_between_asking_and_publishing_stops_the_run_before_the_build(submitted, otto, policy):
    warn(policy)
    run = submitted()
    GovernancePolicy.objects.update(state="enforced")

    tasks.carry_out(run.pk)

    run.refresh_from_db()
    failed = step(run, "policies")
    assert (run.state, failed.state) == ("failed", "failed")
    assert failed.error == "A policy forbids it: Demographics has no licence."
    assert failed.remedy.startswith("Add one. Or ask for an exception")
    assert step(run, "build").state == "waiting"


def test_an_exception_lets_a_failed_run_go_on(submitted, otto, grace, policy):
    warn(policy)
    run = submitted()
    GovernancePolicy.objects.update(state="enforced")
    tasks.carry_out(run.pk)
    asked = governance.ask_exception(
        actor=otto,
        product=run.product,
        policy_slug="licensed",
        reason="The lawyers need a month.",
        valid_until=timezone.localdate() + timedelta(days=30),
    )
    governance.decide_exception(actor=grace, exception=asked, yes=True)

    services.retry_run(actor=otto, run=run)
    tasks.carry_out(run.pk)

    run.refresh_from_db()
    assert run.state == "succeeded"
    assert "by exception" in step(run, "policies").log
    assert PolicyVerdict.objects.get().outcome == "excepted"


def test_building_anew_is_not_stopped_by_a_policy(published, otto, policy):
    warn(policy)
    product = published()
    GovernancePolicy.objects.update(state="enforced")

    run = services.refresh(actor=otto, product=product)
    tasks.carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, step(run, "policies").state) == ("succeeded", "skipped")
