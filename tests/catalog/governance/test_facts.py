"""What policies look at is the same whether it is loaded from rows for many products, or read from one draft."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from catalog.governance.facts import EVERYTHING, Wanted, candidate, load_published
from catalog.governance.language import read_rule
from catalog.governance.language.vocabulary import FACTS
from catalog.models import DataProduct, FitnessScore, Incident
from tests.catalog.factories import DataProductFactory, OfferedPortFactory
from tests.catalog.governance.products import column, documents, install, port, prop, spec_of
from tests.requests.factories import GrantFactory

pytestmark = pytest.mark.django_db
words = st.sampled_from(["", "MIT", "hub", "Über alles"])
columns = st.builds(
    lambda name, extra, justification: (
        column(name, **extra) | ({"customProperties": [prop("justification", justification)]} if justification else {})
    ),
    st.sampled_from(["arm", "patient_email", "usubjid", "load_date"]),
    st.fixed_dictionaries(
        {},
        optional={
            "classification": st.sampled_from(["restricted", "Internal", "secret", ""]),
            "primaryKey": st.booleans(),
            "required": st.booleans(),
            "unique": st.booleans(),
            "tags": st.lists(words, max_size=2),
            "description": words,
            "businessName": words,
            "quality": st.just([{"metric": "nullValues", "mustBe": 0}]),
        },
    ),
    words,
)
access = st.none() | st.fixed_dictionaries(
    {},
    optional={
        "purposes": st.lists(st.sampled_from(["research", "safety"]), min_size=1, unique=True),
        "longestDays": st.integers(1, 3000),
        "terms": words,
        "rowFilter": st.just("arm = 'A'"),
        "rules": st.just([{"name": "all", "then": "approve"}]),
        "default": st.sampled_from([{"then": "deny"}, {"then": "review", "stages": ["owner", "steward"]}]),
        "masks": st.just([{"column": "arm", "method": "hash"}]),
    },
)
ports = st.builds(
    lambda name, columns, table, contract, access, description: port(
        name, columns=columns, table=table, contract=contract, access=access, description=description
    ),
    st.just("arms"),
    st.lists(columns, min_size=1, max_size=3, unique_by=lambda each: each["name"]),
    st.fixed_dictionaries(
        {}, optional={"tags": st.just(["hub"]), "physicalType": words, "description": words, "quality": st.just([{}])}
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "tags": st.just(["raw", "hub"]),
            "customProperties": st.just([prop("terms", "Tell nobody.")]),
            "slaProperties": st.sampled_from([[{"property": "ly", "value": 1, "unit": "d"}], [{"property": "rto"}]]),
        },
    ),
    access,
    words,
)
bundles = st.builds(
    lambda one, properties, said: documents(ports=[one, port("other")], properties=properties, **said),
    ports,
    st.lists(
        st.sampled_from([prop("licence", "MIT"), prop("refresh", "daily"), prop("description", "All of it.")]),
        unique_by=lambda each: each["property"],
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "tags": st.lists(words, max_size=3),
            "type": st.sampled_from(["consumerAligned", "aggregate", "odd", ""]),
            "support": st.sampled_from([[{"channel": "Desk", "url": "mailto:a@example.org"}], [{"description": "?"}]]),
        },
    ),
)


@given(raw=bundles)
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_draft_is_seen_as_it_will_be_seen_once_published(raw, product):
    with transaction.atomic():
        published = install(raw, product)

        draft = candidate(spec_of(raw), published)
        kept = load_published([published.pk])[published.pk]

        assert draft.as_tree() == kept.as_tree()
        transaction.set_rollback(True)


def test_every_fact_of_the_language_is_loaded_and_no_other(installed):
    product = installed()
    offered = product.output_ports.get()
    GrantFactory(port=offered)

    loaded = load_published([product.pk])[product.pk]
    seen = {name for kind in ("product", "port", "column", "grant") for each in loaded.all(kind) for name in each.facts}

    assert seen | {"product.fitness"} == set(FACTS)


def test_facts_that_no_document_holds_are_the_same_for_both(installed, grace):
    product = installed()
    offered = product.output_ports.get()
    GrantFactory(port=offered)
    Incident.objects.create(port=offered, title="Late", opened_at=product.created_at)
    FitnessScore.objects.create(
        product=product, day="2026-01-01", scoring="1", score=71, band="fair", latest=True, scored_at=product.created_at
    )
    DataProduct.objects.filter(pk=product.pk).update(
        status="deprecated", ends_on="2030-01-01", successor=DataProductFactory(slug="better")
    )
    product.refresh_from_db()

    kept = load_published([product.pk])[product.pk]

    assert kept.as_tree() == candidate(spec_of(documents()), product).as_tree()
    facts = kept.facts
    assert (facts["product.fitness"], facts["product.open_incidents"], facts["product.maintainers"]) == (71, 1, 2)
    assert (facts["product.status"], facts["product.successor"], facts["product.last_day"]) == (
        "deprecated", "better", "2030-01-01",
    )  # fmt: skip
    assert next(iter(kept.all("grant"))).facts["grant.used"] is False


def test_a_product_that_nobody_saved_yet_has_facts_too(clinical_domain):
    facts = candidate(spec_of(documents(slug="new")), None).facts

    assert facts["product.owner"] == "clinical-data"
    assert facts["product.maintainers"] == 2
    assert facts["product.checkpoints"] == ()
    assert "product.fitness" not in facts


def test_many_products_are_loaded_in_as_many_queries_as_few():
    def loading(number):
        ids = [OfferedPortFactory(columns=["a", "b"]).product_id for _ in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            load_published(ids)
        return len(captured)

    assert loading(2) == loading(12) <= 14


def test_what_no_rule_asks_for_is_not_loaded():
    rule, _ = read_rule("policy: a\nname: A\napplies to: product\nrequire: {product.licence: present}\nsays: a\n")
    ids = [OfferedPortFactory(columns=["a"]).product_id]

    with CaptureQueriesContext(connection) as captured:
        loaded = load_published(ids, Wanted.by([rule]))

    assert len(captured) == 1
    assert list(loaded[ids[0]].all("port")) == []


def test_a_grant_tells_how_long_it_is_but_not_whose(installed):
    product = installed()
    GrantFactory(port=product.output_ports.get())

    grant = next(iter(load_published([product.pk], EVERYTHING)[product.pk].all("grant")))

    assert grant.facts["grant.consumer"] in ("person", "team")
    assert set(grant.facts) == {name for name in FACTS if name.startswith("grant.")}


@pytest.mark.parametrize("document", [{}, {"schema": "odd"}, {"schema": [{"properties": [3]}]}])
def test_odd_documents_say_nothing_and_break_nothing(document):
    product = OfferedPortFactory(columns=["a"], contract={"document": document}).product

    loaded = load_published([product.pk])[product.pk]

    assert next(iter(loaded.all("column"))).facts["column.classified"] is False
