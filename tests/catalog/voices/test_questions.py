"""Anybody who sees a product asks; the owning team answers, and others may."""

import pytest
from django.db import IntegrityError, transaction

from catalog.models import ProductAnswer, ProductQuestion
from catalog.voices.errors import TextNotFit, TooMuchAtOnce, WhyMissing
from catalog.voices.questions.policies import may_ask
from catalog.voices.questions.selectors import waiting_for
from catalog.voices.questions.services import (
    accept,
    accept_no_more,
    answer,
    ask,
    change_answer,
    change_question,
    hide_answer,
    hide_question,
    show_answer,
    show_question,
)
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.voice_factories import ProductAnswerFactory, ProductQuestionFactory


@pytest.fixture
def question(ada, product):
    """Ada wants to know something."""
    return ask(actor=ada, product=product, text="Which time zone is it?")


def test_the_owning_team_is_told_and_whoever_asked_hears_the_answer(ada, otto, petra, eve, question, told):
    given = answer(actor=otto, question=question, text="UTC.")

    assert given.by_owner
    assert told(petra) == told(otto) == ["Ada Analyst asks about Adverse events: Which time zone is it?"]
    assert told(ada) == ["Otto Owner has answered a question about Adverse events: UTC."]
    assert told(eve) == []


def test_others_may_answer_and_the_owning_team_hears_of_it(ada, otto, eve, question, told):
    given = answer(actor=eve, question=question, text="I think UTC.")

    assert not given.by_owner
    assert told(otto)[0] == told(ada)[0] == "Eve Elsewhere has answered a question about Adverse events: I think UTC."


def test_a_question_waits_until_the_owner_answers_or_an_answer_is_accepted(ada, otto, eve, question):
    given = answer(actor=eve, question=question, text="I think UTC.")
    assert list(waiting_for(otto)) == [question]
    assert list(waiting_for(ada)) == []

    accept(actor=ada, answer=given)
    assert list(waiting_for(otto)) == []
    accept_no_more(actor=ada, answer=given)
    assert list(waiting_for(otto)) == [question]
    answer(actor=otto, question=question, text="UTC.")
    assert list(waiting_for(otto)) == []


def test_one_answer_is_accepted_by_who_asked_or_the_owning_team(ada, otto, eve, grace, question, told):
    one, other = (answer(actor=eve, question=question, text=text) for text in ("UTC?", "CET?"))
    for person in (eve, grace):
        with pytest.raises(NotAllowed):
            accept(actor=person, answer=one)

    accept(actor=ada, answer=one)
    for _ in range(2):
        accept(actor=otto, answer=other)

    assert [given.text for given in ProductAnswer.objects.exclude(accepted_at=None)] == ["CET?"]
    assert told(eve) == ["Your answer about Adverse events was accepted."] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductAnswerFactory(question=question, accepted_at=other.created_at, accepted_by=ada)


@pytest.mark.parametrize(
    ("status", "who"),
    [
        ("published", {"ada", "otto", "grace", "eve"}),
        ("deprecated", {"ada", "otto", "grace", "eve"}),
        ("draft", {"otto", "grace"}),
        ("retired", set()),
    ],
)
def test_who_sees_a_product_that_lives_may_ask(client, ada, otto, grace, eve, product, status, who):
    ProductQuestionFactory(product=product, text="What a secret!")
    product.status = status
    product.save()

    assert {person.username for person in (ada, otto, grace, eve) if may_ask(person, product)} == who
    if "ada" not in who:
        with pytest.raises(NotAllowed):
            ask(actor=ada, product=product, text="What?")
        client.force_login(ada)
        for part in ("questions", "reviews"):
            assert client.get(f"/products/adverse-events/{part}/").status_code == 404
        assert not ProductQuestion.objects.visible_to(ada).exists()


@pytest.mark.parametrize("text", ["", " \n\t ", "\x00", "\u200b\u2060", "x" * 2001, "🦆" * 2001])
def test_what_says_nothing_or_too_much_is_refused(ada, product, text):
    with pytest.raises(TextNotFit):
        ask(actor=ada, product=product, text=text)


@pytest.mark.parametrize(
    "text", ["🦆" * 2000, "ما هي المنطقة الزمنية؟\n\u202etxt", "<b>bold</b> & \"x\" 'y'", "a\x00b"]
)
def test_whatever_can_be_read_is_kept_as_plain_text(client, ada, product, text):
    question = ask(actor=ada, product=product, text=text)
    client.force_login(ada)

    assert "\x00" not in question.text
    assert "\u202e" not in question.text
    page = client.get("/products/adverse-events/questions/").content.decode()
    assert "<b>bold" not in page


def test_nobody_floods_a_product(ada, product, question):
    ProductQuestionFactory.create_batch(19, author=ada)

    with pytest.raises(TooMuchAtOnce):
        ask(actor=ada, product=product, text="Again?")


def test_ones_own_words_are_changed_and_what_stood_there_is_kept(ada, otto, eve, grace, question):
    given = answer(actor=eve, question=question, text="UTC.")
    accept(actor=ada, answer=given)
    with pytest.raises(NotAllowed):
        change_question(actor=otto, question=question, text="What?")

    for _ in range(2):
        changed = change_question(actor=ada, question=question, text="Which time zone?")
    given = change_answer(actor=eve, answer=given, text="CET.")

    assert (changed.text, changed.changed_at is not None) == ("Which time zone?", True)
    assert given.accepted_at is None
    [event] = AuditEvent.objects.filter(verb="question.changed")
    assert (event.old, event.new) == ({"text": "Which time zone is it?"}, {"text": "Which time zone?"})
    assert event in AuditEvent.objects.visible_to(grace)
    assert event not in AuditEvent.objects.visible_to(eve)


def test_a_steward_hides_with_a_reason_and_shows_again(client, ada, otto, eve, grace, question, told):
    given = answer(actor=eve, question=question, text="Ask my rude uncle.")
    accept(actor=ada, answer=given)
    with pytest.raises(NotAllowed):
        hide_answer(actor=otto, answer=given, reason="Rude.")
    with pytest.raises(WhyMissing):
        hide_answer(actor=grace, answer=given, reason="")
    for _ in range(2):
        hide_answer(actor=grace, answer=given, reason="It is rude.")

    assert told(eve)[0] == "A steward has hidden what you wrote about Adverse events: It is rude."
    assert len(told(eve)) == 2
    assert "rude" not in _page(client, eve)
    assert "rude uncle" in _page(client, grace)
    with pytest.raises(NotAllowed):
        change_answer(actor=eve, answer=given, text="Sorry.")
    hide_question(actor=grace, question=question, reason="All of it.")
    assert "time zone" not in _page(client, ada)
    assert list(waiting_for(otto)) == []
    with pytest.raises(NotAllowed):
        answer(actor=otto, question=question, text="UTC.")
    show_question(actor=grace, question=question)
    show_answer(actor=grace, answer=given)
    assert "rude uncle" in _page(client, ada)
    assert "rude" not in str([event.object_name for event in AuditEvent.objects.all()])


def test_people_whose_words_stand_there_are_not_deleted(ada, question):
    with pytest.raises(IntegrityError), transaction.atomic():
        ada.delete()


def _page(client, person) -> str:
    client.force_login(person)
    return client.get("/products/adverse-events/questions/").content.decode()
