import pytest

from catalog.models import DataProduct, SearchEntry
from catalog.search.filters import Filters
from catalog.search.index import forget, index_product, index_products
from catalog.search.query import search
from tests.catalog.factories import DomainFactory


def test_a_word_in_the_name_ranks_before_a_word_in_a_description(offer, names):
    offer("Laboratory", description="Readings that follow exposure to the drug.")
    offer("Exposure", description="Who took which dose.")

    assert names("exposure") == ["Exposure", "Laboratory"]


def test_weights_fall_from_name_over_label_and_column_to_text(offer, names):
    offer("Fourth", description="weather")
    offer("Third", columns=["weather"])
    offer("Second", tags=["weather"])
    offer("Weather")

    assert names("weather") == ["Weather", "Second", "Third", "Fourth"]


@pytest.mark.parametrize(
    "typed", ["adv", "adverse", "adverse ev", "ADVERSE EVENTS", "adverse_events", "event", "events"]
)
def test_a_product_is_found_while_one_types(offer, names, typed):
    offer("Adverse Events")
    offer("Demographics")

    assert names(typed) == ["Adverse Events"]


def test_a_plural_finds_the_singular(offer, names):
    offer("Flight Delay")

    assert names("flights delays") == ["Flight Delay"]


def test_accents_do_not_matter(offer, names):
    offer("Évènements indésirables")

    assert names("evenements") == names("ÉVÈNEMENTS") == ["Évènements indésirables"]


def test_columns_business_words_team_and_sql_are_found(offer, names):
    offer("Exposure", columns=["usubjid"], sql="select trtsdt from raw_dosing")

    for word in ("usubjid", "raw_dosing", "trtsdt", "clinical data", "source-aligned"):
        assert names(word) == ["Exposure"], word


def test_all_words_must_be_there(offer, names):
    offer("Adverse Events")
    offer("Adverse Weather")

    assert names("adverse weather") == ["Adverse Weather"]


def test_a_phrase_must_stand_as_it_is_and_an_exclusion_keeps_out(offer, names):
    offer("One", description="events that are adverse")
    offer("Two", description="adverse events of all kinds")

    assert names('"adverse events"') == ["Two"]
    assert names("adverse -kinds") == ["One"]
    assert names("-kinds") == ["One"]


@pytest.mark.parametrize(
    "typed",
    [
        '"',
        "'",
        '"adverse',
        'adverse"',
        "*",
        "adverse*",
        "(",
        ")(",
        "AND",
        "OR NOT",
        "NEAR(a b)",
        "names:adverse",
        "^adverse",
        "{a b}: c",
        "a:b",
        "&",
        "|",
        "!",
        "<->",
        ":*",
        "\\",
        "%",
        "_",
        ";--",
        "🎉",
        "🎉 adverse",
        "\x00",
        "adv\x00erse",
        "\ud800",
        "日本語",
        "ß",
        "e\u0301",
        "-",
        '-""',
        "- -",
        "a" * 10_000,
        "wort " * 2_000,
        "(" * 10_000,
        "\n\t",
        "İ",
        "ﬁ",
        "1.2.3",
    ],
)
def test_whatever_is_typed_there_is_no_error(offer, names, typed):
    offer("Adverse Events")

    assert names(typed) in (["Adverse Events"], [])
    found = names(typed, Filters(tag=(typed,), domain=(typed,), band=(typed,), ordering=typed))
    assert found == []


def test_signs_alone_find_nothing_and_blanks_find_all(offer, names):
    offer("Adverse Events")

    assert names("🎉 !!!") == []
    assert names("   ") == ["Adverse Events"]


def test_drafts_of_others_stay_hidden_and_own_ones_come_when_asked_for(offer, names, otto):
    offer("Adverse Events", status="draft")

    assert names("adverse") == []
    assert names("adverse", Filters(status=("draft",))) == []
    assert names("adverse", Filters(status=("draft",)), person=otto) == ["Adverse Events"]
    assert names("adverse", person=otto) == []


def test_choices_narrow_within_and_between_kinds(offer, names):
    flights = DomainFactory(slug="flights", name="Flights")
    offer("Alpha", tags=["daily", "open"], score=90, band="excellent", classification="public")
    offer("Beta", tags=["daily"], score=40, band="poor", classification="restricted")
    offer("Gamma", tags=["open"], domain=flights, archetype="aggregate")

    assert names("", Filters(tag=("daily",))) == ["Alpha", "Beta"]
    assert names("", Filters(tag=("daily", "open"))) == ["Alpha", "Beta", "Gamma"]
    assert names("", Filters(tag=("daily",), band=("poor",))) == ["Beta"]
    assert names("", Filters(domain=("flights",))) == names("", Filters(archetype=("aggregate",))) == ["Gamma"]
    assert names("", Filters(min_fitness=50)) == ["Alpha"]
    assert names("", Filters(classification=("restricted",))) == ["Beta"]


def test_facets_count_what_each_choice_would_leave(offer, ada):
    flights = DomainFactory(slug="flights", name="Flights")
    offer("Alpha", tags=["daily", "open"], score=90, band="excellent", classification="public")
    offer("Beta", tags=["daily"], score=40, band="poor")
    offer("Gamma", tags=["open"], domain=flights)
    offer("Delta", status="deprecated")

    facets = search(ada, "", Filters(domain=("clinical",))).facets
    counts = {kind: {choice.value: choice.count for choice in choices} for kind, choices in facets.items()}

    assert counts["domain"] == {"clinical": 3, "flights": 1}
    assert [choice.label for choice in facets["domain"] if choice.chosen] == ["Clinical"]
    assert counts["tag"] == {"daily": 2, "open": 1}
    assert counts["band"] == {"excellent": 1, "poor": 1, "unknown": 1}
    assert counts["status"] == {"published": 2, "deprecated": 1}
    assert counts["classification"] == {"public": 1, "internal": 2}


def test_facets_follow_the_words(offer, ada):
    offer("Alpha", tags=["daily"])
    offer("Beta", tags=["daily"])

    found = search(ada, "alpha")

    assert found.total == 1
    assert [(choice.value, choice.count) for choice in found.facets["tag"]] == [("daily", 1)]


def test_the_order_can_be_chosen(offer, names):
    offer("Beta", score=80)
    offer("Alpha", score=90)
    offer("Gamma")

    assert names("", Filters(ordering="name")) == ["Alpha", "Beta", "Gamma"]
    assert names("", Filters(ordering="fitness")) == ["Alpha", "Beta", "Gamma"]
    assert names("", Filters(ordering="newest")) == ["Gamma", "Alpha", "Beta"]


def test_what_is_indexed_again_or_forgotten_is_found_by_its_new_words_only(offer, names):
    product = offer("Adverse Events")
    DataProduct.objects.filter(pk=product.pk).update(name="Side Effects", slug="side-effects")
    product.output_ports.all().update(name="side_effects")
    product.output_ports.get().contract.version.contracts.update(table="side_effects", external_id="side-effects")
    index_product(DataProduct.objects.get(pk=product.pk))

    assert names("adverse") == []
    assert names("side effects") == ["Side Effects"]

    forget(product)

    assert names("side effects") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("advrse", "adverse"),
        ("adverze evnts", "adverse events"),
        ("demografics", "demographics"),
        ("zzzzzz", ""),
        ("xy", ""),
        ("adverse zzzzzz", ""),
    ],
)
def test_a_typing_error_is_put_right(offer, ada, typed, meant):
    offer("Adverse Events")
    offer("Demographics")

    found = search(ada, typed)

    assert (found.total, found.meant) == (0, meant)


def test_what_one_cannot_see_is_not_suggested(offer, ada, otto):
    offer("Adverse Events", status="draft")

    assert search(ada, "advrse").meant == ""
    assert search(otto, "advrse").meant == "adverse"


def test_the_index_follows_rows_that_go(offer, names):
    offer("Adverse Events")
    SearchEntry.objects.all().delete()

    assert names("adverse") == []


def test_a_fuller_catalog_asks_the_database_no_more(offer, ada, django_assert_num_queries):
    offer("One", tags=["a"])
    list(search(ada, "o").products)  # what is kept for a while is there now
    ada = type(ada).objects.get(pk=ada.pk)
    with django_assert_num_queries(12) as few:
        list(search(ada, "o").products)
    for number in range(8):
        offer(f"O {number}", tags=["b"], domain=DomainFactory())
    ada = type(ada).objects.get(pk=ada.pk)
    with django_assert_num_queries(len(few)):
        assert len(list(search(ada, "o").products)) == 9


def test_many_products_are_indexed_in_as_many_queries_as_few(
    offer, names, django_assert_num_queries, django_assert_max_num_queries
):
    products = [
        offer(f"Alpha {number}", columns=["usubjid", "aeterm"], sql="select dose from raw") for number in range(9)
    ]
    SearchEntry.objects.all().delete()

    with django_assert_num_queries(21) as few:
        index_products([products[0].pk])
    SearchEntry.objects.all().delete()
    with django_assert_max_num_queries(len(few)):
        index_products([product.pk for product in products])

    assert len(names("aeterm dose")) == 9
