"""What each fitness function says, and when."""

from dataclasses import replace

import pytest
from django.conf import settings

from catalog.fitness.facts import Facts, IncidentFacts, VersionFacts
from catalog.fitness.registry import FUNCTIONS
from catalog.fitness.results import ATTRIBUTES, Outcome
from catalog.voices.reviews.fitness import Reviewed
from tests.catalog.fitness.conftest import NOW, column, good_port, monitor

CATALOG = [function for function in FUNCTIONS if function.check.__module__.startswith("catalog.")]
KEYS = [function.key for function in CATALOG]


def with_port(facts, **changes):
    """The same product with another port."""
    return replace(facts, ports=(good_port(**changes),))


def with_monitor(facts, *args, **kwargs):
    """The same product with one promise."""
    return with_port(facts, monitors=(monitor(*args, **kwargs),))


def with_columns(facts, **changes):
    """The same product, where every column differs in this."""
    columns = tuple(replace(one, **changes) for one in facts.columns)
    return with_port(facts, columns=columns)


@pytest.mark.parametrize("key", KEYS)
def test_a_product_that_does_everything_right_passes(key, facts, ask):
    result = ask(key, facts)

    assert (result.outcome, result.score) == (Outcome.PASS, 1.0), result.summary


@pytest.mark.parametrize("key", KEYS)
def test_every_answer_is_a_sentence_and_a_fault_has_a_remedy(key, facts, ask):
    bare = Facts(product_id=1, slug="x", name="X", day=facts.day, archetype="aggregate")
    for asked in (facts, bare, with_port(facts, monitors=(), columns=())):
        result = ask(key, asked)

        assert result.summary.endswith(".")
        assert (result.score is None) == (result.outcome in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE))
        assert bool(result.remedy) == (result.outcome in (Outcome.WARN, Outcome.FAIL))


FAULTS = [
    ("findable.described", lambda f: replace(f, description="TODO", purpose=""), "fail"),
    ("findable.described", lambda f: replace(f, description="The visits.", purpose=""), "fail"),
    ("findable.columns-described", lambda f: with_columns(f, description=""), "fail"),
    ("findable.columns-described", lambda f: with_columns(f, description="TODO: find out what this is"), "fail"),
    ("findable.business-names", lambda f: with_columns(f, business_name=""), "fail"),
    ("findable.tagged", lambda f: replace(f, tags=("trial", "Trial ")), "warn"),
    ("accessible.readable", lambda f: with_monitor(f, "pillar/availability", "availability", value=50.0), "fail"),
    ("accessible.readable", lambda f: with_port(f, monitors=()), "unknown"),
    ("accessible.support", lambda f: replace(f, support=()), "fail"),
    ("accessible.support", lambda f: replace(f, support=({"channel": "Desk"},)), "warn"),
    ("accessible.terms", lambda f: with_port(f, policy=replace(f.ports[0].policy, terms="")), "fail"),
    ("accessible.deciders", lambda f: replace(f, maintainers=1), "warn"),
    ("accessible.deciders", lambda f: replace(f, maintainers=0), "fail"),
    ("interoperable.contract-covers", lambda f: with_port(f, actual=("visit_id", "extra")), "fail"),
    ("interoperable.contract-covers", lambda f: with_port(f, actual=()), "unknown"),
    ("interoperable.typed", lambda f: with_columns(f, logical_type="varchar"), "fail"),
    ("interoperable.standard", lambda f: with_port(f, standard="v3.0.2"), "warn"),
    ("interoperable.standard", lambda f: with_port(f, standard="1.1.0"), "fail"),
    ("interoperable.joinable", lambda f: with_columns(f, shared_with=0), "fail"),
    ("interoperable.joinable", lambda f: with_port(f, columns=(column("weight"),)), "warn"),
    ("reusable.licence", lambda f: replace(f, licence=""), "fail"),
    ("reusable.provenance", lambda f: replace(f, inputs=0), "fail"),
    ("reusable.provenance", lambda f: with_columns(f, traced=False), "fail"),
    ("reusable.examples", lambda f: with_columns(f, explained=False), "fail"),
    ("reusable.limitations", lambda f: replace(f, limitations=""), "warn"),
    ("reusable.versions", lambda f: replace(f, versions=(VersionFacts("one", NOW, 0),)), "fail"),
    ("reusable.versions", lambda f: replace(f, versions=(VersionFacts("1.1.0", NOW, 0), *f.versions)), "warn"),
    ("reliable.fresh", lambda f: with_port(f, monitors=()), "warn"),
    ("reliable.fresh", lambda f: with_port(f, monitors=(monitor("sla/freshness", "freshness", "broken"),)), "fail"),
    ("reliable.quality-kept", lambda f: with_port(f, monitors=(monitor("a", status="broken"), monitor("b"))), "fail"),
    ("reliable.quality-kept", lambda f: with_port(f, monitors=(monitor("a", status="at_risk"), monitor("b"))), "warn"),
    (
        "reliable.quality-kept",
        lambda f: with_port(
            f, monitors=(monitor("a", status="broken", severity="error"), *map(monitor, "bcdefghij"))
        ),
        "fail",
    ),
    ("reliable.quality-kept", lambda f: with_port(f, monitors=(monitor("a", status="unknown"),)), "unknown"),
    ("reliable.quality-stated", lambda f: with_port(f, monitors=()), "fail"),
    ("reliable.measurable", lambda f: with_monitor(f, "x", unmeasurable="It is stated in words."), "fail"),
    ("reliable.incidents", lambda f: replace(f, incidents=(IncidentFacts("Gone", "high", NOW, True),)), "fail"),
    ("reliable.incidents", lambda f: replace(f, incidents=(IncidentFacts("Gone", "high", NOW, False),)), "warn"),
    ("reliable.keys", lambda f: with_columns(f, primary_key=False), "fail"),
    ("reliable.keys", lambda f: with_port(f, monitors=(monitor("schema/v/primaryKey", status="broken"),)), "fail"),
    ("valuable.downstream", lambda f: replace(f, downstream=()), "fail"),
    ("valuable.downstream", lambda f: replace(f, downstream=(), archetype="consumer-aligned"), "not-applicable"),
    ("valuable.filled", lambda f: with_port(f, rows=0), "fail"),
    ("valuable.filled", lambda f: with_port(f, monitors=(monitor("pillar/profile", value=40.0),)), "fail"),
    ("valuable.purpose", lambda f: replace(f, purpose="", usage="Visits"), "fail"),
    ("valuable.reviewed", lambda f: replace(f, brought={"reviews": Reviewed(2, 3.0)}), "warn"),
    ("valuable.reviewed", lambda f: replace(f, brought={"reviews": Reviewed(1, 2.9)}), "fail"),
    ("valuable.reviewed", lambda f: replace(f, brought={}), "unknown"),
    ("secure.classified", lambda f: with_columns(f, classified=False), "fail"),
    ("secure.masked", lambda f: with_port(f, policy=replace(f.ports[0].policy, masked=frozenset())), "fail"),
    ("secure.masked", lambda f: with_columns(f, classification="internal"), "not-applicable"),
    ("secure.purposes", lambda f: with_port(f, policy=replace(f.ports[0].policy, purposes=())), "fail"),
    ("secure.duration", lambda f: with_port(f, policy=replace(f.ports[0].policy, longest_days=365)), "warn"),
    (
        "secure.reviewed",
        lambda f: with_port(f, policy=replace(f.ports[0].policy, masked=frozenset(), rules=({"then": "approve"},))),
        "fail",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("key", "spoil", "outcome"), FAULTS, ids=[f"{key}-{outcome}" for key, _, outcome in FAULTS])
def test_a_fault_is_found(key, spoil, outcome, facts, ask):
    assert ask(key, spoil(facts)).outcome == outcome


def test_every_function_is_shown_to_find_a_fault():
    assert {key for key, _, outcome in FAULTS if outcome in ("fail", "warn")} == set(KEYS)


def test_every_attribute_has_functions():
    assert {function.attribute for function in CATALOG} == set(ATTRIBUTES)
    assert len(CATALOG) >= 16


def test_a_fault_tells_the_evidence(facts, ask):
    result = ask("findable.columns-described", with_port(facts, columns=(column("a"), column("b", description="B"))))

    assert result.evidence == {"columns": 2, "not_described": ["b"]}
    assert result.summary == "1 of 2 columns are described by more than their name."
    assert result.remedy == "Describe in the contract what these hold: b."


def test_every_function_of_every_app_is_documented_and_no_other():
    page = (settings.BASE_DIR / "docs" / "fitness.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| `")]

    assert sorted(rows) == sorted(
        f"| `{one.key}` | {one.attribute} | {one.weight} | {one.question} |" for one in FUNCTIONS
    )
