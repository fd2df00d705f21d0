"""Follow what one cares for, and stop."""

import pytest

from catalog.following.policies import may_follow
from catalog.following.selectors import follows, follows_of, listeners_to, lying_in
from catalog.following.services import follow, follow_domain, unfollow, unfollow_domain
from catalog.models import Domain, Follow
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.accounts.factories import UserFactory
from tests.catalog.factories import DataProductFactory, DomainFactory, InputPortFactory, OfferedPortFactory


@pytest.fixture
def product(clinical):
    """A published product of otto's team."""
    return DataProductFactory(slug="adverse-events", name="Adverse events", domain=DomainFactory(team=clinical))


def test_following_twice_is_following_once(ada, product):
    for _ in range(2):
        follow(actor=ada, product=product)
        follow_domain(actor=ada, domain=product.domain)

    assert Follow.objects.filter(person=ada).count() == 2
    assert follows(ada, product)
    assert AuditEvent.objects.filter(verb="follow.begun").count() == 2


def test_stopping_twice_is_stopping_once(ada, product):
    follow(actor=ada, product=product)
    follow_domain(actor=ada, domain=product.domain)
    for _ in range(2):
        unfollow(actor=ada, product=product)
        unfollow_domain(actor=ada, domain=product.domain)

    assert not Follow.objects.exists()
    assert AuditEvent.objects.filter(verb="follow.ended").count() == 2


def test_what_one_follows_is_ones_own_business(ada, otto, eve, product):
    follow(actor=ada, product=product)

    [event] = AuditEvent.objects.filter(verb="follow.begun")
    assert event not in AuditEvent.objects.visible_to(otto)
    assert event in AuditEvent.objects.visible_to(ada)
    assert list(follows_of(otto)) == []


@pytest.mark.parametrize(
    ("status", "who"),
    [
        ("published", {"ada", "otto", "grace", "eve"}),
        ("deprecated", {"ada", "otto", "grace", "eve"}),
        ("draft", {"otto", "grace"}),
        ("in-review", {"otto", "grace"}),
        ("retired", set()),
    ],
)
def test_whoever_sees_a_product_that_lives_may_follow_it(ada, otto, grace, eve, product, status, who):
    product.status = status
    product.save()

    assert {person.username for person in (ada, otto, grace, eve) if may_follow(person, product)} == who
    if "ada" not in who:
        with pytest.raises(NotAllowed):
            follow(actor=ada, product=product)


def test_one_may_always_stop(ada, product):
    follow(actor=ada, product=product)
    product.status = "retired"
    product.save()

    unfollow(actor=ada, product=product)

    assert not Follow.objects.exists()


def test_who_left_hears_nothing(ada, product):
    follow(actor=ada, product=product)
    ada.is_active = False
    ada.save()

    assert listeners_to(product) == []


def test_each_hears_once_and_by_the_nearest_way(product):
    port = OfferedPortFactory(product=product, name="events")
    version = product.versions.get()
    upstream = OfferedPortFactory(name="raw").product
    InputPortFactory(version=version, upstream=upstream.output_ports.get(), source=None)
    outer = DomainFactory(name="Health")
    Domain.objects.filter(pk=product.domain_id).update(parent=outer)
    product.domain.refresh_from_db()
    near, middle, outside, far, nobody = UserFactory.create_batch(5)
    for person in (near,):
        follow(actor=person, product=product)
    for person in (near, middle):
        follow_domain(actor=person, domain=product.domain)
    follow_domain(actor=outside, domain=outer)
    for person in (near, middle, far):
        follow(actor=person, product=upstream)
    follow(actor=nobody, product=OfferedPortFactory().product)

    heard = {one.person: (one.way, one.of) for one in listeners_to(product, version)}

    assert heard == {
        near: ("product", product),
        middle: ("domain", product.domain),
        outside: ("domain", outer),
        far: ("upstream", upstream),
    }
    assert far not in {one.person for one in listeners_to(product)}
    assert port.product == product


def test_domains_that_lie_in_each_other_in_a_circle_come_to_an_end(db):
    one, other = DomainFactory(), DomainFactory()
    Domain.objects.filter(pk=one.pk).update(parent=other)
    Domain.objects.filter(pk=other.pk).update(parent=one)

    assert lying_in(one.pk) == [one.pk, other.pk]


def test_many_followers_are_found_in_three_queries(product, django_assert_num_queries):
    OfferedPortFactory(product=product)
    for person in UserFactory.create_batch(30):
        Follow.objects.create(person=person, product=product)

    version = product.versions.get()

    with django_assert_num_queries(3):
        assert len(listeners_to(product, version)) == 30


def test_the_button_follows_and_stops_with_and_without_scripts(client, ada, product):
    OfferedPortFactory(product=product)
    client.force_login(ada)
    address = "/products/adverse-events/"

    assert 'aria-pressed="false"' in client.get(address).content.decode()
    after = client.post(f"{address}follow/", {"wish": "follow"}, follow=True).content.decode()
    assert "You will hear what happens: Adverse events." in after
    assert 'aria-pressed="true"' in after

    button = client.post(f"{address}follow/", {"wish": "stop"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="false"' in button
    assert "<html" not in button
    assert "csrfmiddlewaretoken" in button
    assert not Follow.objects.exists()


def test_ada_sees_what_she_follows_and_stops_there(client, ada, product, queries):
    client.force_login(ada)
    assert "You follow nothing yet" in client.get("/following/").content.decode()
    follow(actor=ada, product=product)
    follow_domain(actor=ada, domain=product.domain)
    few = queries(client, "/following/")
    for _ in range(5):
        follow(actor=ada, product=DataProductFactory())
        follow_domain(actor=ada, domain=DomainFactory())

    page = client.get("/following/").content.decode()

    assert "Adverse events" in page
    assert page.count('aria-pressed="true"') == 12
    assert queries(client, "/following/") == few <= 10
    wish = {"wish": "stop", "back": "/following/"}
    stopped = client.post("/products/adverse-events/follow/", wish)
    assert stopped.headers["Location"] == "/following/"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_one_is_sent_nowhere_else(client, ada, product, back):
    client.force_login(ada)

    sent = client.post("/products/adverse-events/follow/", {"wish": "follow", "back": back})

    assert sent.headers["Location"] == "/products/adverse-events/"


def test_domains_are_followed_in_the_mesh(client, ada, product, queries):
    client.force_login(ada)
    few = queries(client, "/mesh/")

    client.post(f"/mesh/domains/{product.domain.slug}/follow/", {"wish": "follow"})

    assert f'Following<span class="visually-hidden"> {product.domain}' in client.get("/mesh/").content.decode()
    for _ in range(5):
        follow_domain(actor=ada, domain=DomainFactory())
    assert queries(client, "/mesh/") == few
