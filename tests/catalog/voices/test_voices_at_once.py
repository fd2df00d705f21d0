"""Two at the same instant: exactly one wins, and the other hears why; nobody counts twice."""

import pytest

from accounts.models import Consumer
from accounts.teams.services import found_team, set_member
from catalog.models import ProductAnswer, ProductReview, WantedProduct, WantedVote
from catalog.voices.errors import WantedMoved
from catalog.voices.questions.services import accept
from catalog.voices.reviews.services import review
from catalog.voices.wanted.services import pick_up, take_back, vote, withdraw
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DomainFactory
from tests.catalog.voice_factories import ProductAnswerFactory, ProductQuestionFactory
from tests.requests.factories import GrantFactory
from tests.requests.test_races import at_once, errors_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_votes_of_one_person_are_one(eve, want):
    wanted = want()

    assert errors_in(at_once(*[lambda: vote(actor=eve, wanted=wanted)] * 3)) == []

    assert WantedVote.objects.filter(person=eve).count() == 1
    assert AuditEvent.objects.filter(verb="wanted.voted").count() == 1


def test_a_vote_and_taking_it_back_end_in_one_of_the_two(eve, want):
    wanted = want()

    assert errors_in(at_once(lambda: vote(actor=eve, wanted=wanted), lambda: take_back(actor=eve, wanted=wanted))) == []

    assert WantedVote.objects.filter(person=eve).count() in (0, 1)


def test_of_two_teams_one_picks_it_up(otto, eve, clinical, domain, want, told):
    other = found_team(actor=None, slug="other", name="Other")
    set_member(actor=None, team=other, person=eve, role="maintainer")
    DomainFactory(team=other)
    wanted = want()

    outcomes = at_once(
        lambda: pick_up(actor=otto, wanted=wanted, team=clinical),
        lambda: pick_up(actor=eve, wanted=wanted, team=other),
    )

    assert [type(error) for error in errors_in(outcomes)] == [WantedMoved]
    assert WantedProduct.objects.get().taken_by in (clinical, other)
    assert AuditEvent.objects.filter(verb="wanted.taken").count() == 1
    assert len(told(wanted.asked_by)) == 1


def test_a_vote_and_closing_do_not_disagree(ada, eve, want):
    wanted = want()

    outcomes = at_once(lambda: vote(actor=eve, wanted=wanted), lambda: withdraw(actor=ada, wanted=wanted))

    assert WantedProduct.objects.get().state == "withdrawn"
    assert [type(error) for error in errors_in(outcomes)] in ([], [NotAllowed])
    assert WantedVote.objects.filter(person=eve).count() == 1 - len(errors_in(outcomes))


def test_one_answer_is_accepted_of_two_at_once(ada, otto, product):
    question = ProductQuestionFactory(product=product, author=ada)
    one, other = ProductAnswerFactory.create_batch(2, question=question)

    assert errors_in(at_once(lambda: accept(actor=ada, answer=one), lambda: accept(actor=otto, answer=other))) == []

    assert ProductAnswer.objects.exclude(accepted_at=None).count() == 1


def test_two_reviews_of_one_person_are_one(eve, product, port):
    GrantFactory(consumer=Consumer.objects.for_person(eve), port=port)

    acts = [lambda stars=stars: review(actor=eve, product=product, stars=stars, text="Fine.") for stars in (3, 4)]

    assert errors_in(at_once(*acts)) == []
    assert ProductReview.objects.count() == 1
