"""An owner disputes an answer, a steward waives it until a day: then it does not count, and ends by itself."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from accounts.models.user import STEWARD
from catalog.fitness import night, tasks
from catalog.fitness.errors import AlreadyDisputed, DisputeDayNotFit, DisputeOver, FunctionUnknown, ResultNotDisputable
from catalog.fitness.services import (
    decide_dispute,
    dispute_result,
    end_dispute,
    end_disputes_due,
    remind_of_waivers,
    score_product,
)
from catalog.models import FitnessDispute
from catalog.publishing.rights import give_rights
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory
from tests.catalog.fitness_answers import answer_of

LICENCE = "reusable.licence"
TODAY = timezone.localdate
WEEKS = timedelta(days=30)


@pytest.fixture
def product(clinical):
    """A published product of otto's team, without a licence, and scored."""
    product = DataProductFactory(domain=DomainFactory(team=clinical), owner=clinical, licence="", name="Visits")
    give_rights(product, clinical)
    OfferedPortFactory(product=product, columns=["visit_id"])
    score_product(product)
    return product


@pytest.fixture
def disputed(product, otto, grace):
    """Otto says why the missing licence should not count."""
    return dispute_result(
        actor=otto, product=product, function=LICENCE, reason="Lawyers look at it.", valid_until=TODAY() + WEEKS
    )


def test_stewards_are_told_and_nothing_changes_before_they_decide(disputed, product, grace):
    before = product.fitness_scores.get().score
    score_product(product)

    assert "disputes its fitness" in grace.notifications.get().text
    assert answer_of(product, LICENCE).counts
    assert product.fitness_scores.get().score == before


def test_what_is_waived_is_shown_as_it_is_and_does_not_count(disputed, product, grace, otto):
    before = product.fitness_scores.get()
    decide_dispute(actor=grace, dispute=disputed, yes=True, note="Until then.")
    tasks.score_product(product.pk)
    after = product.fitness_scores.get()

    answer = answer_of(product, LICENCE)
    assert (answer.outcome, answer.waived_day) == ("fail", disputed.valid_until)
    assert after.score > before.score
    assert LICENCE in before.failing
    assert LICENCE not in after.failing
    assert before.scoring == after.scoring, "a waiver is no change of the rules"
    assert otto.notifications.filter(text__contains="does not count").exists()


def test_a_waiver_ends_by_itself_with_its_last_day(disputed, product, grace):
    decide_dispute(actor=grace, dispute=disputed, yes=True)
    after = disputed.valid_until + timedelta(days=1)

    assert LICENCE in score_product(product, day=after).failing, "even before anybody has written so"
    assert (end_disputes_due(disputed.valid_until), end_disputes_due(after), end_disputes_due(after)) == (0, 1, 0)
    disputed.refresh_from_db()
    assert disputed.state == "ended"
    assert AuditEvent.objects.filter(verb="dispute.ended").count() == 1


def test_the_team_is_reminded_once(disputed, product, grace, otto):
    decide_dispute(actor=grace, dispute=disputed, yes=True)
    FitnessDispute.objects.update(decided_at=timezone.now() - timedelta(days=20))
    for _time in range(2):
        remind_of_waivers(disputed.valid_until - timedelta(days=3))

    assert otto.notifications.filter(text__contains="counts for Visits again").count() == 1


def test_what_stands_needs_a_reason_and_says_it(disputed, grace, otto):
    decide_dispute(actor=grace, dispute=disputed, yes=False, note="Every product needs one.")

    assert disputed.__class__.objects.get().state == "refused"
    assert otto.notifications.filter(text__contains="Every product needs one.").exists()
    with pytest.raises(DisputeOver):
        decide_dispute(actor=grace, dispute=disputed, yes=True)


def test_a_waiver_is_ended_early_and_the_score_is_old_then(disputed, product, grace):
    decide_dispute(actor=grace, dispute=disputed, yes=True)
    product.fitness_scores.update(scored_at=timezone.now() - timedelta(minutes=5))
    end_dispute(actor=grace, dispute=disputed, reason="The licence is there.")

    assert night.stale(timezone.now()) == [product.pk]


def test_only_the_team_disputes_and_nobody_decides_about_their_own(product, disputed, ada, otto):
    with pytest.raises(NotAllowed):
        dispute_result(actor=ada, product=product, function="findable.tagged", reason="No.", valid_until=TODAY())
    otto.groups.add(Group.objects.get_or_create(name=STEWARD)[0])
    otto = User.objects.get(pk=otto.pk)
    with pytest.raises(NotAllowed):
        decide_dispute(actor=otto, dispute=disputed, yes=True)


def test_only_what_costs_points_is_disputed_once_and_for_a_while(product, disputed, otto):
    def dispute(function, day=None):
        return dispute_result(
            actor=otto, product=product, function=function, reason="No.", valid_until=day or TODAY() + WEEKS
        )

    with pytest.raises(AlreadyDisputed):
        dispute(LICENCE)
    with pytest.raises(FunctionUnknown):
        dispute("no.such")
    with pytest.raises(ResultNotDisputable):
        dispute("interoperable.data-vault")
    with pytest.raises(DisputeDayNotFit):
        dispute("findable.tagged", TODAY() + timedelta(days=9999))


def test_the_pages_lead_from_the_answer_to_the_decision(client, product, otto, grace):
    client.force_login(otto)
    fitness = client.get(f"/products/{product.slug}/fitness/").content.decode()
    url = f"/products/{product.slug}/fitness/{LICENCE}/dispute/"
    assert url in fitness
    assert client.post(url, {"reason": "Lawyers.", "valid_until": ""}).status_code == 422
    opened = client.post(url, {"reason": "Lawyers.", "valid_until": (TODAY() + WEEKS).isoformat()})
    assert opened.status_code == 302

    client.force_login(grace)
    assert "Lawyers." in client.get("/governance/fitness/disputes/").content.decode()
    decided = client.post(f"{opened.url}decide/", {"answer": "yes", "note": "", "valid_until": ""})
    tasks.score_product(product.pk)

    assert decided.status_code == 302
    assert "Waived until" in client.get(f"/products/{product.slug}/fitness/").content.decode()
    assert client.post(f"/products/{product.slug}/fitness/no.such/dispute/").status_code == 404
