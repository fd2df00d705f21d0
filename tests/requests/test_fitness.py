"""What access tells about how fit a product is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Consumer
from catalog.fitness.services import score_product
from catalog.models import ProductVersion
from requests.approvals.services import decide
from requests.grants.reading import open_read
from requests.models import AccessRequest, Grant
from tests.catalog.fitness_answers import answer_of
from tests.requests.factories import GrantFactory


@pytest.fixture
def verdict(demographics, port):
    """The outcome of one function: `verdict("valuable.read")`; the product has been there for a year."""
    ProductVersion.objects.update(published_at=timezone.now() - timedelta(days=365))

    def ask(function):
        score_product(demographics)
        return answer_of(demographics, function).outcome

    return ask


def test_a_product_that_somebody_else_holds_is_valuable(verdict, port, eve, clinical):
    assert verdict("valuable.consumers") == "fail"
    GrantFactory(consumer=Consumer.objects.for_team(clinical), port=port)
    assert verdict("valuable.consumers") == "fail"

    GrantFactory(consumer=Consumer.objects.for_person(eve), port=port)

    assert verdict("valuable.consumers") == "pass"


def test_a_new_product_is_not_blamed(verdict):
    ProductVersion.objects.update(published_at=timezone.now())

    assert verdict("valuable.consumers") == "unknown"


def test_reads_of_consumers_count_and_those_of_owners_do_not(verdict, grant, ada, otto, port):
    open_read(reader=otto, port=port, format="json").close()
    assert verdict("valuable.read") == "fail"

    open_read(reader=ada, port=port, format="json").close()

    assert verdict("valuable.read") == "pass"


def test_orders_want_an_answer_within_days(verdict, order, port, otto):
    assert verdict("accessible.decided") == "unknown"
    line = order(port).lines.get()
    AccessRequest.objects.update(created_at=timezone.now() - timedelta(days=5))
    assert verdict("accessible.decided") == "warn"
    AccessRequest.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert verdict("accessible.decided") == "fail"

    AccessRequest.objects.update(created_at=timezone.now() - timedelta(hours=2))
    decide(actor=otto, stage=line.stages.get(), yes=True)

    assert verdict("accessible.decided") == "pass"


def test_access_that_nobody_uses_is_a_risk(verdict, grant):
    assert verdict("secure.used") == "pass"

    Grant.objects.update(valid_from=timezone.now() - timedelta(days=100))

    assert verdict("secure.used") == "fail"
