"""What the company says about access, and who may say it."""

import pytest

from accounts.models import Consumer
from accounts.teams.services import change_team
from catalog.spec.access_rules import read_access_rules
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.approvals.company_rules import RulesChanged, RulesNotFit, put_rules_in_force, rules_in_force
from requests.approvals.services import decide
from requests.grants.errors import ReasonMissing
from requests.models import AccessRuleSet, ApprovalStage, Grant
from requests.ordering.rule_trials import try_rules
from requests.ordering.services import check_order
from tests.catalog.factories import OfferedPortFactory
from tests.requests.conftest import ASK_OWNER, AT_ONCE, NEVER

HEAD = "apiVersion: marketplace/v1\nkind: AccessRules\nrules:\n"


def rules(*lines):
    return HEAD + "".join(f"  - {line}\n" for line in lines)


@pytest.fixture
def in_force(grace):
    """Puts rules in force: `in_force("{name: never, then: deny}")`."""

    def put(*lines):
        return put_rules_in_force(
            actor=grace, written=rules(*lines), reason="Decided by the board.", after=rules_in_force().version
        )

    return put


def stages(order):
    found = ApprovalStage.objects.filter(request__order=order).order_by("position")
    return list(found.values_list("role", flat=True))


def test_a_no_of_the_company_is_a_no(in_force, order, make_port):
    in_force("{name: embargo, then: deny, reason: Not this quarter.}")

    line = order(make_port(AT_ONCE)).lines.get()

    assert line.state == "denied"
    assert line.rule["company"] == {
        "version": 1, "rule": "embargo", "outcome": "deny", "reason": "Not this quarter.",
    }  # fmt: skip


def test_the_company_cannot_open_what_the_owner_closed(in_force, order, make_port):
    in_force("{name: all, then: approve}")

    assert order(make_port(NEVER)).lines.get().state == "denied"


def test_the_company_allows_what_the_owner_would_review(in_force, order, make_port):
    in_force("{name: short, when: {daysAtMost: 7}, then: approve, reason: Harmless.}")

    assert order(make_port(ASK_OWNER, name="a"), days=7).lines.get().state == "approved"
    assert order(make_port(ASK_OWNER, name="b"), days=8).lines.get().state == "waiting"


def test_whom_the_company_asks_is_asked_after_the_owner(in_force, order, make_port, otto, grace):
    in_force("{name: look, then: review, stages: [steward]}")

    placed = order(make_port(ASK_OWNER))
    decide(actor=otto, stage=ApprovalStage.objects.open().get(), yes=True)
    decide(actor=grace, stage=ApprovalStage.objects.open().get(), yes=True)

    assert stages(placed) == ["owner", "steward"]
    assert Grant.objects.count() == 1


def test_what_a_port_gives_at_once_is_reviewed_where_the_company_asks(in_force, order, make_port):
    in_force("{name: look, then: review, stages: [{role: steward, needs: all}]}")

    assert stages(order(make_port(AT_ONCE))) == ["steward"]


def test_what_the_company_leaves_to_the_port_is_the_ports(in_force, order, make_port):
    in_force("{name: theirs, when: {consumers: [person]}, then: leave}", "{name: rest, then: deny}")

    line = order(make_port(AT_ONCE)).lines.get()

    assert (line.state, line.rule["company"]["outcome"]) == ("approved", "leave")


def test_rules_look_at_the_classification_of_what_would_be_read(in_force, order, make_port, analytics):
    in_force("{name: personal, when: {classifications: [restricted]}, then: deny}")
    port, masked = make_port(AT_ONCE, name="plain"), make_port(AT_ONCE, name="masked")
    for one in (port, masked):
        one.contract.columns.filter(name="usubjid").update(classification="restricted")
    masked.policy.masks = [{"column": "USUBJID", "method": "null"}]
    masked.policy.save()

    assert order(port).lines.get().state == "denied"
    assert order(masked).lines.get().state == "approved"
    assert order(make_port(AT_ONCE, name="other")).lines.get().state == "approved"


def test_rules_look_at_the_region_and_the_kind_of_the_consumer(in_force, order, make_port, grace, analytics):
    change_team(actor=grace, team=analytics, name="Analytics", description="", region="US")
    in_force("{name: abroad, when: {consumers: [team], regions: [US]}, then: deny}")
    port = make_port(AT_ONCE)

    assert order(port, team=analytics).lines.get().state == "denied"
    assert order(port).lines.get().state == "approved"


def test_a_dry_run_of_an_order_tells_what_the_company_says(in_force, ada, port, grace):
    in_force("{name: look, then: review, stages: [{role: steward, needs: 2}]}")

    [prospect] = check_order(actor=ada, lines=[(port, 30)])

    assert prospect.company.rule == "look"
    assert [(stage.role, stage.needs, stage.enough) for stage in prospect.stages] == [
        ("owner", "any", True), ("steward", 2, False),
    ]  # fmt: skip


def test_what_is_under_way_keeps_the_way_it_has(in_force, order, port, otto):
    placed = order(port)
    in_force("{name: embargo, then: deny}")

    decide(actor=otto, stage=ApprovalStage.objects.open().get(request__order=placed), yes=True)

    assert Grant.objects.count() == 1


def test_every_change_is_a_version_with_a_reason(in_force, grace):
    in_force("{name: one, then: leave}")
    in_force("{name: two, then: leave}")

    assert list(AccessRuleSet.objects.values_list("version", flat=True)) == [2, 1]
    assert rules_in_force().rules[0].name == "two"
    assert AuditEvent.objects.filter(verb="rules.put_in_force").count() == 2
    with pytest.raises(ReasonMissing):
        put_rules_in_force(actor=grace, written=rules("{name: x, then: deny}"), reason=" ", after=2)
    with pytest.raises(RulesChanged, match="version 2"):
        put_rules_in_force(actor=grace, written=rules("{name: x, then: deny}"), reason="Late.", after=1)


def test_only_stewards_change_the_rules(otto):
    with pytest.raises(NotAllowed):
        put_rules_in_force(actor=otto, written=rules("{name: x, then: approve}"), reason="For me.", after=0)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "empty"),
        ("- 1", "not-a-mapping"),
        ("kind: DataProduct", "unknown-kind"),
        ("kind: AccessRules\nkind: AccessRules", "duplicate-key"),
        (rules("{name: a, then: maybe}"), "not-allowed"),
        (rules("{name: a, then: approve, when: {planets: [mars]}}"), "unknown-key"),
        (rules("{name: a, then: review, stages: [janitor]}"), "not-allowed"),
        (rules("{name: a, then: deny, when: {daysAtMost: 1}}", "{name: a, then: deny}"), "duplicate-rule"),
        (HEAD.replace("rules:\n", "") + "colour: red", "unknown-key"),
        ("a: [", "not-yaml"),
    ],
)
def test_words_that_nobody_knows_are_never_in_force(grace, written, code):
    assert code in {one.code for one in read_access_rules(written)[2]}
    with pytest.raises(RulesNotFit):
        put_rules_in_force(actor=grace, written=written, reason="Try.", after=0)
    assert not AccessRuleSet.objects.exists()


def test_a_change_is_tried_on_what_was_asked_for_lately(in_force, order, make_port, ada, otto, analytics):
    for number in range(3):
        order(make_port(ASK_OWNER, name=f"port_{number}"), days=5 + number)
    order(make_port(AT_ONCE, name="open"), team=analytics, days=3)
    in_force("{name: same, when: {teams: [nobody]}, then: deny}")
    tried = read_access_rules(
        rules("{name: short, when: {daysAtMost: 6, consumers: [person]}, then: approve}",
              "{name: teams, when: {teams: [analytics], consumers: [team]}, then: deny}",
              "{name: rest, then: review, stages: [data-protection]}")
    )[0]  # fmt: skip

    trial = try_rules(tried)

    assert (trial.total, trial.same) == (4, 0)
    assert trial.changes == {"approve": 2, "deny": 1, "others": 1}
    assert trial.guessed == 0
    assert Consumer.objects.count() >= 2


def test_the_trial_asks_the_same_for_many_requests_as_for_few(order, make_port, django_assert_max_num_queries, eve):
    tried = read_access_rules(rules("{name: a, when: {classifications: [restricted]}, then: deny}"))[0]
    for number in range(6):
        order(make_port(ASK_OWNER, name=f"port_{number}", data=False), actor=eve)

    with django_assert_max_num_queries(4):  # requests, policies, columns, the rules in force
        assert try_rules(tried).total == 6


def test_a_role_nobody_has_is_taken_by_the_stewards(in_force, order, grace):
    in_force("{name: look, then: review, stages: [data-protection]}")

    placed = order(OfferedPortFactory(policy={"document": AT_ONCE}))

    stage = ApprovalStage.objects.get(request__order=placed)
    assert (stage.role, stage.stood_in, list(stage.pool.all())) == ("data-protection", True, [grace])
