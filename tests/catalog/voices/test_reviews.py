"""Those who hold or held verified access say how good a product is."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Consumer
from catalog.fitness.services import score_product
from catalog.models import ProductReview, ProductVersion
from catalog.voices.errors import AlreadyReplied, StarsNotFit, TextNotFit
from catalog.voices.reviews.policies import may_review
from catalog.voices.reviews.selectors import summary_of
from catalog.voices.reviews.services import hide_review, reply, review, show_review
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from requests.models import Grant
from tests.catalog.factories import ProductVersionFactory
from tests.catalog.fitness_answers import answer_of
from tests.catalog.voice_factories import ProductReviewFactory
from tests.requests.factories import GrantFactory


def test_who_reads_it_by_a_grant_of_the_team_reviews_it(ada, otto, product, grant, told):
    said = review(actor=ada, product=product, stars=4, text="It holds what it says.")

    assert (said.stars, said.version.number) == (4, "1.0.0")
    assert told(otto) == ["Ada Analyst has reviewed Adverse events: 4 of 5."]
    assert summary_of(product) == {"n": 1, "mean": 4.0}


@pytest.mark.parametrize("state", ["expired", "revoked", "returned"])
def test_who_held_access_once_may_still_review(ada, product, grant, state):
    Grant.objects.update(state=state, ended_at=timezone.now(), end_reason="Over.")

    assert may_review(ada, product)


def test_a_grant_that_was_never_verified_is_none(ada, product, grant):
    Grant.objects.update(state="pending", verified_at=None)

    answer = may_review(ada, product)

    assert not answer
    assert "hold or held access" in str(answer.reason)


def test_nobody_reviews_without_access_nor_their_own(otto, eve, grace, product, port):
    GrantFactory(consumer=Consumer.objects.for_person(otto), port=port)

    for person in (otto, eve, grace):
        with pytest.raises(NotAllowed):
            review(actor=person, product=product, stars=5, text="Great!")
    product.status = "retired"
    product.save()
    GrantFactory(consumer=Consumer.objects.for_person(eve), port=port)
    with pytest.raises(NotAllowed):
        review(actor=eve, product=product, stars=5, text="Great!")


@pytest.mark.parametrize("stars", [0, 6, -1, 2.5, None, "5", 10**30])
def test_there_are_one_to_five_stars(ada, product, grant, stars):
    with pytest.raises(StarsNotFit):
        review(actor=ada, product=product, stars=stars, text="Hm.")


def test_a_review_has_a_sentence(ada, product, grant):
    for text in ("", "\x00", "x" * 1001):
        with pytest.raises(TextNotFit):
            review(actor=ada, product=product, stars=3, text=text)


def test_one_review_a_person_which_may_be_revised(ada, otto, product, grant):
    first = review(actor=ada, product=product, stars=2, text="Late.")
    reply(actor=otto, review=first, text="We mend it.")
    ProductVersion.objects.update(state="superseded")
    ProductVersionFactory(product=product, number="1.1.0")

    for _ in range(2):
        again = review(actor=ada, product=product, stars=5, text="On time now.")

    assert again.pk == first.pk
    assert (again.stars, again.version.number, again.changed_since_reply) == (5, "1.1.0", True)
    [event] = AuditEvent.objects.filter(verb="review.revised")
    assert (event.old["stars"], event.new["stars"]) == (2, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductReviewFactory(version=again.version, author=ada)


def test_the_owning_team_replies_once(ada, otto, petra, grace, product, grant, told):
    said = review(actor=ada, product=product, stars=2, text="Late.")
    for person in (ada, grace):
        with pytest.raises(NotAllowed):
            reply(actor=person, review=said, text="No.")

    reply(actor=otto, review=said, text="We mend it.")

    assert told(ada) == ["Clinical data has replied to your review of Adverse events."]
    with pytest.raises(AlreadyReplied):
        reply(actor=petra, review=said, text="Really.")


def test_a_hidden_review_is_not_shown_and_does_not_count(client, ada, eve, grace, product, grant, told):
    said = review(actor=ada, product=product, stars=1, text="Rubbish by fools.")
    hide_review(actor=grace, review=said, reason="Mind your words.")

    assert summary_of(product) == {"n": 0, "mean": None}
    assert told(ada) == ["A steward has hidden your review of Adverse events: Mind your words."]
    client.force_login(eve)
    page = client.get("/products/adverse-events/reviews/").content.decode()
    assert "fools" not in page
    assert "No reviews yet" in page
    show_review(actor=grace, review=said)
    assert summary_of(product)["n"] == 1


@pytest.mark.parametrize(("stars", "outcome"), [((), "unknown"), ((5, 4), "pass"), ((3,), "warn"), ((1, 2, 2), "fail")])
def test_content_readers_make_a_product_valuable(product, port, stars, outcome):
    for number in stars:
        ProductReviewFactory(version=port.contract.version, stars=number)

    score_product(product)
    result = answer_of(product, "valuable.reviewed")

    assert result.outcome == outcome
    assert result.evidence.get("reviews", 0) == len(stars)


@pytest.mark.parametrize(
    "wrong", [{"stars": 0}, {"stars": 6}, {"text": ""}, {"reply": "Yes."}, {"hidden_because": "x"}]
)
def test_the_database_keeps_wrong_reviews_out(product, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductReviewFactory(version=ProductVersionFactory(product=product), **wrong)

    assert not ProductReview.objects.exists()
