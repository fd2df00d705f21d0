"""Questions, answers and reviews, asked and given by tools."""

import pytest

from accounts.models import Notification
from catalog.models import ProductQuestion
from tests.catalog.factories import OfferedPortFactory
from tests.catalog.voice_factories import ProductAnswerFactory, ProductQuestionFactory, ProductReviewFactory


@pytest.fixture
def product(clinical):
    """A published product of otto's team."""
    return OfferedPortFactory(product__slug="events", product__owner=clinical).product


def test_a_question_is_asked_answered_and_the_answer_accepted(api, ada, otto, product):
    asked = api(ada).post("/api/v1/products/events/questions/", {"text": "Are deaths in it?"}).json()
    answered = api(otto).post(f"/api/v1/questions/{asked['id']}/answers/", {"text": "Yes, as AESDTH."}).json()
    accepted = api(ada).post(f"/api/v1/answers/{answered['answers'][0]['id']}/accept/").json()

    assert answered["answers"][0]["by_owner"] is True
    assert accepted["answers"][0]["accepted_at"]
    assert api(ada).get("/api/v1/products/events/questions/").json()["results"] == [accepted]
    assert Notification.objects.filter(recipient=otto, text__contains="Are deaths in it?").exists()


def test_only_its_author_changes_a_question(api, ada, eve, product):
    question = ProductQuestionFactory(product=product, author=ada, text="What?")

    refused = api(eve).patch(f"/api/v1/questions/{question.pk}/", {"text": "Why?"})
    changed = api(ada).patch(f"/api/v1/questions/{question.pk}/", {"text": "Which day?"})

    assert refused.status_code == 403
    assert changed.json()["text"] == "Which day?"


def test_what_a_steward_hides_is_gone_for_others_with_its_answers(api, ada, grace, product):
    question = ProductQuestionFactory(product=product, author=ada)
    answer = ProductAnswerFactory(question=question)

    hidden = api(grace).post(f"/api/v1/questions/{question.pk}/hide/", {"reason": "It names a patient."})

    assert hidden.json()["hidden_at"]
    assert api(ada).get(f"/api/v1/questions/{question.pk}/").status_code == 404
    assert api(ada).post(f"/api/v1/answers/{answer.pk}/accept/").status_code == 404
    assert api(ada).get("/api/v1/products/events/questions/").json()["results"] == []
    assert api(grace).post(f"/api/v1/questions/{question.pk}/show/").json()["hidden_at"] is None


def test_whoever_never_read_a_product_does_not_review_it(api, eve, product):
    refused = api(eve).post("/api/v1/products/events/reviews/", {"stars": 5, "text": "Splendid."})

    assert refused.status_code == 403


def test_the_owning_team_replies_once(api, otto, product):
    version = product.versions.published().get()
    review = ProductReviewFactory(version=version, stars=2)

    first = api(otto).post(f"/api/v1/reviews/{review.pk}/reply/", {"text": "It is mended."})
    second = api(otto).post(f"/api/v1/reviews/{review.pk}/reply/", {"text": "Again."})

    assert first.json()["reply"] == "It is mended."
    assert second.status_code == 409
    assert api(otto).get("/api/v1/products/events/reviews/").json()["results"] == [first.json()]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "a" * 20_000])
def test_a_text_that_does_not_fit_is_refused_in_one_sentence(api, ada, product, text):
    refused = api(ada).post("/api/v1/products/events/questions/", {"text": text})

    assert refused.status_code in {400, 422}
    assert refused.json()["code"]
    assert not ProductQuestion.objects.exists()


def test_lists_cost_the_same_however_long_they_are(api, ada, product, django_assert_max_num_queries):
    for question in ProductQuestionFactory.create_batch(6, product=product):
        ProductAnswerFactory.create_batch(2, question=question)

    with django_assert_max_num_queries(10):
        answer = api(ada).get("/api/v1/products/events/questions/")

    assert len(answer.json()["results"]) == 6
