"""What keeps the search right and quick: counts, words, typing errors, synonyms, the log."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.models import DataProduct, FitnessScore, LoggedSearch, Monitor, SearchFacts, SearchTally, SearchWord
from catalog.search import facets, query, tasks
from catalog.search.facets import ALL
from catalog.search.facts import tally
from catalog.search.filters import Filters
from catalog.search.index import forget, index_product, index_products, refresh_facts
from catalog.search.log import found_nothing, log_receipt, log_search, receipt
from catalog.search.query import search
from catalog.search.suggestions import suggest
from catalog.search.synonyms import NotATerm, SynonymExists, add_synonym, remove_synonym
from marketplace.foundation.errors import NotAllowed
from tests.catalog.factories import DomainFactory, WarehouseFactory
from tests.catalog.studio_factories import LoggedSearchFactory


def words():
    return dict(SearchWord.objects.filter(kind="word").values_list("word", "products"))


def offered(kind):
    return {suggestion.label for suggestion in suggest(kind)}


def recounted():
    """Every kept count, counted anew from the products."""
    shown = SearchFacts.objects.filter(shown=True)
    found = {ALL: shown.count()}
    for kind in ("status", "archetype", "band", "classification", "freshness", "domain_id", "owner_id"):
        rows = shown.order_by().values_list(kind).annotate(products=Count("pk"))
        found |= {(kind.removesuffix("_id"), str(value)): products for value, products in rows}
    rows = shown.order_by().values_list("facets__kind", "facets__value").annotate(products=Count("pk"))
    return found | {(kind, value): products for kind, value, products in rows if kind}


def test_counts_and_words_stay_right_whatever_happens_to_products(offer):
    one = offer("Adverse Events", tags=["safety", "daily"], columns=["aeterm"], score=90, band="excellent")
    two = offer("Adverse Weather", tags=["daily"], columns=["aeterm", "wind"])
    offer("Secret", status="draft", tags=["hidden"])
    assert tally() == recounted()
    assert (words()["adverse"], words()["aeterm"]) == (2, 2)
    assert "secret" not in words()

    DataProduct.objects.filter(pk=one.pk).update(name="Side Effects", tags=["daily", "new"])
    DataProduct.objects.filter(pk=two.pk).update(status="draft")
    index_products([one.pk, two.pk])
    index_product(one)

    assert tally() == recounted()
    assert (words()["effects"], words()["aeterm"], words().get("weather")) == (1, 1, None)

    forget(one)
    tasks.sweep()

    assert tally() == recounted()
    assert SearchFacts.objects.filter(pk=one.pk).exists(), "The sweep finds what the search does not know."
    assert SearchTally.objects.values("kind", "value").distinct().count() == SearchTally.objects.count()


def test_the_sweep_puts_right_what_changed_behind_the_search(offer, ada):
    product = offer("Adverse Events", score=40, band="poor")
    port = product.output_ports.get()
    FitnessScore.objects.filter(product=product).update(score=90, band="excellent")
    Monitor.objects.create(
        port=port, contract=port.contract, rule="fresh", indicator="freshness", name="Fresh", status="broken"
    )

    tasks.sweep()

    told = search(ada).facets
    assert [choice.value for choice in told["band"]] == ["excellent"]
    assert [choice.value for choice in told["freshness"]] == ["broken"]
    assert tally() == recounted()


def test_what_is_hidden_meanwhile_is_not_listed(offer, ada):
    product = offer("Adverse Events")
    DataProduct.objects.filter(pk=product.pk).update(status="draft")

    assert list(search(ada, "adverse").products) == []

    refresh_facts([product.pk])

    assert search(ada, "adverse").total == 0
    assert "adverse" not in words()


def test_a_domain_brings_those_inside_it_and_counts_them(offer, names, ada, clinical_domain):
    inside = DomainFactory(slug="trials", name="Trials", parent=clinical_domain)
    offer("Alpha")
    offer("Beta", domain=inside)

    assert names("", Filters(domain=("clinical",))) == ["Alpha", "Beta"]
    assert names("", Filters(domain=("trials",))) == ["Beta"]
    for text in ("", "source-aligned"):
        listed = search(ada, text).facets["domain"]
        assert [(choice.value, choice.count, choice.depth) for choice in listed] == [
            ("clinical", 2, 0),
            ("trials", 1, 1),
        ]


def test_places_owners_and_what_one_can_read_narrow_a_list(offer, names, ada, otto):
    WarehouseFactory(slug="lakehouse", name="Lakehouse")
    offer("Alpha")
    offer("Beta", domain=DomainFactory())

    assert names("", Filters(warehouse=("lakehouse",))) == ["Alpha", "Beta"]
    assert names("", Filters(format=("lakehouse",), owner=("clinical-data",))) == ["Alpha"]
    assert names("", Filters(access=("readable",)), person=otto) == ["Alpha"]
    assert names("", Filters(access=("readable",))) == names("", Filters(access=("nonsense",))) == []
    readable = [search(otto, text).facets["access"][0] for text in ("", "source-aligned")]
    assert [(choice.value, choice.count) for choice in readable] == [("readable", 1)] * 2


def test_a_value_that_does_not_exist_is_told_and_can_be_given_up(offer, ada):
    offer("Alpha")

    found = search(ada, "alpha", Filters(domain=("nowhere",), owner=("nobody",), tag=("none",)))

    assert found.total == 0
    for kind, value in (("domain", "nowhere"), ("owner", "nobody"), ("tag", "none")):
        assert [(choice.value, choice.count) for choice in found.facets[kind] if choice.chosen] == [(value, 0)]


def test_who_asks_by_name_gets_it_first_and_so_does_who_asks_for_a_column_of_a_table(offer, names):
    offer("Adverse Events", description="adverse events", tags=["adverse events"], score=99)
    offer("Adverse Events Coded", columns=["adverse", "events"], tags=["adverse", "events"], score=100)
    offer("Labs", columns=["term"], description="dm term dm dm dm term term")
    offer("Dm", columns=["term"])

    assert names("adverse events")[0] == names('"adverse events"')[0] == "Adverse Events"
    assert names("dm.term")[0] == names("DM.TERM")[0] == "Dm"


def test_of_products_that_fit_alike_the_fitter_comes_first(offer, names):
    offer("Weather A", score=20)
    offer("Weather B", score=95)

    assert names("weather") == ["Weather B", "Weather A"]


@pytest.mark.parametrize("typed", ["adverse evnts", "advrese events", "demografics", "Demogrphics", "demographisc"])
def test_typing_errors_are_forgiven_at_once(offer, ada, typed):
    offer("Adverse Events")
    offer("Demographics")

    found, literally = search(ada, typed, forgiving=True), search(ada, typed)

    assert found.total == 1
    assert found.instead_of == typed
    assert (literally.total, literally.meant) == (0, found.text)


def test_forgiving_keeps_phrases_exclusions_and_choices(offer, ada):
    offer("Adverse Events", description="final state", tags=["safety"])

    found = search(ada, 'advrse "final state" -draft', Filters(tag=("safety",)), forgiving=True)

    assert (found.total, found.text) == (1, 'adverse "final state" -"draft"')


def test_drafts_of_others_lend_no_words_to_corrections_and_suggestions(offer, ada, otto):
    offer("Adverse Events", status="draft", columns=["aeterm"])

    assert search(ada, "advrse", forgiving=True).meant == ""
    assert offered("adv") == offered("aete") == set()
    assert search(otto, "advrse", Filters(status=("draft",)), forgiving=True).total == 1


def test_synonyms_are_kept_by_stewards_and_work_both_ways(offer, names, ada, grace):
    offer("Adverse Events")
    offer("Laboratory", columns=["ae"])
    offer("Aerial Survey")
    with pytest.raises(NotAllowed):
        add_synonym(actor=ada, term="AE", meaning="adverse event")

    synonym = add_synonym(actor=grace, term="AE", meaning="Adverse Events")

    assert str(synonym) == "ae = adverse event"
    assert set(names("ae")) == {"Adverse Events", "Laboratory", "Aerial Survey"}
    assert set(names("adverse events")) == {"Adverse Events", "Laboratory"}
    assert names("adverse events -laboratory") == ["Adverse Events"]
    with pytest.raises(SynonymExists):
        add_synonym(actor=grace, term="adverse event", meaning="ae")
    for term, meaning in (("ae", "AE"), ("", "x"), ("🎉", "x"), ("a b c d e", "x")):
        with pytest.raises(NotATerm):
            add_synonym(actor=grace, term=term, meaning=meaning)

    remove_synonym(actor=grace, synonym=synonym)

    assert set(names("adverse events")) == {"Adverse Events"}


def test_suggestions_are_products_domains_columns_and_what_several_people_found(offer, ada, grace, otto):
    offer("Adverse Events", columns=["ADV_CODE"])
    offer("Coded Adverse Terms")
    DomainFactory(slug="adversity", name="Adversity")
    LoggedSearchFactory(words="adverse reactions", person=ada)
    LoggedSearchFactory(words="adverse reactions", person=grace)

    assert [(one.kind, one.label) for one in suggest("adv")] == [
        ("product", "Adverse Events"),
        ("product", "Coded Adverse Terms"),
        ("domain", "Adversity"),
        ("column", "adv_code"),
    ]

    LoggedSearchFactory(words="adverse reactions", person=otto)

    assert suggest("adv")[-1].label == "adverse reactions"


def test_searches_are_logged_once_by_a_receipt_that_is_ours(offer, ada, otto):
    signed = receipt(ada, "advrse ", Filters(tag=("x",)), 0)

    assert log_receipt(otto, signed) is log_receipt(ada, signed + "x") is log_receipt(ada, "") is None
    assert log_receipt(ada, signed) is not None
    assert log_receipt(ada, signed) is None
    logged = LoggedSearch.objects.get()
    assert (logged.person, logged.text, logged.filters, logged.hits) == (ada, "advrse", {"tag": ["x"]}, 0)


def test_what_nobody_found_is_told_without_who_and_people_are_forgotten_after_a_month(ada, otto):
    month = timezone.now() - timedelta(days=29)
    for person in (ada, otto):
        log_search(person, "Unicorn data", 0, {})
    log_search(ada, "adverse", 0, {})
    log_search(otto, "adverse", 3, {})
    log_search(ada, "narrowed", 0, {"tag": ["x"]})

    (missed,) = found_nothing(month, 10)

    assert (missed.words, missed.searches, missed.people) == ("unicorn data", 2, 2)

    LoggedSearch.objects.filter(person=ada).update(at=timezone.now() - timedelta(days=31))
    LoggedSearch.objects.filter(person=otto, words="adverse").update(at=timezone.now() - timedelta(days=400))
    tasks.forget_people()

    assert not LoggedSearch.objects.filter(person=ada).exists()
    assert LoggedSearch.objects.filter(person=otto).count() == 1
    assert LoggedSearch.objects.count() == 4


def test_a_word_that_nearly_all_have_is_counted_so_far_and_no_further(offer, ada, monkeypatch):
    for number in range(5):
        offer(f"Weather {number}", score=number)
    offer("Described", description="weather", score=99)
    monkeypatch.setattr(facets, "MOST_COUNTED", 3)
    monkeypatch.setattr(query, "MOST_RANKED", dict.fromkeys(query.MOST_RANKED, 3))

    found, all_of_them = search(ada, "weather"), search(ada)

    assert (found.at_least, all_of_them.at_least, all_of_them.total) == (True, False, 6)
    assert [product.name for product in found.products][0] == "Weather 4"


ANY_TEXT = st.text(st.characters(codec=None), max_size=60) | st.text("ae\"-.:*()'\\%_& \x00🎉שלום", max_size=300)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, value=ANY_TEXT)
def test_any_text_gets_an_answer(offer, ada, text, value):
    if not DataProduct.objects.exists():
        offer("Adverse Events", tags=["a"])

    chosen = Filters(**dict.fromkeys(("domain", "tag", "owner", "access"), (value,)))
    for found in (search(ada, text, forgiving=True), search(ada, text, chosen, forgiving=True)):
        assert len(list(found.products)) == found.total
    suggest(text)
    log_receipt(ada, receipt(ada, text, chosen, 0))
