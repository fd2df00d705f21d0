"""Save a search, and hear once of what it finds anew."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Notification
from catalog.following import errors
from catalog.following.looking import AT_LEAST, AWAY, LATE, MOST_FRESH, due, fresh_in, look_at, look_at_due
from catalog.following.packing import pack, unpack
from catalog.following.searches import (
    delete_search,
    follow_search,
    note_matches,
    rename_search,
    save_search,
    unfollow_search,
)
from catalog.models import DataProduct, Follow, SavedSearch, SearchEntry
from catalog.search.index import index_product
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DataProductFactory, DomainFactory
from tests.catalog.studio_factories import SavedSearchFactory


@pytest.fixture
def offer(clinical):
    """Offers a product that the search finds: `offer("Adverse events")`."""
    domain = DomainFactory(slug="clinical", name="Clinical", team=clinical)

    def offering(name, **kwargs):
        product = DataProductFactory(name=name, domain=domain, **kwargs)
        index_product(product)
        return product

    return offering


def told(person) -> list[str]:
    """What somebody was told."""
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("text", flat=True))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(st.integers(min_value=1, max_value=2**62), max_size=20))
def test_what_is_packed_comes_out_again(ids):
    assert unpack(pack(ids)) == ids


def test_what_a_broad_search_knows_takes_little_room():
    assert len(pack(range(1, 100_001))) < 1_000


def test_a_search_is_kept_the_same_however_it_was_asked_for(ada, clinical):
    saved = save_search(actor=ada, query="page=3&tag=safety&q=++adverse%20%20events+&nonsense=1&sort=relevance")

    assert (saved.query, saved.name) == ("q=adverse+events&tag=safety", "adverse events · safety")
    assert saved.address == "/products/?q=adverse+events&tag=safety"
    assert saved.follow.person == ada
    with pytest.raises(errors.SearchSavedAlready):
        save_search(actor=ada, query="q=adverse events&tag=safety", name="Another")


@pytest.mark.parametrize(
    ("query", "name", "refusal"),
    [
        ("", "All", errors.SearchEmpty),
        ("q=+&page=2&sort=name", "All", errors.SearchEmpty),
        ("&".join(f"tag={'x' * 200}{n}" for n in range(20)), "Long", errors.SearchTooLong),
        ("q=events", "Taken", errors.SearchNameTaken),
        ("min_fitness=50", "\x00 ", errors.SearchNameMissing),
    ],
)
def test_what_cannot_be_saved(ada, query, name, refusal):
    SavedSearchFactory(person=ada, name="Taken")

    with pytest.raises(refusal):
        save_search(actor=ada, query=query, name=name)


def test_there_is_an_end_to_saving(ada, monkeypatch):
    monkeypatch.setattr("catalog.following.searches.MOST", 1)
    SavedSearchFactory(person=ada)

    with pytest.raises(errors.TooManySearches):
        save_search(actor=ada, query="q=events")


def test_ones_searches_are_ones_own(ada, otto):
    saved = SavedSearchFactory(person=ada, name="Events")

    for service in (delete_search, note_matches, follow_search, unfollow_search):
        with pytest.raises(NotAllowed):
            service(actor=otto, search=saved)
    with pytest.raises(NotAllowed):
        rename_search(actor=otto, search=saved, name="Mine")
    assert save_search(actor=otto, query=saved.query, name="Events").person == otto


def test_a_search_is_renamed_and_deleted_with_its_follow_and_that_is_written_down(ada):
    saved = save_search(actor=ada, query="q=events")
    SavedSearchFactory(person=ada, name="Other")

    rename_search(actor=ada, search=saved, name=" All  events ")
    with pytest.raises(errors.SearchNameTaken):
        rename_search(actor=ada, search=saved, name="Other")
    saved.refresh_from_db()
    assert saved.name == "All events"
    for _ in range(2):
        delete_search(actor=ada, search=saved)

    assert not Follow.objects.exists()
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["search.saved", "search.renamed", "search.deleted"]


def test_what_is_new_is_told_once_with_a_count_and_where_to_see_it(ada, offer):
    offer("Adverse events")
    saved = save_search(actor=ada, query="q=adverse", name="Safety")
    assert look_at_due() == 0

    first, second = offer("Adverse reactions"), offer("Serious adverse events")
    offer("Flights")
    assert look_at_due() == 1
    assert look_at_due(timezone.now() + 2 * AT_LEAST) == 0

    assert told(ada) == ["Your search “Safety” finds 2 new products."]
    assert Notification.objects.get().link == saved.get_absolute_url()
    saved.refresh_from_db()
    assert {one.pk for one in fresh_in(ada, [saved])[saved.pk]} == {first.pk, second.pk}
    note_matches(actor=ada, search=saved)
    offer("Adverse outcomes")
    look_at_due(timezone.now() + 3 * AT_LEAST)
    assert told(ada)[1:] == ["Your search “Safety” finds 1 new product."]


def test_what_leaves_a_search_and_comes_back_is_no_news(ada, offer):
    product = offer("Adverse events", tags=["safety"])
    save_search(actor=ada, query="tag=safety")
    for tags in ([], ["safety"]):
        DataProduct.objects.filter(pk=product.pk).update(tags=tags)
        look_at_due(timezone.now() + 2 * AT_LEAST)

    assert told(ada) == []


def test_nobody_hears_of_what_they_may_not_see(ada, otto, eve, offer):
    for person in (ada, otto, eve):
        save_search(actor=person, query="q=adverse&status=draft&status=published", name="Drafts")
    draft = offer("Adverse events", status="draft")
    look_at_due(timezone.now() + 2 * AT_LEAST)

    assert (told(ada), told(eve)) == ([], [])
    assert told(otto) == ["Your search “Drafts” finds 1 new product."]
    saved = SavedSearch.objects.get(person=otto)
    assert saved.fresh == [draft.pk]
    SavedSearch.objects.filter(person=ada).update(fresh=[draft.pk])
    theirs = SavedSearch.objects.get(person=ada)
    assert fresh_in(ada, [theirs]) == {theirs.pk: []}


def test_of_two_workers_who_look_at_once_one_tells(ada, offer):
    save_search(actor=ada, query="q=adverse", name="Safety")
    offer("Adverse events")
    [one], [other] = SavedSearch.objects.all(), SavedSearch.objects.all()

    answers = [look_at(search, ada, timezone.now()) for search in (one, other)]

    assert answers == [True, False]
    assert len(told(ada)) == 1


def test_a_search_that_is_deleted_meanwhile_tells_nothing(ada, offer):
    saved = save_search(actor=ada, query="q=adverse")
    offer("Adverse events")
    held = SavedSearch.objects.get()
    delete_search(actor=ada, search=saved)

    assert not look_at(held, ada, timezone.now())
    assert told(ada) == []


def test_only_what_may_find_something_else_by_now_is_looked_at(ada, otto, eve, grace, petra, offer):
    now = timezone.now()
    offer("Adverse events")
    long_ago = now - AWAY - timedelta(days=1)
    for person in (ada, otto, eve, grace, petra):
        save_search(actor=person, query="q=adverse")
    SavedSearch.objects.update(looked_at=now - timedelta(hours=2), updated_at=long_ago)
    for person in (ada, otto, eve, petra):
        type(person).objects.filter(pk=person.pk).update(last_login=now)
    type(grace).objects.filter(pk=grace.pk).update(last_login=long_ago)
    type(eve).objects.filter(pk=eve.pk).update(is_active=False)
    unfollow_search(actor=petra, search=SavedSearch.objects.get(person=petra))

    assert {search.person for search in due(now)} == {ada, otto}
    unchanged = now - LATE - timedelta(hours=3)
    SearchEntry.objects.update(indexed_at=unchanged)
    DataProduct.objects.update(updated_at=unchanged)
    assert not due(now).exists()
    assert due(now + AT_LEAST).count() == 2


def test_more_is_new_than_is_kept_and_all_of_it_is_counted(ada, offer, monkeypatch):
    monkeypatch.setattr("catalog.following.looking.MOST_FRESH", 3)
    save_search(actor=ada, query="q=adverse", name="Safety")
    products = [offer(f"Adverse {number}") for number in range(5)]

    look_at_due()

    assert told(ada) == ["Your search “Safety” finds 5 new products."]
    assert SavedSearch.objects.get().fresh == [product.pk for product in reversed(products[2:])]
    assert MOST_FRESH > 3


def test_many_searches_of_one_person_cost_no_more_to_list(client, ada, offer, queries):
    client.force_login(ada)
    offer("Adverse events")
    SavedSearchFactory(person=ada, fresh=[offer("Adverse reactions").pk])
    few = queries(client, "/following/")
    for _ in range(5):
        saved = SavedSearchFactory(person=ada, fresh=[offer("Adverse").pk])
        follow_search(actor=ada, search=saved)

    assert queries(client, "/following/") == few <= 11


def test_ada_saves_what_she_sees_opens_it_and_lets_it_go(client, ada, offer):
    client.force_login(ada)
    assert "Save this search" not in client.get("/products/").content.decode()
    assert "Save this search" in client.get("/products/?q=adverse").content.decode()
    page = client.post("/following/searches/", {"query": "q=adverse", "name": "Safety"}, follow=True)
    assert "Nothing new." in page.content.decode()
    address = page.redirect_chain[-1][0]

    offer("Adverse events")
    look_at_due()
    assert "1 new" in client.get("/following/").content.decode()
    assert "Adverse events" in client.get(address).content.decode()
    assert client.post(f"{address}look/").headers["Location"] == "/products/?q=adverse"
    assert "Nothing new." in client.get(address).content.decode()

    assert (
        "The search is renamed." in client.post(f"{address}rename/", {"name": "Events"}, follow=True).content.decode()
    )
    assert "Give the search a name." in client.post(f"{address}rename/", {"name": " "}, follow=True).content.decode()
    client.post(f"{address}follow/", {"wish": "stop"})
    assert "you are told nothing of it" in client.get("/following/").content.decode()
    gone = client.post(f"{address}delete/", follow=True).content.decode()
    assert "The search is deleted." in gone
    assert "You follow nothing yet" in gone


def test_what_cannot_be_saved_leads_back_to_where_one_was(client, ada):
    client.force_login(ada)
    client.post("/following/searches/", {"query": "q=adverse"})

    again = client.post("/following/searches/", {"query": "q=adverse"}, follow=True)
    assert "You have saved this search already" in again.content.decode()
    empty = client.post("/following/searches/", {"query": "sort=name"}, follow=True)
    assert "Search for something" in empty.content.decode()
    odd = client.post("/following/searches/", {"query": "//evil.example/\r\nX: y"})
    assert odd.headers["Location"].startswith("/products/?")
