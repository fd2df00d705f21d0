"""What policies say is kept for every published product: each night, after publishing, and as soon as it was missed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.governance import runner, services, tasks
from catalog.governance.selectors import outcome_counts, policies_for, verdict_rows, verdicts_of, verdicts_on
from catalog.models import DataProduct, GovernancePolicy, PolicyVerdict
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DataProductFactory, OfferedPortFactory
from tests.catalog.governance.products import documents, spec_of
from tests.catalog.studio_factories import GovernancePolicyFactory

pytestmark = pytest.mark.django_db
DESK = [{"channel": "Desk", "url": "mailto:desk@example.org"}]


@pytest.fixture
def policy():
    """Enforced: a product names a support channel."""
    return GovernancePolicyFactory(
        slug="support", name="A way to ask", state="enforced", enforced_from=timezone.localdate()
    )


def test_where_no_policy_is_in_force_nothing_is_said(product):
    GovernancePolicyFactory()

    assert verdicts_on(spec_of(documents()), product) == []
    assert verdicts_on(spec_of(documents()), None) == []
    assert runner.judge_products([product.pk]) == 0


def test_a_draft_that_does_not_keep_a_policy_is_told_why(product, policy):
    GovernancePolicyFactory(name="Later", state="grace", enforced_from=timezone.localdate() + timedelta(days=9))

    forbids, warns = verdicts_on(spec_of(documents()), product)

    assert (forbids.name, forbids.forbids, forbids.warns) == ("A way to ask", True, False)
    assert (warns.name, warns.forbids, warns.warns) == ("Later", False, True)
    assert forbids.reasons[0].sentence == "Arms names no support channel."
    assert all(not verdict.forbids for verdict in verdicts_on(spec_of(documents(support=DESK)), product))


def test_verdicts_on_a_draft_cost_a_fixed_number_of_queries(product, policy):
    def asking():
        with CaptureQueriesContext(connection) as captured:
            verdicts_on(spec_of(documents()), product)
        return len(captured)

    few = asking()
    services.load_shipped()
    GovernancePolicy.objects.filter(state="draft").update(state="enforced", enforced_from=timezone.localdate())

    assert few <= 4
    assert asking() <= 16


def test_a_rule_that_a_release_no_longer_understands_is_unknown_not_broken(product, policy):
    GovernancePolicy.objects.update(rule="policy: support\nrequire: {product.gone: present}\n")

    verdict = verdicts_on(spec_of(documents()), product)[0]

    assert (verdict.outcome, verdict.forbids) == ("unknown", False)
    assert "no longer be read" in verdict.reasons[0].sentence


def test_every_product_that_everybody_finds_is_judged_at_night_and_no_other(
    installed, policy, nudged, django_capture_on_commit_callbacks
):
    product = installed()
    DataProductFactory(status="draft")
    retired = DataProductFactory(status="retired")

    with django_capture_on_commit_callbacks(execute=True):
        tasks.judge_all()
    for _name, first, last in nudged:
        tasks.judge_range(first, last)

    assert [(row.product, row.outcome) for row in PolicyVerdict.objects.all()] == [(product, "fail")]
    assert not PolicyVerdict.objects.filter(product=retired).exists()


def test_what_is_over_is_forgotten_at_night(installed, policy, grace):
    product = installed()
    later = GovernancePolicyFactory(state="grace", enforced_from=timezone.localdate())
    runner.judge_products([product.pk])
    services.withdraw(actor=grace, policy=policy, reason="Not now.")

    tasks.judge_all()
    assert [row.policy for row in PolicyVerdict.objects.all()] == [later]

    DataProduct.objects.update(status="retired")
    tasks.judge_all()
    assert not PolicyVerdict.objects.exists()


def test_judging_again_changes_nothing_and_tells_nobody_again(installed, otto, policy):
    product = installed()
    runner.judge_products([product.pk])
    before = PolicyVerdict.objects.get().pk
    runner.judge_products([product.pk])

    assert PolicyVerdict.objects.get().pk == before
    assert otto.notifications.count() == 1


def test_owners_hear_of_what_newly_fails_once_for_all_their_products(installed, otto, eve, policy):
    product = installed()
    others = [DataProductFactory(domain=product.domain, name=f"B{number}") for number in range(4)]

    runner.judge_products([product.pk, *(one.pk for one in others)])

    message = otto.notifications.get()
    assert message.text.startswith("Arms, B0, B1 and 2 more do not keep the policy “A way to ask”")
    assert message.link == "/governance/policies/support/?outcome=fail"
    assert eve.notifications.count() == 0


def test_the_audit_keeps_what_changed(installed, policy):
    product = installed(support=DESK)
    runner.judge_products([product.pk])
    installed(version="2.0.0")
    runner.judge_products([product.pk])
    installed(version="3.0.0", support=DESK)
    runner.judge_products([product.pk])

    told = AuditEvent.objects.filter(verb__startswith="verdict.").order_by("pk")
    assert [str(event) for event in told] == [
        "found that Arms does not keep the policy “A way to ask” any more",
        "found that Arms keeps the policy “A way to ask” again",
    ]


def test_a_verdict_from_earlier_facts_never_replaces_a_later_one(installed, policy, monkeypatch):
    product = installed()
    load = runner.load_published

    def slow(ids, wanted):
        """While one worker looks at old facts, another judges the product as it is now."""
        facts = load(ids, wanted)
        monkeypatch.setattr(runner, "load_published", load)
        installed(version="2.0.0", support=DESK)
        runner.judge_products(ids)
        return facts

    monkeypatch.setattr(runner, "load_published", slow)
    runner.judge_products([product.pk])

    assert PolicyVerdict.objects.get().outcome == "pass"


def test_a_policy_withdrawn_in_the_meantime_says_nothing_more(installed, policy, grace, monkeypatch):
    product = installed()
    load = runner.load_published

    def slow(ids, wanted):
        services.withdraw(actor=grace, policy=policy, reason="Not now.")
        return load(ids, wanted)

    monkeypatch.setattr(runner, "load_published", slow)
    runner.judge_products([product.pk])

    assert not PolicyVerdict.objects.exists()


def test_the_sweep_finds_what_was_missed(installed, policy):
    now = timezone.now()
    product = installed()
    assert runner.missed(now) == [product.pk]  # never judged

    tasks.sweep()
    assert runner.missed(timezone.now()) == []

    GovernancePolicyFactory(state="grace", enforced_from=timezone.localdate())
    assert runner.missed(timezone.now()) == [product.pk]  # a policy came in force
    tasks.sweep()

    installed(version="2.0.0")
    assert runner.missed(timezone.now()) == [product.pk]  # a version was published
    tasks.sweep()

    assert runner.missed(timezone.now() + timedelta(days=2)) == [product.pk]  # a night went by
    DataProduct.objects.update(status="retired")
    assert runner.missed(timezone.now() + timedelta(days=2)) == []


def test_many_products_are_judged_in_as_many_queries_as_few(policy):
    def judging(number):
        ids = [OfferedPortFactory(columns=["a"], product__support=DESK).product_id for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            runner.judge_products(ids)
        return len(captured)

    assert judging(2) == judging(9)


def test_lists_show_the_version_that_matters_and_how_many_keep_it(installed, policy, grace, otto):
    product = installed()
    runner.judge_products([product.pk])
    later = GovernancePolicyFactory(slug="support", version=2)
    GovernancePolicyFactory(slug="never", state="withdrawn")

    by_grace, by_otto = policies_for(grace), policies_for(otto)

    assert [(one.policy, one.next) for one in by_grace][:1] == [(policy, later)]
    assert [(one.policy, one.next) for one in by_otto] == [(policy, None)]
    assert by_otto[0].counts["fail"] == 1
    assert outcome_counts()[policy.pk]["pass"] == 0
    assert [row.outcome for row in verdict_rows(otto, policy)] == ["fail"]
    assert [one.outcome for one in verdicts_of(product)] == ["fail"]
