"""Where everybody begins."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.following.services import follow
from catalog.models import Incident, InputPort, PublishingRun
from catalog.panels import Use
from catalog.views.home_words import use_in_words
from marketplace.foundation.audit import record
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory
from tests.catalog.studio_factories import SavedSearchFactory
from tests.requests.factories import GrantFactory


def home(client, person) -> str:
    """The page as this person sees it."""
    client.force_login(person)
    return client.get("/").content.decode()


def test_an_empty_marketplace_says_what_to_do(client, ada, analytics):
    page = home(client, ada)

    assert "Hello, Ada" in page
    assert "There is no product yet" in page
    assert "/studio/new/" in page


def test_home_shows_what_there_is_and_what_happened(client, ada, otto, product):
    record("product.deprecated", product, actor=otto, product=product.slug, public=True, reason="It is old.")
    record("draft.saved", product, actor=otto, product=product.slug, team=product.owner, digest="x", origin={})

    page = home(client, ada)

    assert "Adverse events" in page
    assert "1 product" in page
    assert "It is old." in page
    assert "draft" not in page.lower().replace("drafts", "")


def test_who_has_nothing_is_led_to_the_search(client, eve, product):
    page = home(client, eve)

    assert "Nothing of yours yet" in page
    assert "Fittest" in page
    assert "Close to what you read" not in page
    assert "nothing was read or ordered more" in page
    assert "Your products" not in page


def test_otto_sees_what_of_his_needs_him_first(client, otto, ada, offer, incident):
    for name in ("Demographics", "Exposure"):
        offer(name)
    failing = offer("Laboratory")
    PublishingRun.objects.create(
        product=failing, version=failing.versions.get(), asked_by=otto, state="failed", started_at=timezone.now(),
        ended_at=timezone.now(),
    )  # fmt: skip

    page = home(client, otto)

    mine = page[page.index('id="owned"') : page.index('id="rising"')]
    assert "1 open incident" in mine
    assert "Last run failed" in mine
    assert mine.index("Adverse events") < mine.index("Exposure")
    assert mine.index("Laboratory") < mine.index("Exposure")
    assert "Your products" not in home(client, ada)


def test_ada_sees_what_changed_in_her_data_and_nothing_else(client, ada, otto, offer):
    mine, followed, other = offer("Adverse events"), offer("Exposure"), offer("Laboratory")
    GrantFactory(consumer__person=ada, port=mine.output_ports.get())
    follow(actor=ada, product=followed)
    version = mine.versions.get()
    version.changes = [{"kind": "breaking"}, {"kind": "compatible"}, {"kind": "cosmetic"}]
    version.save()
    record("version.published", version, actor=otto, product=mine.slug, public=True, new="2.0.0")
    incident = Incident(port=followed.output_ports.get(), title="Too few rows", pk=1)
    record("incident.opened", incident, actor=None, product=followed.slug, public=True)
    record("product.deprecated", other, actor=otto, product=other.slug, public=True, reason="It is old.")
    record("product.deprecated", mine, actor=otto, product=mine.slug, public=False, reason="Not said yet.")

    page = home(client, ada)

    changed = page[page.index('id="changed"') : page.index("Close to what you read")]
    assert "version 2.0.0: 1 breaking change, 2 other changes" in changed
    assert "Too few rows" in changed
    assert "It is old." not in changed
    assert "Not said yet." not in page


def test_what_changed_long_ago_is_no_news(client, ada, otto, product, monkeypatch):
    follow(actor=ada, product=product)
    long_ago = timezone.now() - timedelta(days=15)
    monkeypatch.setattr("django.utils.timezone.now", lambda: long_ago)
    record("product.deprecated", product, actor=otto, product=product.slug, public=True, reason="It is old.")
    assert AuditEvent.objects.filter(verb="product.deprecated").exists()
    monkeypatch.undo()

    assert "What changed in your data" not in home(client, ada)


def test_what_is_close_is_suggested_with_the_reason(client, ada, offer, clinical):
    mine = offer("Adverse events", columns=("usubjid", "aeterm", "aesev", "arm"))
    GrantFactory(consumer__person=ada, port=mine.output_ports.get())
    offer("Demographics", columns=("usubjid", "arm"))
    made = OfferedPortFactory(product=DataProductFactory(name="Safety summary", domain=DomainFactory()), name="summary")
    InputPort.objects.create(
        version=made.contract.version, name="events", upstream=mine.output_ports.get(), source=None
    )
    popular = OfferedPortFactory(product=DataProductFactory(name="Exposure", domain=DomainFactory()), name="exposure")
    for person in ("one", "two", "three"):
        reader = GrantFactory(port=mine.output_ports.get(), consumer__person__username=person).consumer
        GrantFactory(port=popular, consumer=reader)
    secret = DataProductFactory(name="Secret", domain=mine.domain, owner=DomainFactory().team, status="draft")

    page = home(client, ada)

    assert "Because you read Adverse events: it is made from that" in page
    assert "Because you read Adverse events: 2 columns in common (arm, usubjid)" in page
    assert "Because you read Adverse events: 3 other readers of it read this, too" in page
    assert secret.name not in page
    assert "Fittest" not in page


def test_new_matches_of_a_search_are_named_as_far_as_they_may_be_seen(client, ada, product):
    hidden = DataProductFactory(name="Secret", status="draft")
    search = SavedSearchFactory(person=ada, name="Safety", fresh=[hidden.pk, product.pk])
    search.follow = ada.follows.create(search=search)

    page = home(client, ada)

    assert "New in your searches" in page
    assert "1 new" in page
    assert "Secret" not in page


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (Use(1, readers=2, orders=1, readers_before=1), "2 readers and 1 order in 28 days; 1 reader in the 28 before"),
        (Use(1, orders=3), "3 orders in 28 days; none in the 28 before"),
    ],
)
def test_use_is_said_as_it_was_measured(use, words):
    assert use_in_words(use) == words


@pytest.mark.parametrize(("who", "most"), [("ada", 22), ("otto", 22), ("grace", 21), ("petra", 25), ("eve", 19)])
def test_a_fuller_home_asks_the_database_no_more(client, request, analytics, offer, queries, who, most):
    person = request.getfixturevalue(who)
    events = {"actor": None, "public": True}

    def fill(name):
        product = offer(name)
        GrantFactory(consumer__person=person, port=product.output_ports.get()) if name == "First 0" else None
        follow(actor=person, product=product)
        record("version.published", product.versions.get(), product=product.slug, new="1.0.0", **events)
        saved = SavedSearchFactory(person=person, fresh=[product.pk])
        person.follows.create(search=saved)

    for number in range(4):
        fill(f"First {number}")
    client.force_login(person)
    few = queries(client, "/")
    for number in range(8):
        fill(f"Second {number}")

    assert queries(client, "/") == few <= most
