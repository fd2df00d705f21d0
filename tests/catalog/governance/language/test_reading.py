"""A rule is understood, or what is wrong with it is said on its line; nothing raises, whatever the text."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.governance.language import LONGEST_RULE, read_rule
from catalog.governance.language.places import did_you_mean
from catalog.governance.language.vocabulary import FACTS

RULE = """\
policy: masked
name: Restricted columns are masked
severity: high
applies to: column
when: {column.classification: restricted}
require:
  any:
    - column.masked: true
    - column.justification: present
says: "{port.name}.{column.name} is seen plain."
"""


def said(text):
    """Line, code and message of everything that is wrong with a rule."""
    return [(one.line, one.code, one.message) for one in read_rule(text)[1]]


def test_a_rule_is_read():
    rule, violations = read_rule(RULE)

    assert violations == []
    assert (rule.slug, rule.severity, rule.kind) == ("masked", "high", "column")
    assert {"column.classification", "column.masked", "column.justification", "port.name"} <= rule.facts


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "words"),
    [
        ("severity: high", "severity: hihg", 3, "not-allowed", "did you mean `high`"),
        ("applies to: column", "applies to: colum", 4, "not-allowed", "did you mean `column`"),
        ("applies to: column", "aplies to: column", 4, "unknown-key", "did you mean `applies to`"),
        ("policy: masked", "policy: Not A Slug", 1, "not-allowed", "lower-case"),
        ("policy: masked", "policy: [masked]", 1, "wrong-type", "must be a text"),
        ("restricted}", "restrictd}", 5, "not-allowed", "did you mean `restricted`"),
        ("restricted}", "yes}", 5, "not-allowed", "is never ‘yes’"),
        ("restricted}", "[restricted]}", 5, "wrong-type", "{in: […]}"),
        ("restricted}", "{iss: restricted}}", 5, "unknown-operator", "did you mean `is`"),
        ("restricted}", "{at least: 3}}", 5, "wrong-operator", "which `at least` does not suit"),
        ("restricted}", "7}", 5, "wrong-type", "write it in quotes: '7'"),
        ("restricted}", "}", 5, "wrong-type", "is nothing"),
        ("column.classification: restricted", "column.clasification: restricted", 5, "unknown-fact", "did you mean"),
        ("column.classification: restricted", "column.xyz: red", 5, "unknown-fact", "docs/policies.md lists"),
        ("column.masked: true", "column.masked: yes", 8, "wrong-type", "write true or false"),
        ("column.masked: true", "column.masked: present", 8, "wrong-operator", "true or false"),
        ("column.masked: true", "column.name: {matches: []}", 8, "wrong-type", "1 to 200 entries"),
        ("column.masked: true", "column.name: {matches: " + "a" * 101 + "}", 8, "not-allowed", "100 characters"),
        ("column.masked: true", "column.tags: pii", 8, "wrong-type", "{contains: …}"),
        ("column.masked: true", "column.quality_rules: {at least: many}", 8, "wrong-type", "needs a number"),
        ("column.masked: true", "column.quality_rules: {at least: .inf}", 8, "wrong-type", "needs a number"),
        ("column.masked: true", "grant.days: 3", 8, "out-of-reach", "a column, which has no grant"),
        ("column.masked: true", "every port: {port.terms: present}", 8, "out-of-reach", "nothing below it"),
        ("column.masked: true", "{}", 8, "not-a-condition", "is empty"),
        ("column.masked: true", "true", 8, "not-a-condition", "a map such as"),
        ("  any:\n", "  anyy:\n", 7, "unknown-fact", "did you mean `any`"),
        ("  any:\n", "  not:\n", 7, "not-a-condition", "`all:` or `any:` above it"),
        ("says:", "sais:", 6, "missing-key", "`says` is missing"),
        ("{port.name}", "{port.nam}", 10, "bad-placeholder", "did you mean `port.name`"),
        ("{port.name}", "{grant.days}", 10, "bad-placeholder", "docs/policies.md"),
        ("{port.name}", "{", 10, "bad-placeholder", "stands alone"),
        ("name: R", "name: Twice\nname: R", 3, "duplicate-key", "here twice"),
        ("severity: high", "scope: {domain: [a]}", 3, "unknown-key", "did you mean `domains`"),
        ("severity: high", "scope: {domains: a}", 3, "wrong-type", "list of words"),
        ("severity: high", "scope: {archetypes: [agregate]}", 3, "not-allowed", "did you mean `aggregate`"),
        ("severity: high", "severity: &x high", None, None, None),
        ("severity: high", "why: *x", 3, "alias", "refused"),
        ("severity: high", "why: !!python/object:os.system x", 3, "unknown-tag", "tag"),
        ("severity: high", "severity: [high", 4, "not-yaml", "not YAML"),
    ],
)
def test_what_is_wrong_is_said_on_its_line(old, new, line, code, words):
    assert old in RULE

    found = said(RULE.replace(old, new, 1))

    if line is None:
        assert found == []
    else:
        assert any(at == line and one == code and words in message for at, one, message in found), found


def test_a_rule_about_ports_says_how_to_speak_of_columns():
    found = said("policy: a\nname: A\napplies to: port\nrequire:\n  column.masked: true\nsays: a\n")

    assert found[0][:2] == (5, "out-of-reach")
    assert "`every column:`, `some column:` or `no column:`" in found[0][2]


@pytest.mark.parametrize(
    ("condition", "code", "words"),
    [
        ("number of columns: {}", "missing-key", "says nothing about the number"),
        ("number of columns: {at lest: 1}", "unknown-key", "did you mean `at least`"),
        ("number of columns: {at least: -1}", "wrong-type", "whole number"),
        ("number of columns: {at least: 1, where: {column.masked: maybe}}", "wrong-type", "true or false"),
        ("number of column: {at least: 1}", "unknown-thing", "did you mean `columns`"),
        ("number of columns: {at least: 3, at most: 2}", "not-allowed", "No number"),
        ("number of columns: 3", "not-a-condition", "needs a map"),
        ("some colum: {column.masked: true}", "unknown-thing", "did you mean `column`"),
        ("all: []", "not-a-condition", "list of conditions"),
    ],
)
def test_what_is_wrong_with_numbers_and_quantifiers_is_said(condition, code, words):
    found = said(f"policy: a\nname: A\napplies to: port\nrequire:\n  {condition}\nsays: a\n")

    assert found[0][0] == 5
    assert any(one == code and words in message for _, one, message in found), found


def test_several_demands_each_say_what_is_missing():
    listed = "policy: a\nname: A\napplies to: port\nrequire:\n  - that: {port.terms: present}\n    says: No terms.\n"

    assert len(read_rule(listed)[0].demands) == 1
    assert said(listed + "says: Never said.\n")[0][1] == "unknown-key"
    assert said(listed.replace("says: No", "tells: No"))[0][:2] == (5, "wrong-shape")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("# only a comment", "empty"),
        ("- a", "not-a-mapping"),
        ("x" * (LONGEST_RULE + 1), "too-large"),
        ("a: " + "[" * 40, "too-deep"),
        ("a:\n" + "  - b\n" * 3000, "too-many-nodes"),
        ("a: 1\n---\nb: 2\n", "too-many-documents"),
        ("a: \x07", "bad-character"),
        ("require:\n\t- a", "not-yaml"),
    ],
)
def test_what_is_no_rule_at_all_is_refused(text, code):
    rule, violations = read_rule(text)

    assert rule is None
    assert [one.code for one in violations][:1] == [code]


words = st.sampled_from(
    [*FACTS, "all", "any", "not", "every port", "some column", "no grant", "number of columns", "where", "at least",
     "in", "is", "matches", "present", "policy", "name", "applies to", "require", "says", "that", "scope", "when"]
)  # fmt: skip
scalars = st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(), words, st.text(max_size=8))
trees = st.recursive(
    scalars,
    lambda below: st.one_of(st.lists(below, max_size=3), st.dictionaries(words, below, max_size=4)),
    max_leaves=12,
)
documents = st.fixed_dictionaries(
    {"policy": scalars, "name": scalars, "applies to": st.sampled_from(["product", "port", "column", "grant", "x"])},
    optional={"require": trees, "when": trees, "says": scalars, "scope": trees, "severity": scalars, "why": trees},
)


@given(tree=documents)
@settings(max_examples=300, deadline=None)
def test_no_document_makes_it_raise_and_it_says_something_or_reads_a_rule(tree):
    text = yaml.safe_dump(tree, allow_unicode=True)

    rule, violations = read_rule(text)

    assert (rule is None) == bool(violations)
    assert all(1 <= one.line <= text.count("\n") + 1 and one.message for one in violations)


@given(text=st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_no_text_makes_it_raise(text):
    rule, violations = read_rule(text)

    assert rule is not None or violations


def test_the_word_that_was_meant_is_found():
    assert did_you_mean("port.freshness_objectiv", FACTS) == "did you mean `port.freshness_objective`?"
