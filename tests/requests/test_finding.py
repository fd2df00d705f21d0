"""What a rule opens at once is found as such, and by the same rules that an order meets."""

import pytest

from accounts.models import Consumer
from catalog.models import Column, RouteTerms
from catalog.search.filters import Filters
from catalog.search.index import index_products
from catalog.search.query import search
from requests.approvals import company_rules
from requests.approvals.company_rules import put_rules_in_force
from requests.ordering.prospects import check_order
from requests.ordering.wishes import Wish
from tests.catalog.factories import OfferedPortFactory

pytestmark = pytest.mark.django_db
AT_ONCE = Filters(access=("at-once",))
OPEN = [{"name": "short", "when": {"daysAtMost": 31}, "then": "approve"}]


@pytest.fixture
def offer():
    """A port of a product of this name, with these rules, that the search knows."""

    def offering(name, rules, **policy):
        document = {"rules": rules, "default": {"then": "review", "stages": ["owner"]}}
        port = OfferedPortFactory(product__name=name, policy={"document": document, **policy}, columns=["a"])
        index_products([port.product_id])
        return port

    return offering


def names(user, filters=AT_ONCE):
    """The products found, and what the facet counts of them."""
    found = search(user, "", filters)
    counted = {choice.value: choice.count for choice in found.facets["access"]}
    return sorted(product.name for product in found.products), counted.get("at-once", 0)


def test_what_a_rule_opens_at_once_is_found(offer, ada):
    offer("Weather", OPEN)
    offer("Salaries", [])

    assert names(ada) == (["Weather"], 1)
    assert names(ada, Filters())[1] == 1


def test_a_rule_for_one_team_opens_for_its_members_only(offer, ada, eve, analytics):
    port = offer("Visits", [{"name": "ours", "when": {"teams": [analytics.slug]}, "then": "approve"}])

    assert names(ada)[0] == ["Visits"]
    assert names(eve) == ([], 0)
    assert [one.outcome for one in check_order(actor=eve, lines=[Wish(port, 30)])] != ["approve"]


def test_an_earlier_no_of_a_rule_holds(offer, ada):
    offer("Embargoed", [{"name": "never", "then": "deny"}, *OPEN])

    assert names(ada) == ([], 0)


def test_one_of_the_purposes_is_enough(offer, ada):
    offer(
        "Trials",
        [{"name": "safety", "when": {"purposes": ["safety"]}, "then": "approve"}],
        purposes=["marketing", "safety"],
    )

    assert names(ada)[0] == ["Trials"]


def test_a_longest_duration_shorter_than_a_month_is_what_counts(offer, ada):
    offer("Fleeting", [{"name": "week", "when": {"daysAtMost": 7}, "then": "approve"}], longest_days=7)
    offer("Lasting", [{"name": "week", "when": {"daysAtMost": 7}, "then": "approve"}], longest_days=90)

    assert names(ada)[0] == ["Fleeting"]


def test_a_product_of_several_ports_is_counted_once(offer, ada):
    port = offer("Twofold", OPEN)
    OfferedPortFactory(product=port.product, policy={"document": {"rules": OPEN}}, columns=["b"])
    index_products([port.product_id])

    assert names(ada) == (["Twofold"], 1)


def test_the_companys_no_and_its_look_at_classes_hold(offer, ada, otto, grace):
    plain, masked = offer("Plain", OPEN), offer("Masked", OPEN, masks=[{"column": "a", "method": "null"}])
    Column.objects.filter(contract__in=[plain.contract_id, masked.contract_id]).update(classification="restricted")
    rule = "{name: careful, when: {classifications: [restricted]}, then: deny, reason: Ask first.}"
    put_rules_in_force(
        actor=grace,
        written=f"apiVersion: marketplace/v1\nkind: AccessRules\nrules:\n  - {rule}\n",
        reason="Law.",
        after=0,
    )

    assert names(ada) == ([], 0), "what the search does not know yet opens nothing"
    index_products([plain.product_id, masked.product_id])
    assert names(ada) == (["Masked"], 1)
    outcomes = check_order(actor=ada, lines=[Wish(plain, 30), Wish(masked, 30)])
    assert [one.outcome for one in outcomes] == ["deny", "approve"]


def test_what_is_found_beside_words_is_counted_too(offer, ada):
    offer("Weather of the north", OPEN)
    offer("Weather of the south", [])

    found = search(ada, "weather")

    assert {choice.value: choice.count for choice in found.facets["access"]}["at-once"] == 1
    assert [product.name for product in search(ada, "weather", AT_ONCE).products] == ["Weather of the north"]


def test_ports_that_are_routed_alike_share_their_terms(offer):
    for name, purposes in (("One", ["a"]), ("Two", ["b"]), ("Three", [])):
        offer(name, [OPEN[0] | {"reason": f"As {name} says."}], purposes=purposes, longest_days=60 + len(name))
    offer("Other", [])

    assert RouteTerms.objects.count() == 2


def test_rules_that_look_at_more_have_the_search_learn_it(offer, grace, monkeypatch):
    asked = []
    monkeypatch.setattr(company_rules, "nudge", lambda task: asked.append(task.name))
    head = "apiVersion: marketplace/v1\nkind: AccessRules\nrules:\n"
    rules = ["{name: short, when: {daysAtMost: 7}, then: approve}", "{name: r, when: {purposes: [r]}, then: deny}"]

    for version, rule in enumerate([*rules, rules[1]]):
        put_rules_in_force(actor=grace, written=f"{head}  - {rule}\n", reason="Law.", after=version)

    assert asked == ["catalog.search.tasks.refresh_all"]


def test_a_changed_policy_is_found_by_its_new_rules(offer, ada):
    port = offer("Weather", OPEN)
    port.policy.document = {"rules": []}
    port.policy.save()
    index_products([port.product_id])

    assert names(ada) == ([], 0)


def test_the_number_of_queries_does_not_grow_with_the_products(offer, ada, django_assert_max_num_queries):
    for number in range(12):
        offer(f"Weather {number}", [{"name": f"rule {number}", "then": "approve"}])
    assert not Consumer.objects.filter(person=ada).exists()

    with django_assert_max_num_queries(17):
        search(ada, "", AT_ONCE)
