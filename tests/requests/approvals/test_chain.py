"""Which way a wish goes."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.spec import PolicySpec, RuleSpec, WhenSpec
from requests.approvals.chain import Facts, fits, route

words = st.sampled_from(["analytics", "clinical", "research", "audit"])
some = st.lists(words, max_size=3, unique=True).map(tuple)
whens = st.builds(
    WhenSpec,
    teams=some,
    domains=some,
    purposes=some,
    days_at_most=st.none() | st.integers(1, 400),
)
stages = st.lists(st.sampled_from(["owner", "steward"]), max_size=3).map(tuple)
decisions = st.sampled_from(["approve", "deny", "review"])
rules = st.builds(RuleSpec, name=words, then=decisions, when=whens, reason=st.just(""), stages=stages)
policies = st.builds(PolicySpec, rules=st.lists(rules, max_size=5).map(tuple), default=rules)
facts = st.builds(
    Facts,
    teams=st.frozensets(words),
    domains=st.frozensets(words),
    purpose=words | st.just(""),
    days=st.integers(1, 400),
)


@given(policies, facts)
def test_every_wish_has_a_way_and_only_a_review_has_stages(policy, wish):
    way = route(policy, wish)

    assert way.outcome in {"approve", "deny", "review"}
    assert bool(way.stages) == (way.outcome == "review")
    assert len(set(way.stages)) == len(way.stages)


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
    narrower = WhenSpec(when.teams, when.domains, ("something-else",), when.days_at_most)

    assert not fits(narrower, wish) or fits(when, wish)


@given(whens, facts, st.integers(1, 400))
def test_who_may_have_it_for_long_may_have_it_for_shorter(when, wish, fewer):
    shorter = Facts(wish.teams, wish.domains, wish.purpose, min(fewer, wish.days))

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
    assert route(policy, Facts()).stages == ("owner",)
