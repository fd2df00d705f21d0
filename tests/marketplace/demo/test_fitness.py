"""The demo's products differ in fitness for reasons that one can read in their documents."""

import pytest
from django.utils import timezone

from catalog.fitness.facts import Facts
from catalog.fitness.judging import judge
from catalog.fitness.standing import functions_on
from catalog.models import DataProduct
from catalog.publishing.checking import check_bundle
from catalog.trials.candidate import drafted_facts
from marketplace.demo.sources import find_sources, publishable


@pytest.fixture
def scored(db):
    """What the documents of each product alone would score, before anything is measured or read."""
    functions = functions_on()
    found = {}
    for bundle in publishable(find_sources()[0]):
        checked = check_bundle(bundle.path.read_bytes())
        product = DataProduct(slug=bundle.slug, name=checked.spec.name)
        known = Facts(0, bundle.slug, checked.spec.name, timezone.localdate(), "", maintainers=2, members=2)
        found[bundle.slug] = judge(drafted_facts(product, known, checked), functions)
    if "carriers" not in found:
        pytest.skip("The data of flight operations is not on this machine.")
    return found


def test_the_one_that_is_thinly_described_scores_lowest_by_far_and_says_why(scored):
    others = [one.score for slug, one in scored.items() if slug != "carriers"]
    failing = {one.function for one in scored["carriers"].results if one.outcome == "fail"}

    assert scored["carriers"].score <= min(others) - 10
    assert {"accessible.support", "reliable.quality-stated", "reusable.limitations", "valuable.purpose"} <= failing


def test_scores_are_not_all_alike_and_what_differs_has_a_remedy(scored):
    complaints = {
        slug: frozenset((one.function, one.summary) for one in told.results if one.outcome in ("fail", "warn"))
        for slug, told in scored.items()
    }

    assert len({one.score for one in scored.values()}) >= 4
    assert len(set(complaints.values())) >= 10
    assert all(one.remedy for told in scored.values() for one in told.results if one.outcome in ("fail", "warn"))


def test_what_was_never_measured_or_read_is_unknown_and_not_a_pass(scored):
    unknown = {one.function for one in scored["airports"].results if one.outcome == "unknown"}

    assert {"reliable.quality-kept", "valuable.filled", "reliable.attained"} <= unknown
    assert scored["airports"].known < 90
