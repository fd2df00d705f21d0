"""What a rule says of a product: three-valued, in time that grows with the product, and in words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.governance.language import Subject, in_words, judge, read_rule
from catalog.governance.language.judging import MOST_REASONS, holds
from catalog.governance.language.logic import conjunction, disjunction, negate, within
from catalog.governance.language.patterns import matches
from catalog.governance.language.rules import All, AnyOf, Count, Each, Not, Test
from catalog.governance.language.vocabulary import FACTS

truths = st.sampled_from([True, False, None])
several = st.lists(truths, max_size=6)


@given(left=truths, right=truths)
def test_de_morgan_holds_with_unknowns(left, right):
    assert negate(conjunction([left, right])) == disjunction([negate(left), negate(right)])
    assert negate(disjunction([left, right])) == conjunction([negate(left), negate(right)])
    assert negate(negate(left)) is left


@given(truths=several, more=several)
def test_order_and_grouping_do_not_count(truths, more):
    assert conjunction(truths) is conjunction(reversed(truths))
    assert conjunction([conjunction(truths), conjunction(more)]) is conjunction(truths + more)
    assert disjunction([disjunction(truths), disjunction(more)]) is disjunction(truths + more)


@given(truths=several)
def test_what_is_decided_without_the_unknown_stays_so_whatever_it_turns_out_to_be(truths):
    for known in (True, False):
        settled = [known if truth is None else truth for truth in truths]
        for judged in (conjunction, disjunction):
            assert judged(truths) in (None, judged(settled))


@given(truths=several, low=st.integers(0, 6), high=st.integers(0, 6))
def test_counting_says_not_known_only_where_the_unknown_could_turn_it(truths, low, high):
    unknown = truths.count(None)
    possible = {low <= truths.count(True) + extra <= high for extra in range(unknown + 1)}

    assert within(truths, low, high) == (possible.pop() if len(possible) == 1 else None)
    assert within(truths, 1, None) is disjunction(truths)


def flags_of(kind):
    """Conditions on facts of a kind."""
    facts = [fact for fact in FACTS.values() if fact.kind == kind and fact.type == "flag"] or [FACTS["product.licence"]]
    return st.sampled_from(facts).map(
        lambda fact: Test(fact, "is", True) if fact.type == "flag" else Test(fact, "present")
    )


conditions = st.recursive(
    st.one_of(
        flags_of("product"),
        flags_of("column").map(lambda test: Each("every", "column", test)),
        flags_of("column").map(lambda test: Each("no", "column", test)),
        flags_of("port").map(lambda test: Each("some", "port", test)),
        flags_of("column").map(lambda test: Count("column", test, at_least=2)),
    ),
    lambda below: st.one_of(
        st.lists(below, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(below, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        below.map(Not),
    ),
    max_leaves=8,
)


def product(licence="", ports=()):
    """A product with ports, each a map of facts of its columns by name."""
    subject = Subject("product", "p", {"product.name": "P", "product.licence": licence})
    for number, columns in enumerate(ports):
        port = Subject("port", f"port{number}", {"port.name": f"port{number}"}, subject)
        for name, facts in columns.items():
            Subject("column", name, {"column.name": name, **facts}, port)
    return subject


@given(
    condition=conditions,
    licence=st.sampled_from(["", "MIT", None]),
    masked=st.lists(truths, max_size=4),
    settled=st.booleans(),
)
def test_learning_an_unknown_fact_never_turns_what_was_known(condition, licence, masked, settled):
    def columns(values):
        return {f"c{number}": {"column.masked": value} for number, value in enumerate(values)}

    before = holds(condition, product(licence, [columns(masked)]))
    learnt = [settled if value is None else value for value in masked]
    after = holds(condition, product(licence, [columns(learnt)]))

    assert before in (None, after)


MASKED = read_rule(
    "policy: a\nname: A\napplies to: column\nwhen: {column.classification: restricted}\n"
    "require: {column.masked: true}\n"
    'says: "{port.name}.{column.name} of {product.name} is seen plain: {column.mask}."\n'
)[0]
PLAIN = {"column.classification": "restricted", "column.masked": False, "column.mask": ""}


def test_what_fails_is_named_with_its_place_and_in_a_sentence():
    judged = judge(MASKED, product(ports=[{"age": PLAIN, "sex": {**PLAIN, "column.masked": True}}]))

    assert judged.outcome == "fail"
    assert [(one.subject, one.sentence) for one in judged.reasons] == [
        ("ports/port0/columns/age", "port0.age of P is seen plain: none.")
    ]


@pytest.mark.parametrize(
    ("columns", "outcome"),
    [
        ({}, "not-applicable"),
        ({"a": {"column.classification": "public"}}, "not-applicable"),
        ({"a": {**PLAIN, "column.masked": True}}, "pass"),
        ({"a": {**PLAIN, "column.masked": None}}, "unknown"),
        ({"a": {**PLAIN, "column.masked": None}, "b": PLAIN}, "fail"),
        ({"a": {"column.masked": True}}, "pass"),  # restricted or not: it is masked
        ({"a": {"column.masked": False}}, "unknown"),
    ],
)
def test_unknown_is_not_fail(columns, outcome):
    assert judge(MASKED, product(ports=[columns])).outcome == outcome


def test_what_is_unknown_is_named():
    judged = judge(MASKED, product(ports=[{"a": {**PLAIN, "column.masked": None}}]))

    assert judged.reasons[0].sentence == "Not known yet: whether it is masked."


def test_a_thousand_reasons_are_cut_short_and_counted():
    judged = judge(MASKED, product(ports=[{f"c{number}": PLAIN for number in range(1000)}]))

    assert len(judged.reasons) == MOST_REASONS
    assert judged.more == 1000 - MOST_REASONS


@pytest.mark.parametrize(
    ("scope", "facts", "outcome"),
    [
        ("{domains: [Clinical]}", {"product.domain": "clinical"}, "fail"),
        ("{domains: [retail]}", {"product.domain": "clinical"}, "not-applicable"),
        ("{archetypes: [aggregate], tags: [gold]}", {"product.archetype": "aggregate"}, "unknown"),
        ("{tags: [gold]}", {"product.tags": ("Gold", "x")}, "fail"),
        ("{tags: [gold]}", {"product.tags": ("x",)}, "not-applicable"),
    ],
)
def test_a_scope_narrows_to_products(scope, facts, outcome):
    rule, _ = read_rule(
        f"policy: a\nname: A\napplies to: product\nscope: {scope}\nrequire: {{product.licence: present}}\nsays: a\n"
    )
    subject = Subject("product", "p", {"product.licence": "", **facts})

    assert judge(rule, subject).outcome == outcome


@pytest.mark.parametrize(
    ("test", "value", "holds_"),
    [
        ("product.licence: MIT", "mit", True),
        ("product.licence: {is not: MIT}", "GPL", True),
        ("product.licence: {in: [MIT, GPL]}", "gpl ", True),
        ("product.licence: {not in: [MIT, GPL]}", "gpl", False),
        ("product.licence: {matches: [CC0-*, MIT]}", "cc0-1.0", True),
        ("product.licence: {does not match: 'CC*'}", "cc0-1.0", False),
        ("product.licence: {longer than: 3}", "mit", False),
        ("product.licence: present", "  ", False),
        ("product.licence: absent", "", True),
        ("product.licence: {is: present}", "present", True),
        ("product.licence: 'present'", "there", False),
        ("product.tags: {contains: Gold}", ("gold",), True),
        ("product.tags: {contains any of: [a, b]}", ("b",), True),
        ("product.tags: {contains none of: [a, b]}", ("b",), False),
        ("product.tags: {matches: 'dv-*'}", ("dv-hub",), True),
        ("product.tags: {does not match: 'dv-*'}", ("hub",), True),
        ("product.tags: absent", (), True),
        ("product.ports: 3", 3, True),
        ("product.ports: {is not: 3}", 3, False),
        ("product.ports: {in: [1, 2]}", 2, True),
        ("product.ports: {not in: [1, 2]}", 2, False),
        ("product.ports: {at least: 1, at most: 2}", 3, False),
        ("product.ports: {more than: 2}", 3, True),
        ("product.ports: {less than: 3}", 3, False),
        ("product.fitness: {at least: 50}", None, None),
    ],
)
def test_every_operator_means_what_it_says(test, value, holds_):
    rule, violations = read_rule(f"policy: a\nname: A\napplies to: product\nrequire:\n  {test}\nsays: a\n")
    assert violations == []
    fact = test.split(":")[0]

    assert holds(rule.demands[0].that, Subject("product", "p", {fact: value})) is holds_


def test_quantifiers_reach_down_and_say_where_they_stand():
    rule, _ = read_rule(
        "policy: a\nname: A\napplies to: product\nrequire:\n  every port:\n    number of columns:\n"
        "      where: {column.key: true}\n      at least: 1\n      at most: 2\nsays: '{product.name} {{has}} no key.'\n"
    )
    key, other = {"column.key": True}, {"column.key": False}

    assert judge(rule, product(ports=[{"a": key}, {"b": key, "c": other}])).outcome == "pass"
    assert judge(rule, product(ports=[{"a": key}, {"b": other}])).reasons[0].sentence == "P {has} no key."
    assert judge(rule, product(ports=[{"a": {}}])).outcome == "unknown"


def test_a_rule_is_said_in_words():
    rule, _ = read_rule(
        "policy: a\nname: A\napplies to: port\nscope: {domains: [a, b]}\nwhen: {port.tags: {contains: hub}}\nrequire:\n"
        "  some column: {column.key: true, column.name: {matches: '*_hk'}}\n  not: {port.terms: absent}\nsays: a\n"
    )

    assert [f"{'  ' * line.depth}{line.text}" for line in in_words(rule)] == [
        "It looks at every port, within the domain a or b.",
        "Only where this holds:",
        "  the tags of the port include hub",
        "This must hold:",
        "  all of these:",
        "    at least one column with this:",
        "      all of these:",
        "        it is a key",
        "        the name of the column looks like *_hk",
        "    not this:",
        "      the terms are not there",
    ]


@given(pattern=st.text("ab*?", max_size=8), text=st.text("ab", max_size=10))
def test_patterns_mean_what_a_shell_means_by_them(pattern, text):
    import re

    expected = "".join(".*" if sign == "*" else "." if sign == "?" else sign for sign in pattern)

    assert matches(pattern, text) == bool(re.fullmatch(expected, text))


def test_a_pattern_made_to_take_long_does_not():
    began = time.process_time()

    assert not matches("*a" * 50, "a" * 9_999 + "b")

    assert time.process_time() - began < 0.5
