"""What followers hear: new versions, new products, deprecation and the end; each once, nobody of their own act."""

import pytest

from accounts.models import Notification
from catalog.following.services import follow, follow_domain
from catalog.publishing import services, tasks
from catalog.publishing.hooks import READERS
from tests.accounts.factories import UserFactory


def _told(person):
    return list(Notification.objects.filter(recipient=person).order_by("pk").values_list("text", flat=True))


@pytest.fixture
def clean(db):
    """Forget what was said until now."""
    return lambda: Notification.objects.all().delete()


def test_who_publishes_is_not_told_and_the_rest_of_the_team_is(published, otto, petra):
    published()

    assert _told(otto) == []
    assert _told(petra) == ["Demographics 1.0.0 is published."]


def test_a_new_product_in_a_domain_is_news_and_a_new_version_too(published, clinical_domain, ada):
    follow_domain(actor=ada, domain=clinical_domain)

    published()
    published(version="1.1.0")

    assert _told(ada) == ["New in Clinical: Demographics 1.0.0.", "Demographics 1.1.0 is published in Clinical."]


def test_who_follows_a_product_hears_of_its_versions_and_of_what_is_made_from_it(published, ada, clean):
    product = published()
    follow(actor=ada, product=product)

    upstreams = {"people": "clinical-demographics"}
    published(slug="countries", upstreams=upstreams, sql="select usubjid, country, age from people")
    published(version="1.1.0")
    published(slug="countries", version="1.1.0", upstreams=upstreams, sql="select usubjid, country, age from people")

    assert _told(ada) == [
        "New, and made from Demographics: Countries 1.0.0.",
        "Demographics 1.1.0 is published; you follow it.",
        "Countries 1.1.0 is published; it is made from Demographics.",
    ]


def test_who_reads_it_and_follows_it_in_three_ways_hears_once(published, clinical_domain, ada, clean):
    product = published()
    follow(actor=ada, product=product)
    follow_domain(actor=ada, domain=clinical_domain)
    READERS._entries["test"] = lambda product: [ada]
    try:
        published(version="1.1.0")
    finally:
        del READERS._entries["test"]

    assert _told(ada) == ["Demographics 1.1.0 is published; what you rely on stays."]


def test_an_announcement_that_is_made_again_says_nothing_twice(submitted, clinical_domain, ada, dying_in):
    follow_domain(actor=ada, domain=clinical_domain)
    run = submitted()
    with dying_in("announce", after=True):
        tasks.carry_out(run.pk)
    run.refresh_from_db()
    type(run).objects.filter(pk=run.pk).update(lease_until=run.created_at)
    tasks.carry_out(run.pk)

    run.refresh_from_db()
    assert run.state == "succeeded"
    assert _told(ada) == ["New in Clinical: Demographics 1.0.0."]


def test_a_team_mate_who_follows_it_hears_once_as_an_owner(published, petra, otto, clean):
    product = published()
    clean()
    follow(actor=petra, product=product)
    follow(actor=otto, product=product)

    published(version="1.1.0")

    assert _told(petra) == ["Demographics 1.1.0 is published."]
    assert _told(otto) == []


def test_followers_hear_of_deprecation_of_taking_it_back_and_of_the_end(published, otto, ada, clean):
    product = published()
    of_domain, reader = UserFactory(), UserFactory()
    follow(actor=ada, product=product)
    follow(actor=otto, product=product)
    follow(actor=reader, product=product)
    follow_domain(actor=of_domain, domain=product.domain)
    clean()
    READERS._entries["test"] = lambda product: [reader]
    try:
        services.deprecate(actor=otto, product=product, reason="It is old.")
        services.revive(actor=otto, product=product)
        services.retire(actor=otto, product=product, reason="Nobody needs it.")
    finally:
        del READERS._entries["test"]

    words = [
        "Demographics is deprecated: It is old.",
        "Demographics stays: its deprecation was taken back.",
        "Demographics is retired: Nobody needs it.",
    ]
    assert _told(ada) == _told(of_domain) == _told(reader) == words
    assert _told(otto) == []
    tones = Notification.objects.order_by("pk")
    assert [one.tone for one in tones.filter(recipient=ada)] == ["info"] * 3
    assert [one.tone for one in tones.filter(recipient=reader)] == ["action", "info", "trouble"]
