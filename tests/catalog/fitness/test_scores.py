"""Scores as rows: once per product and day, in a fixed number of queries, resumable."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.fitness.registry import FACT_LOADERS, FUNCTIONS, FitnessFunction
from catalog.fitness.results import failed, passed
from catalog.fitness.selectors import changes_since, domain_scores, fitness_of, history, latest_fitness
from catalog.fitness.services import score_product, score_products
from catalog.fitness.standing import scoring_version
from catalog.models import FitnessEvidence, FitnessScore, InputPort, Monitor
from marketplace.foundation.models import AuditEvent
from tests.catalog.factories import DataProductFactory, DomainFactory, InputPortFactory, OfferedPortFactory
from tests.catalog.fitness_answers import answer_of

TODAY = timezone.localdate


@pytest.fixture
def product(clinical):
    """A published product with two columns, one of them restricted and masked."""
    product = DataProductFactory(domain=DomainFactory(team=clinical), licence="MIT", tags=["trial", "visit"])
    properties = [{"name": "visit_id", "classification": "internal"}, {"name": "usubjid"}]
    port = OfferedPortFactory(
        product=product,
        name="visits",
        columns=["visit_id", "usubjid"],
        contract={"document": {"apiVersion": "v3.1.0", "schema": [{"properties": properties}]}},
        policy={"masks": [{"column": "USUBJID", "method": "hash"}], "purposes": ["research"]},
        snapshot={"columns": [{"name": "visit_id"}, {"name": "usubjid"}]},
    )
    port.contract.columns.filter(name="usubjid").update(classification="restricted")
    return product


@pytest.fixture
def extra_function():
    """A function of another slice, with facts of its own."""
    FACT_LOADERS._entries["orders"] = lambda ids, day: dict.fromkeys(ids, 3)
    check = lambda facts: passed(f"{facts.brought['orders']} orders.")  # noqa: E731
    FUNCTIONS._entries["valuable.orders"] = FitnessFunction("valuable.orders", "Valuable", "It is ordered", 2, 1, check)
    yield
    del FACT_LOADERS._entries["orders"], FUNCTIONS._entries["valuable.orders"]


def outcome(product, function):
    """What the latest score says of one function."""
    return answer_of(product, function).outcome


def test_a_score_rests_on_the_rows_of_the_product(product):
    score = score_product(product)

    assert score.latest
    assert 0 <= score.score <= 100
    assert score.scoring == scoring_version()
    assert outcome(product, "reusable.licence") == "pass"
    assert outcome(product, "secure.masked") == "pass", "names of columns are not case-sensitive"
    assert outcome(product, "interoperable.contract-covers") == "pass"
    assert outcome(product, "reliable.keys") == "fail"
    classified = answer_of(product, "secure.classified")
    assert (classified.score, classified.evidence) == (0.5, {"not_classified": ["usubjid"]})


def test_a_product_with_little_known_says_so(clinical):
    product = DataProductFactory(domain=DomainFactory(team=clinical))
    score_product(product)

    assert outcome(product, "reliable.quality-kept") == "unknown"
    assert latest_fitness(product).known < 60


def test_scoring_twice_on_a_day_replaces_what_was_said(product):
    first = score_product(product)
    product.licence = ""
    product.save()
    second = score_product(product)

    assert (first.pk, FitnessScore.objects.count()) == (second.pk, 1)
    assert second.score < first.score
    assert outcome(product, "reusable.licence") == "fail"
    assert FitnessEvidence.objects.count() == 1, "what was replaced is not kept"


def test_days_on_which_nothing_changes_share_their_evidence(product):
    today = score_product(product)
    tomorrow = score_product(product, day=TODAY() + timedelta(days=1))

    assert today.evidence_id == tomorrow.evidence_id
    assert FitnessEvidence.objects.count() == 1


def test_the_newest_day_is_the_latest_even_when_an_earlier_one_is_scored_later(product):
    score_product(product, day=TODAY())
    yesterday = score_product(product, day=TODAY() - timedelta(days=1))
    tomorrow = score_product(product, day=TODAY() + timedelta(days=1))

    assert not yesterday.latest
    assert tomorrow.latest
    assert FitnessScore.objects.filter(product=product, latest=True).count() == 1


def test_only_a_change_of_the_score_is_an_event(product):
    score_product(product)
    score_product(product)

    assert AuditEvent.objects.filter(verb="fitness.scored").count() == 1


def test_many_products_are_read_in_as_many_queries_as_few(clinical):
    def queries(count):
        products = [OfferedPortFactory(columns=["visit_id"]).product.pk for _ in range(count)]
        list(score_products(products))
        with CaptureQueriesContext(connection) as captured:
            list(score_products(products))
        return sum(1 for query in captured.captured_queries if query["sql"].startswith("SELECT"))

    assert queries(12) == queries(2)


def test_who_reads_it_is_found_in_the_versions_published_now(product):
    reader = OfferedPortFactory().product
    InputPortFactory(version=reader.versions.get(), upstream=product.output_ports.get(), source=None)
    score_product(product)

    result = answer_of(product, "valuable.downstream")
    assert result.evidence == {"products": [reader.slug]}
    assert InputPort.objects.count() == 1


def test_broken_promises_lower_the_score(product):
    port = product.output_ports.get()
    common = {
        "port": port,
        "contract": port.contract,
        "measured_at": timezone.now(),
        "objective": {"operator": "mustBe", "value": 0},
    }
    monitor = Monitor.objects.create(
        rule="schema/visits/quality/0", indicator="quality", name="Rows", status="kept", **common
    )
    before = score_product(product).score
    Monitor.objects.filter(pk=monitor.pk).update(status="broken")

    assert score_product(product).score < before
    assert outcome(product, "reliable.quality-kept") == "fail"


def test_another_slice_brings_functions_and_facts_of_its_own(product, extra_function):
    version = scoring_version()
    score_product(product)

    assert answer_of(product, "valuable.orders").summary == "3 orders."
    assert version.startswith(f"{len(FUNCTIONS)}-")


def test_a_new_function_starts_a_new_scoring_version(product, request):
    before = scoring_version()
    request.getfixturevalue("extra_function")

    assert scoring_version() != before


def test_a_function_that_stumbles_is_unknown_and_the_others_still_answer(product, monkeypatch):
    broken = FitnessFunction("reusable.licence", "Reusable", "Broken", 3, 1, lambda facts: facts.nothing)
    monkeypatch.setitem(FUNCTIONS._entries, "reusable.licence", broken)
    score = score_product(product)

    assert outcome(product, "reusable.licence") == "unknown"
    assert score.score is not None


def test_the_api_is_told_score_band_and_evidence(product):
    assert fitness_of(product)["score"] is None
    score_product(product)
    told = fitness_of(product)

    assert {"score", "band", "results"} <= told.keys()
    assert {"function", "version", "attribute", "outcome", "score", "evidence", "remedy"} <= told["results"][0].keys()


def test_the_page_is_told_what_to_mend_first(product, django_assert_num_queries):
    score_product(product)
    with django_assert_num_queries(1):
        fitness = latest_fitness(product)
        advice = fitness.advice()

    assert len(advice) == 3
    assert advice[0].points >= advice[1].points > 0
    assert all(one.result.remedy for one in advice)
    gained = fitness.if_passed([advice[0].result.function])
    assert gained == pytest.approx(fitness.score.score + advice[0].points, abs=1)


def test_the_history_tells_day_by_day_and_what_changed(product):
    yesterday = TODAY() - timedelta(days=1)
    score_product(product, day=yesterday)
    product.licence = ""
    product.save()
    score_product(product)

    assert [each["day"] for each in history(product)] == [yesterday, TODAY()]
    changed = changes_since(product)
    assert [(one.function, one.old.outcome, one.new.outcome) for one in changed.changes] == [
        ("reusable.licence", "pass", "fail"),
        ("reusable.licence-known", "pass", "not-applicable"),
    ]
    assert changed.changes[0].points < changed.changes[1].points < 0
    assert changed.difference < 0
    assert not changed.rules_changed


def test_nothing_has_changed_before_there_are_two_days(product):
    assert changes_since(product) is None
    score_product(product)

    assert changes_since(product) is None


def test_a_domain_is_told_by_median_and_worst(product):
    score = score_product(product)

    assert domain_scores() == {product.domain_id: {"median": score.score, "worst": score.score, "products": 1}}


def test_the_command_scores_and_says_so(product, capsys):
    call_command("score_fitness")

    assert capsys.readouterr().out.startswith(f"{product.slug}: ")
    with pytest.raises(CommandError):
        call_command("score_fitness", "no-such-product")


def test_a_remedy_is_never_lost_for_a_fault():
    assert failed("No.", remedy="Do it.").remedy == "Do it."
