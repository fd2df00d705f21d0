"""Stewards say how a function counts: as a draft, in grace until a day, or enforced; and how much it weighs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.fitness import tasks
from catalog.fitness.errors import FunctionChanged, FunctionUnknown, GraceDayNotFit
from catalog.fitness.selectors import fitness_of, latest_fitness
from catalog.fitness.services import enforce_functions_due, score_product, set_function
from catalog.fitness.standing import functions_on, scoring_version
from catalog.models import FitnessFunctionSetting
from marketplace.foundation.errors import NotAllowed
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import OfferedPortFactory
from tests.catalog.fitness_answers import answer_of

LICENCE = "reusable.licence"
TODAY = timezone.localdate


@pytest.fixture
def product(db):
    """A published product without a licence."""
    return OfferedPortFactory(columns=["visit_id"]).product


def licence():
    """How the function counts now."""
    return next(one for one in functions_on() if one.key == LICENCE)


def test_a_draft_is_computed_and_shown_to_stewards_only(grace, product):
    set_function(actor=grace, function=LICENCE, state="draft", weight=3)
    score_product(product)

    assert answer_of(product, LICENCE).outcome == "fail"
    assert LICENCE not in [one.function for one in latest_fitness(product).results]
    assert LICENCE not in [one["function"] for one in fitness_of(product)["results"]]


def test_in_grace_it_is_shown_warns_at_worst_and_does_not_count(grace, product):
    before = score_product(product).score
    set_function(actor=grace, function=LICENCE, state="grace", enforced_from=TODAY() + timedelta(days=9), weight=3)
    after = score_product(product)

    assert answer_of(product, LICENCE).outcome == "warn"
    assert after.score > before
    assert LICENCE not in after.failing


def test_grace_ends_on_its_day_by_itself_and_is_written_down_once(grace, product):
    day = TODAY() + timedelta(days=9)
    set_function(actor=grace, function=LICENCE, state="grace", enforced_from=day, weight=3)

    assert score_product(product, day=day).failing.count(LICENCE) == 1
    assert (enforce_functions_due(day), enforce_functions_due(day)) == (1, 0)
    assert AuditEvent.objects.filter(verb="function.enforced").count() == 1


def test_a_weight_starts_a_new_line_of_scores_and_everything_is_scored_anew(grace, monkeypatch, product):
    asked = []
    monkeypatch.setattr("catalog.fitness.services.functions.nudge", asked.append)
    before = scoring_version()
    set_function(actor=grace, function=LICENCE, state="enforced", weight=9)

    assert scoring_version() != before
    assert asked == [tasks.score_all]
    assert licence().weight == 9


def test_another_owner_changes_no_score(grace, monkeypatch, db):
    asked = []
    monkeypatch.setattr("catalog.fitness.services.functions.nudge", asked.append)
    before = scoring_version()
    set_function(actor=grace, function=LICENCE, state="enforced", weight=3, owner="Legal")

    assert (licence().owner, scoring_version(), asked) == ("Legal", before, [])


def test_every_change_is_written_down_with_before_and_after(grace, db):
    set_function(actor=grace, function=LICENCE, state="enforced", weight=5)
    event = AuditEvent.objects.get()

    assert (event.verb, event.actor) == ("function.enforced", grace)
    assert (event.old["weight"], event.new["weight"]) == (3, 5)


def test_what_is_set_as_it_is_changes_nothing(grace, db):
    set_function(actor=grace, function=LICENCE, state="enforced", weight=3)

    assert not FitnessFunctionSetting.objects.exists()
    assert not AuditEvent.objects.exists()


def test_two_stewards_notice_each_other(grace, db):
    set_function(actor=grace, function=LICENCE, state="enforced", weight=5, revision=0)
    with pytest.raises(FunctionChanged):
        set_function(actor=grace, function=LICENCE, state="draft", weight=5, revision=0)

    assert licence().state == "enforced"


def test_grace_needs_a_day_to_come_and_a_function_that_there_is(grace, db):
    with pytest.raises(GraceDayNotFit):
        set_function(actor=grace, function=LICENCE, state="grace", enforced_from=TODAY(), weight=3)
    with pytest.raises(FunctionUnknown):
        set_function(actor=grace, function="no.such", state="draft")


def test_only_stewards_set_functions(otto, petra, db):
    for person in (otto, petra):
        with pytest.raises(NotAllowed):
            set_function(actor=person, function=LICENCE, state="draft")


def test_the_page_sets_it_and_says_what_is_wrong(client, grace, product):
    client.force_login(grace)
    url = f"/governance/fitness/functions/{LICENCE}/"
    refused = client.post(url, {"state": "grace", "weight": "3", "revision": "0"})
    assert refused.status_code == 422
    assert "from which day" in refused.content.decode()

    assert client.post(url, {"state": "draft", "weight": "3", "revision": "0"}).status_code == 302
    assert licence().state == "draft"
    stale = client.post(url, {"state": "enforced", "weight": "3", "revision": "0"})

    assert stale.status_code == 422
    assert "in the meantime" in stale.content.decode()


def test_the_page_tells_which_products_fail_it_and_hides_drafts(client, ada, grace, product):
    score_product(product)
    client.force_login(ada)
    page = client.get(f"/governance/fitness/functions/{LICENCE}/").content.decode()
    assert product.name in page

    set_function(actor=grace, function=LICENCE, state="draft", weight=3)

    assert client.get(f"/governance/fitness/functions/{LICENCE}/").status_code == 404
    assert "There is a licence" not in client.get("/governance/fitness/").content.decode()
