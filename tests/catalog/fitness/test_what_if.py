"""Changes are tried out by asking every function about the changed product; nothing is written."""

import pytest
from django.utils import timezone

from catalog.fitness.loading import load_facts
from catalog.fitness.services import score_product
from catalog.fitness.simulating import Wishes, as_wished, simulate
from catalog.fitness.standing import functions_on
from catalog.models import FitnessScore
from tests.catalog.factories import OfferedPortFactory


@pytest.fixture
def product(db):
    """A product without a licence, with two restricted columns that nobody masks."""
    port = OfferedPortFactory(name="visits", columns=["visit_id", "usubjid", "site"], product__licence="")
    port.contract.columns.filter(name__in=["usubjid", "site"]).update(classification="restricted")
    return port.product


def tried(product, **wishes):
    """What would be, if this were so."""
    facts = load_facts([product.pk], timezone.localdate())[0]
    return simulate(facts, as_wished(facts, Wishes(**wishes)), functions_on())


def test_a_licence_and_two_masks_gain_what_publishing_them_would_gain(product):
    columns = frozenset({"visits.usubjid", "visits.site"})
    found = tried(product, licence="CC-BY-4.0", masked=columns)
    told = {step.new.function: (step.old.outcome, step.new.outcome) for step in found.steps}
    assert told["reusable.licence"] == ("fail", "pass")
    assert told["secure.masked"] == ("fail", "pass")

    product.licence = "CC-BY-4.0"
    product.save()
    policy = product.output_ports.get().policy
    policy.masks = [{"column": name, "method": "hash"} for name in ("usubjid", "site")]
    policy.save()

    assert score_product(product).score == found.score > found.before.score


def test_one_mask_of_two_is_half_of_it(product):
    found = tried(product, masked=frozenset({"visits.site"}))

    assert [(step.new.function, step.new.outcome) for step in found.steps] == [("secure.masked", "warn")]
    assert found.steps[0].points > 0


def test_nothing_otherwise_changes_nothing(product):
    found = tried(product)

    assert found.steps == []
    assert found.score == found.before.score


def test_the_page_shows_before_and_after_and_writes_nothing(client, ada, product):
    client.force_login(ada)
    url = f"/products/{product.slug}/fitness/what-if/"
    assert "No function would answer otherwise" not in client.get(url).content.decode()
    page = client.get(url, {"licence": "MIT", "mask": "visits.site", "assume": "findable.tagged"})
    text = page.content.decode()

    assert page.status_code == 200
    assert "There is a licence" in text
    assert "1 function is taken to pass." in text
    assert not FitnessScore.objects.exists()


@pytest.mark.parametrize("said", [{"mask": "no.such"}, {"longest_days": "-1"}, {"licence": "x" * 300}])
def test_what_cannot_be_tried_is_said(client, ada, product, said):
    client.force_login(ada)
    page = client.get(f"/products/{product.slug}/fitness/what-if/", {"licence": "MIT", **said})

    assert page.status_code == 422
