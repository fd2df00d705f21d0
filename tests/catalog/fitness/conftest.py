"""Facts of a product that does everything right, to take away from one at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from catalog.comparing.fitness import Joins
from catalog.comparing.joins import Pair
from catalog.fitness import functions  # noqa: F401 — importing registers them
from catalog.fitness.facts import ColumnFacts, Facts, MonitorFacts, PolicyFacts, PortFacts, Promises, VersionFacts
from catalog.fitness.registry import FUNCTIONS
from catalog.voices.questions.fitness import Answered
from catalog.voices.reviews.fitness import Reviewed

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def column(name, **changes):
    """A column that is described, classified, traced and shared."""
    told = ColumnFacts(
        name=name,
        logical_type="string",
        description=f"Tells apart whom {name} concerns across all studies.",
        business_name=name.title(),
        classified=True,
        explained=True,
        physical_type="VARCHAR",
        glossary_term="Subject",
        traced=True,
    )
    return replace(told, **changes)


def monitor(rule, indicator="quality", status="kept", **changes):
    """A promise that is kept."""
    told = MonitorFacts(rule, indicator, rule, status, value=100.0, has_objective=True, measured_at=NOW)
    return replace(told, **changes)


def pair(**changes):
    """Two columns that have all values of the smaller one in common."""
    told = Pair("visit_id", 100, "labs", 2, "labs", "visit_id", 90, 90, 7)
    return replace(told, **changes)


def good_port(**changes):
    """A port that keeps everything."""
    told = PortFacts(
        pk=1,
        name="visits",
        contract="0a1b2c3d-0000-4000-8000-00000000cafe",
        table="visits",
        standard="v3.2.0",
        definitions=({"type": "canonicalUrl", "url": "https://doi.org/10.1234/visits"},),
        references=1,
        columns=(column("visit_id", primary_key=True), column("usubjid", classification="restricted")),
        actual=("visit_id", "usubjid"),
        monitors=(
            monitor("schema/visits/primaryKey"),
            *(monitor(f"schema/visits/quality/{number}") for number in range(3)),
            monitor("sla/freshness", "freshness"),
            monitor("pillar/availability", "availability"),
            monitor("pillar/profile", expected=True),
        ),
        policy=PolicyFacts(
            rules=({"name": "all", "then": "review"},),
            purposes=("research",),
            longest_days=90,
            terms="For research within the company only.",
            masked=frozenset({"usubjid"}),
        ),
        rows=100,
        is_made=True,
    )
    return replace(told, **changes)


@pytest.fixture
def facts():
    """A product that does everything right."""
    return Facts(
        product_id=1,
        slug="visits",
        name="Visits",
        day=date(2026, 11, 1),
        archetype="source-aligned",
        external_id="urn:uuid:0a1b2c3d-0000-4000-8000-000000000001",
        domain="Clinical",
        is_found=True,
        promises=Promises(attained=100.0, kept=9, last=NOW),
        description="Every visit of a patient to a trial site, with the arm the patient was in and the findings.",
        purpose="Compare arms over time, find sites that report late, and prepare safety reviews.",
        usage="Join by subject; take the first visit as the baseline.",
        limitations="Screening failures are not contained before 2015.",
        tags=("trial", "visit"),
        licence="MIT",
        support=({"channel": "Clinical desk", "url": "mailto:desk@example.com"},),
        owner="Clinical data",
        maintainers=2,
        members=3,
        ports=(good_port(),),
        versions=(VersionFacts("1.0.0", NOW, 0),),
        inputs=1,
        downstream=("safety",),
        brought={
            "reviews": Reviewed(reviews=3, mean=5.0),
            "questions": Answered(questions=3, in_time=3),
            "joins": Joins(("visit_id",), (pair(),)),
        },
    )


@pytest.fixture
def ask():
    """The answer of one function: `ask("reusable.licence", facts)`."""
    return lambda key, facts: FUNCTIONS.get(key).ask(facts)
