"""What each fitness function says, and when."""

import re

import pytest
import yaml
from django.conf import settings

from catalog.fitness.facts import Facts
from catalog.fitness.registry import FUNCTIONS
from catalog.fitness.results import ATTRIBUTES, Outcome
from tests.catalog.fitness.conftest import column
from tests.catalog.fitness.faults import FAULTS, with_port

CATALOG = [function for function in FUNCTIONS if function.check.__module__.startswith("catalog.")]
F_UJI = settings.BASE_DIR.parent / "shared/specs/other/fuji/metrics_v0.8.yaml"
KEYS = [function.key for function in CATALOG]


@pytest.mark.parametrize("key", KEYS)
def test_a_product_that_does_everything_right_passes_what_concerns_it(key, facts, ask):
    result = ask(key, facts)

    concerned = FUNCTIONS.get(key).scope.holds(facts)
    expected = (Outcome.PASS, 1.0) if concerned else (Outcome.NOT_APPLICABLE, None)
    assert (result.outcome, result.score) == expected, result.summary


@pytest.mark.parametrize("key", KEYS)
def test_every_answer_is_a_sentence_and_a_fault_has_a_remedy(key, facts, ask):
    bare = Facts(product_id=1, slug="x", name="X", day=facts.day, archetype="aggregate")
    for asked in (facts, bare, with_port(facts, monitors=(), columns=())):
        result = ask(key, asked)

        assert result.summary.endswith(".")
        assert (result.score is None) == (result.outcome in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE))
        assert bool(result.remedy) == (result.outcome in (Outcome.WARN, Outcome.FAIL))


@pytest.mark.parametrize(("key", "spoil", "outcome"), FAULTS, ids=[f"{key}-{outcome}" for key, _, outcome in FAULTS])
def test_a_fault_is_found(key, spoil, outcome, facts, ask):
    assert ask(key, spoil(facts)).outcome == outcome


def test_every_function_is_shown_to_find_a_fault():
    assert {key for key, _, outcome in FAULTS if outcome in ("fail", "warn")} == set(KEYS)


def test_every_attribute_has_functions():
    assert {function.attribute for function in CATALOG} == set(ATTRIBUTES)
    assert len(FUNCTIONS) >= 50


def test_a_function_that_concerns_few_products_is_shown_to_pass():
    shown = {key for key, _, outcome in FAULTS if outcome == "pass"}

    assert {"interoperable.data-vault", "reusable.successor", "reliable.repaired"} <= shown


def test_a_fault_tells_the_evidence(facts, ask):
    result = ask("findable.columns-described", with_port(facts, columns=(column("a"), column("b", description="B"))))

    assert result.evidence == {"columns": 2, "not_described": ["b"]}
    assert result.summary == "1 of 2 columns are described by more than their name."
    assert result.remedy == "Describe in the contract what these hold: b."


def test_every_function_of_every_app_is_documented_and_no_other():
    page = (settings.BASE_DIR / "docs" / "fitness.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]

    assert sorted(rows) == sorted(
        f"| `{one.key}` | {one.attribute} | {one.weight} | {one.severity} | {one.scope.says} | {one.question} |"
        for one in FUNCTIONS
    )


@pytest.mark.skipif(not F_UJI.exists(), reason="The metrics of F-UJI are not on this machine.")
def test_every_metric_of_f_uji_is_answered_or_said_not_to_apply():
    page = (settings.BASE_DIR / "docs" / "fitness.md").read_text()
    told = {line.split("|")[1].strip(): line for line in page.splitlines() if line.startswith("| FsF-")}
    metrics = {one["metric_identifier"] for one in yaml.safe_load(F_UJI.read_text())["metrics"]}

    assert set(told) == metrics
    named = {key for line in told.values() for key in re.findall(r"`([a-z]+\.[a-z-]+)`", line)}
    assert named <= {one.key for one in FUNCTIONS}
    assert all("`" in line or "the same for every product" in line for line in told.values())
