"""Needs against facts: what is known is judged, what nobody knows is unknown, and nothing else is met."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from catalog.requirements.judging import best_fit, judge_port
from catalog.requirements.needs import (
    AccessFacts,
    ColumnFacts,
    Needs,
    Outcome,
    PortFacts,
    Share,
    key_of,
    read_span,
    span_in_words,
)

DAY = 86_400
CALM = how(max_examples=70, deadline=None, suppress_health_check=[HealthCheck.too_slow])
KNOWN = PortFacts(
    1,
    "events",
    columns=(
        ColumnFacts("usubjid", "Subject", classification="restricted", filled=100.0, masked="hash", guarded=True),
        ColumnFacts("aedecod", "Preferred term", tags=("MedDRA",), filled=98.0),
        ColumnFacts("astdt", "Start", logical_type="date", filled=60.0, least="2020-01-01", most="2020-12-30"),
    ),
    age=3600.0,
    promised_age=2.0 * DAY,
    shares=(Share("Cells that hold a value", 99.97),),
    licence="Apache-2.0",
    regions=("EU", "CH"),
    purposes=("safety-monitoring",),
    fitness=80,
    access=AccessFacts("waits", "An order waits for its owners."),
)
JUDGED = [
    (Needs(wanted=("AEDECOD",)), "met", "aedecod (Preferred term)."),
    (Needs(wanted=("preferred_term",)), "met", "aedecod (Preferred term)."),
    (Needs(wanted=("meddra",)), "met", "aedecod (Preferred term)."),
    (Needs(wanted=("weight",)), "missed", "No column has this name, business name or tag."),
    (Needs(wanted=("usubjid",)), "unknown", "masked (hash)"),
    (Needs(wanted=("–",)), "missed", "No column"),
    (Needs(freshness=3600), "met", "It was built 60 min ago; the contract promises at most 2 days."),
    (Needs(freshness=3599), "missed", "It was built 60 min ago"),
    (Needs(history=365 * DAY), "met", "astdt reaches from 2020-01-01 to 2020-12-30: 365 days."),
    (Needs(history=366 * DAY), "missed", "365 days"),
    (Needs(completeness=99), "met", "Cells that hold a value: 99.9 %."),
    (Needs(completeness=100), "missed", "99.9 %"),
    (Needs(completeness=60, wanted=("aedecod", "astdt")), "met", "astdt is filled 60 %, the least of 2."),
    (Needs(completeness=61, wanted=("aedecod", "astdt")), "missed", "astdt is filled 60 %"),
    (Needs(fitness=80), "met", "Its fitness is 80 of 100."),
    (Needs(fitness=81), "missed", "80 of 100"),
    (Needs(licences=("MIT", "apache 2.0")), "met", "Its licence is Apache-2.0."),
    (Needs(licences=("MIT",)), "missed", "Apache-2.0"),
    (Needs(regions=("eu", "ch", "us")), "met", "It lies in EU, CH."),
    (Needs(regions=("EU",)), "missed", "It lies in EU, CH."),
    (Needs(purpose="Safety monitoring"), "met", "Its policy allows safety-monitoring."),
    (Needs(purpose="marketing"), "missed", "safety-monitoring"),
    (Needs(classification="internal"), "met", "The strictest that you would see is internal: aedecod, astdt."),
    (Needs(classification="public"), "missed", "internal"),
    (Needs(without_waiting=True), "missed", "An order waits for its owners."),
]


@pytest.mark.parametrize(("needs", "outcome", "evidence"), JUDGED)
def test_a_need_is_judged_by_what_is_known(needs, outcome, evidence):
    last = judge_port(needs, KNOWN).verdicts[-1]

    assert (last.outcome, evidence in last.evidence) == (outcome, True), last.evidence


ONE_OF_EACH = Needs(
    wanted=("aedecod",), freshness=DAY, history=DAY, completeness=1, fitness=1, licences=("MIT",), regions=("EU",),
    purpose="research", classification="restricted", without_waiting=True,
)  # fmt: skip


def test_what_nobody_knows_is_never_met():
    fit = judge_port(ONE_OF_EACH, PortFacts(1, "events"))

    assert {verdict.outcome for verdict in fit.verdicts} == {Outcome.UNKNOWN}
    assert (fit.total, fit.fits) == (10, False)


@pytest.mark.parametrize(
    ("columns", "wanted", "outcome"),
    [
        ([("born", "1950-01-01"), ("seen", "2020-12-01")], (), "unknown"),  # they disagree, and nobody said which
        ([("born", "1950-01-01"), ("seen", "2020-12-01")], ("seen",), "missed"),
        ([("born", "1950-01-01"), ("seen", "2020-12-01")], ("born",), "met"),
        ([("seen", "not a day"), ("when", "infinity")], (), "unknown"),
        ([("a", "2019-01-01"), ("b", "2018-01-01")], (), "met"),
    ],
)
def test_history_takes_no_date_of_birth_for_a_history(columns, wanted, outcome):
    dates = tuple(ColumnFacts(name, logical_type="date", least=first, most="2020-12-30") for name, first in columns)

    verdict = judge_port(Needs(history=365 * DAY, wanted=wanted), PortFacts(1, "p", columns=dates)).verdicts[-1]

    assert verdict.outcome == outcome, verdict.evidence


def test_no_evidence_tells_of_values_that_are_guarded():
    guarded = ColumnFacts("astdt", logical_type="date", guarded=True)

    verdict = judge_port(Needs(history=DAY), PortFacts(1, "p", columns=(guarded,))).verdicts[0]

    assert verdict.evidence == "How far astdt reaches is not shown to you."


def test_of_several_ports_the_one_that_serves_best_counts():
    poor, good = PortFacts(1, "poor", fitness=10), PortFacts(2, "good", fitness=10, licence="MIT")

    assert best_fit(Needs(fitness=50, licences=("MIT",)), [poor, good]).name == "good"
    assert best_fit(Needs(fitness=50), []) is None


numbers = st.none() | st.integers(1, 100)
spans = st.none() | st.integers(1, 10**9)
words = st.lists(st.text(max_size=8), max_size=3).map(tuple)
needs = st.builds(
    Needs, wanted=words, freshness=spans, history=spans, completeness=numbers, fitness=numbers, licences=words,
    regions=words, purpose=st.text(max_size=5), classification=st.sampled_from(["", "public", "restricted", "odd"]),
    without_waiting=st.booleans(),
)  # fmt: skip
days = st.none() | st.dates().map(str) | st.text(max_size=12)
columns = st.builds(
    ColumnFacts, name=st.text(max_size=5), business_name=st.text(max_size=5), classification=st.text(max_size=9),
    logical_type=st.sampled_from(["date", "string", ""]), filled=st.none() | st.floats(0, 100), least=days, most=days,
    masked=st.sampled_from(["", "hash"]),
)  # fmt: skip
ports = st.builds(
    PortFacts, pk=st.just(1), name=st.text(max_size=5), columns=st.lists(columns, max_size=4).map(tuple),
    age=st.none() | st.floats(0, 1e9), fitness=numbers, licence=st.text(max_size=5), regions=words,
    purposes=st.none() | words,
)  # fmt: skip


@CALM
@given(needs, ports)
def test_every_need_gets_one_verdict_with_evidence_whatever_the_facts(asked, port):
    fit = judge_port(asked, port)

    stated = sum(bool(value) for name, value in vars(asked).items() if name != "wanted")
    assert fit.total == len(asked.wanted) + stated
    assert fit.met + fit.missed + fit.unknown == fit.total
    assert all(verdict.evidence and verdict.asked is not None for verdict in fit.verdicts)
    assert fit.fits == (fit.total > 0 and fit.met == fit.total)


@CALM
@given(needs, ports, st.integers(1, 10**9))
def test_asking_for_less_never_fits_worse(asked, port, more):
    if asked.freshness is None:
        return
    patient = Needs.read(vars(asked) | {"freshness": asked.freshness + more})

    assert judge_port(patient, port).met >= judge_port(asked, port).met


@CALM
@given(st.integers(1, 1000 * 365 * DAY))
def test_a_span_in_words_is_read_again_as_the_same(seconds):
    assert read_span(span_in_words(seconds).replace(",", "")) == seconds


@CALM
@given(st.text())
def test_a_key_is_a_key_of_itself(text):
    assert key_of(key_of(text)) == key_of(text)
