"""Every kind of change of what a contract promises beyond its columns, and of the product and its access policy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.spec import diff
from catalog.spec.thresholds import OPERATORS, tightens
from tests.catalog.spec.describing import bundle, column, told

TO_SITE = {"to": "sites.id"}


def test_a_relationship_is_promised_to_those_who_join():
    free, bound = bundle([column("site")]), bundle([column("site", relationships=[TO_SITE])])
    elsewhere = bundle([column("site", relationships=[{"to": "clinics.id"}])])

    assert told(bound, free) == [
        ("breaking", "The relationship people.site → sites.id of people is no longer promised.")
    ]
    assert told(free, bound) == [("compatible", "The relationship people.site → sites.id of people is promised now.")]
    assert [kind for kind, _ in told(bound, elsewhere)] == ["breaking", "compatible"]
    assert diff(bound, free)[0].columns == ("site",)


def test_a_service_level_on_a_column_touches_that_column():
    def promising(**level):
        level = {"property": "freshness", "unit": "h", "element": "people.address", **level}
        return bundle([column()], contract={"slaProperties": [level]})

    [change] = diff(promising(value=24), promising(value=48))

    assert (change.kind, change.columns) == ("breaking", ("address",))


@pytest.mark.parametrize(
    ("name", "old", "new", "kind"),
    [
        ("endOfLife", "2030-01-01", "2031-01-01", "compatible"),
        ("endOfLife", "2031-01-01", "2030-01-01", "breaking"),
        ("generalAvailability", "2030-01-01", "2029-01-01", "compatible"),
        ("latency", 4, 2, "compatible"),
        ("retention", 10, 5, "breaking"),
    ],
)
def test_service_levels_may_only_get_better(name, old, new, kind):
    def promising(value):
        return bundle(contract={"slaProperties": [{"property": name, "value": value, "unit": "d"}]})

    assert [each for each, _message in told(promising(old), promising(new))] == [kind]


def ruled(*rules, **on_table):
    return bundle([column(quality=list(rules))], **on_table)


RULE = {"name": "Filled", "metric": "nullValues", "mustBeLessThan": 5, "unit": "percent", "severity": "error"}


@pytest.mark.parametrize(
    ("changed", "kind", "message"),
    [
        ({"mustBeLessThan": 9}, "breaking", "The quality rule {} wants less than 9, not less than 5."),
        ({"mustBeLessThan": 1}, "compatible", "The quality rule {} wants less than 1, not less than 5."),
        ({"unit": "rows"}, "breaking", "The quality rule {} asks for something else."),
        ({"metric": "duplicateValues"}, "breaking", "The quality rule {} asks for something else."),
        ({"severity": "warning"}, "compatible", "The severity of the quality rule {} is warning now."),
        ({"description": "Anew."}, "cosmetic", "What is said about the quality rule {} changed."),
    ],
)
def test_a_quality_rule_is_followed_through_its_changes(changed, kind, message):
    [change] = diff(ruled(RULE), ruled({**RULE, **changed}))

    expected = message.format("Filled on address of people")
    assert (change.kind, change.message, change.columns) == (kind, expected, ("address",))


def test_quality_rules_in_another_order_are_the_same_rules():
    other = {"metric": "duplicateValues", "mustBe": 0}

    assert told(ruled(RULE, other), ruled(other, RULE)) == []
    assert told(ruled(RULE, RULE), ruled(RULE)) == [
        ("breaking", "The quality rule Filled on address of people is gone.")
    ]


THRESHOLDS = st.dictionaries(
    st.sampled_from(sorted(each for each in OPERATORS if not each.endswith("Between"))),
    st.integers(-3, 3) | st.sampled_from([0.5, -1.5]),
    max_size=2,
) | st.builds(
    lambda key, ends: {key: sorted(ends)},
    st.sampled_from(["mustBeBetween", "mustNotBeBetween"]),
    st.lists(st.integers(-3, 3), min_size=2, max_size=2, unique=True),
)


def lets_through(threshold, number):
    return all(
        {
            "mustBe": lambda value: number == value,
            "mustNotBe": lambda value: number != value,
            "mustBeGreaterThan": lambda value: number > value,
            "mustBeGreaterOrEqualTo": lambda value: number >= value,
            "mustBeLessThan": lambda value: number < value,
            "mustBeLessOrEqualTo": lambda value: number <= value,
            "mustBeBetween": lambda value: value[0] <= number <= value[1],
            "mustNotBeBetween": lambda value: not value[0] <= number <= value[1],
        }[key](value)
        for key, value in threshold.items()
    )


@given(THRESHOLDS, THRESHOLDS)
def test_a_threshold_tightens_where_nothing_new_gets_through(old, new):
    grid = [number / 4 for number in range(-20, 21)]
    leaks = any(lets_through(new, number) and not lets_through(old, number) for number in grid)

    assert tightens(old, new) is (not leaks or not old)


@pytest.mark.parametrize("odd", [{"mustBe": "x"}, {"mustBeBetween": [1]}, {"mustBe": None}, {"mustBeLessThan": True}])
def test_a_threshold_that_is_no_number_tightens_nothing(odd):
    assert not tightens({"mustBe": 1}, odd)
    assert not tightens(odd, {"mustBe": 1})


def test_a_threshold_of_absurd_size_is_no_trouble():
    assert tightens({"mustBeLessThan": 10**299}, {"mustBeLessThan": 10**298})


def test_the_licence_may_be_stated_but_not_exchanged():
    def licensed(licence):
        said = [{"property": "licence", "value": licence, "vendor": "marketplace"}] if licence else []
        return bundle(product={"customProperties": said})

    assert told(licensed(""), licensed("MIT")) == [("compatible", "The licence changes from none to MIT.")]
    assert told(licensed("MIT"), licensed("")) == [("breaking", "The licence changes from MIT to none.")]


def test_the_end_of_a_contract_breaks_and_its_servers_do_not():
    assert told(bundle(), bundle(contract={"status": "deprecated"})) == [
        ("breaking", "The status of the contract of people changes from active to deprecated.")
    ]
    server = {"server": "prod", "type": "local", "path": "x", "format": "csv"}
    assert [kind for kind, _ in told(bundle(), bundle(contract={"servers": [server]}))] == ["compatible"]


def test_rules_of_access_that_are_only_called_differently_decide_as_before():
    rules = [{"name": "all", "then": "approve", "when": {"daysAtMost": 3}}]
    anew = [{**rules[0], "name": "everybody"}]

    assert told(bundle(policy={"rules": rules}), bundle(policy={"rules": anew})) == [
        ("cosmetic", "The rules of people are named anew; they decide as they did.")
    ]


def test_what_is_about_access_says_so_and_names_the_columns_it_hides():
    hidden = bundle([column()], policy={"masks": [{"column": "address", "method": "null"}]})

    [change] = diff(bundle([column()], policy={}), hidden)

    assert (change.kind, change.access, change.columns) == ("breaking", True, ("address",))
    assert not any(change.access for change in diff(bundle([column()]), bundle([])))


def test_a_port_that_is_gone_touches_every_column():
    renamed = bundle([column()], port={"name": "persons"})

    gone, come = diff(bundle([column()]), renamed)

    assert (gone.port, gone.columns, gone.hint) == ("people", ("*",), "It may have been renamed to persons.")
    assert (come.port, come.kind) == ("persons", "compatible")
