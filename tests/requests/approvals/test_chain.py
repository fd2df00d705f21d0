"""Which way a wish goes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from catalog.spec import PolicySpec, RuleSpec, StageSpec, WhenSpec
from catalog.spec.access_rules import AccessRules
from requests.approvals.chain import Facts, Spoken, fits, route, route_plain

words = st.sampled_from(["analytics", "clinical", "research", "audit"])
some = st.sampled_from([(), ("analytics",), ("clinical", "research"), ("audit",)])
sets = st.sampled_from([frozenset(), frozenset({"analytics"}), frozenset({"clinical", "audit"})])
whens = st.builds(
    WhenSpec,
    teams=some,
    domains=some,
    purposes=some,
    days_at_most=st.none() | st.integers(1, 400),
    days_at_least=st.none() | st.integers(1, 400),
    consumers=st.sampled_from([(), ("person",), ("person", "team")]),
    regions=some,
    classifications=some,
    plain=st.sampled_from([None, True, False]),
)
roles = st.sampled_from(["owner", "domain-owner", "steward", "data-protection", "line", "janitor"])
stages = st.lists(st.builds(StageSpec, roles, st.sampled_from(["any", "all", 2, 3])), max_size=3).map(tuple)
decisions = st.sampled_from(["approve", "deny", "review", "perhaps"])
rules = st.builds(RuleSpec, name=words, then=decisions, when=whens, reason=st.just(""), stages=stages)
policies = st.builds(PolicySpec, rules=st.lists(rules, max_size=4).map(tuple), default=rules)
facts = st.builds(
    Facts,
    teams=sets,
    domains=sets,
    purpose=words | st.just(""),
    days=st.integers(1, 400),
    consumer=st.sampled_from(["person", "team", "service-account"]),
    regions=sets,
    classifications=sets,
    plain=st.booleans(),
)
company_words = st.sampled_from(["approve", "deny", "review", "leave", "perhaps"])
company_rule = st.builds(RuleSpec, name=words, then=company_words, when=whens, reason=st.just(""), stages=stages)
companies = st.lists(company_rule, max_size=3).map(lambda found: AccessRules(tuple(found), 7))


@given(policies, facts)
def test_every_wish_has_a_way_and_only_a_review_has_stages(policy, wish):
    way = route(policy, wish)

    assert way.outcome in {"approve", "deny", "review"}
    assert bool(way.stages) == (way.outcome == "review")
    assert len(set(way.roles)) == len(way.roles)
    assert "janitor" not in way.roles


@given(policies, rules, facts)
def test_a_rule_that_always_holds_hides_all_that_come_after_it(policy, last, wish):
    always = RuleSpec("always", "deny")
    first = PolicySpec(rules=(always, *policy.rules), default=policy.default)

    assert route(first, wish).rule == "always"


@given(policies, facts)
def test_rules_after_the_one_that_fits_change_nothing(policy, wish):
    fitting = [place for place, rule in enumerate(policy.rules) if fits(rule.when, wish)]
    kept = policy.rules[: fitting[0] + 1] if fitting else policy.rules

    assert route(PolicySpec(rules=kept, default=policy.default), wish) == route(policy, wish)


@given(whens, facts)
def test_one_more_condition_never_lets_more_through(when, wish):
    narrower = replace(when, purposes=("something-else",))

    assert not fits(narrower, wish) or fits(when, wish)


@given(whens, facts, st.integers(1, 400))
def test_who_may_have_it_for_long_may_have_it_for_shorter(when, wish, fewer):
    when = replace(when, days_at_least=None)
    shorter = replace(wish, days=min(fewer, wish.days))

    assert not fits(when, wish) or fits(when, shorter)


def test_all_conditions_of_a_rule_must_hold():
    rule = RuleSpec("own", "approve", WhenSpec(teams=("analytics",), days_at_most=30))
    policy = PolicySpec(rules=(rule,))

    assert route(policy, Facts(teams=frozenset({"analytics"}), days=30)).outcome == "approve"
    assert route(policy, Facts(teams=frozenset({"analytics"}), days=31)).outcome == "review"
    assert route(policy, Facts(teams=frozenset({"sales"}), days=30)).outcome == "review"


def test_a_decision_nobody_knows_is_a_review_and_a_review_without_stages_asks_the_owner():
    policy = PolicySpec(rules=(RuleSpec("odd", "perhaps"),))

    assert route(policy, Facts()).outcome == "review"
    assert route(policy, Facts()).stages == (StageSpec("owner"),)


@given(policies, companies, facts)
def test_a_no_of_either_is_a_no(policy, company, wish):
    own, said = route(policy, wish), route(policy, wish, company)

    if own.outcome == "deny" or (said.company and said.company.outcome == "deny"):
        assert said.outcome == "deny"


@given(policies, companies, facts)
def test_a_review_of_the_company_only_adds_people(policy, company, wish):
    own, said = route(policy, wish), route(policy, wish, company)

    if said.company and said.company.outcome == "review" and own.outcome != "deny":
        assert said.outcome == "review"
        assert said.roles[: len(own.roles)] == own.roles
        for stage in own.stages:
            kept = next(each for each in said.stages if each.role == stage.role)
            assert stage.needs != "all" or kept.needs == "all"


@given(policies, companies, facts)
def test_where_the_company_says_nothing_the_port_decides_alone(policy, company, wish):
    own, said = route(policy, wish), route(policy, wish, company)

    if said.company is None or said.company.outcome == "leave":
        assert replace(said, company=None) == own


def test_the_version_that_spoke_is_told():
    company = AccessRules((RuleSpec("look", "review", stages=(StageSpec("data-protection", 2),)),), version=4)
    policy = PolicySpec(rules=(RuleSpec("open", "approve", reason="Public."),))

    way = route(policy, Facts(), company)

    assert way.company == Spoken(4, "look", "review")
    assert (way.rule, [str(stage) for stage in way.stages]) == ("look", ["2 of data-protection"])


@given(policies, facts, companies)
def test_only_a_rule_of_the_port_that_names_it_shows_masked_columns_plain_by_itself(policy, wish, company):
    way = route_plain(policy, wish, company)
    asking = replace(wish, plain=True)
    rule = next((rule for rule in policy.rules if fits(rule.when, asking)), policy.default)

    if way.outcome == "approve":
        assert (rule.then, rule.when.plain) == ("approve", True)
    if way.outcome == "review" and not rule.when.plain:
        assert {"owner", "data-protection"} <= set(way.roles)
    if route(policy, asking, company).outcome == "deny":
        assert way.outcome == "deny"
    assert bool(way.stages) == (way.outcome == "review")
