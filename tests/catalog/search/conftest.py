import pytest

from catalog.models import FitnessScore
from catalog.search.index import index_product
from tests.catalog.factories import (
    ColumnFactory,
    DataProductFactory,
    DomainFactory,
    OfferedPortFactory,
    TransformationFactory,
)


@pytest.fixture
def clinical_domain(clinical):
    return DomainFactory(slug="clinical", name="Clinical", team=clinical)


@pytest.fixture
def offer(clinical_domain):
    """Puts a product into the catalog and the search: `offer("Adverse Events", columns=["usubjid"])`."""

    def offering(name, *, columns=("id",), score=None, band="good", classification="internal", sql=None, **fields):
        slug = name.lower().replace(" ", "-")
        product = DataProductFactory(name=name, slug=slug, **{"domain": clinical_domain, **fields})
        port = OfferedPortFactory(product=product, name=slug.replace("-", "_"))
        for position, column in enumerate(columns):
            ColumnFactory(contract=port.contract, name=column, position=position, classification=classification)
        if sql:
            TransformationFactory(version=port.contract.version, port=port, sql=sql)
        if score is not None:
            FitnessScore.objects.create(product=product, day="2026-01-01", scoring="1", score=score, band=band)
        index_product(product)
        return product

    return offering


@pytest.fixture
def names(ada):
    """The names of the products that ada finds, in order."""
    from catalog.search.query import search

    def finding(text="", filters=None, person=None):
        from catalog.search.filters import Filters

        return [product.name for product in search(person or ada, text, filters or Filters()).products]

    return finding
