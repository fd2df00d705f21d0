import pytest

from catalog.publishing.rights import give_rights
from tests.catalog.factories import DataProductFactory, DomainFactory, SourceSystemFactory, SourceTableFactory
from tests.catalog.governance.products import documents, install


@pytest.fixture
def clinical_domain(clinical):
    """The domain that the small products belong to, with the table that they read."""
    SourceTableFactory(system=SourceSystemFactory(slug="pharmaverse"), name="dm")
    return DomainFactory(slug="clinical", name="Clinical", team=clinical)


@pytest.fixture
def product(clinical_domain, clinical):
    """A product of otto's team that has nothing published yet."""
    product = DataProductFactory(slug="arms", name="Arms", domain=clinical_domain, status="draft")
    give_rights(product, clinical)
    return product


@pytest.fixture
def installed(product):
    """Publishes documents of the product, without a build."""

    def installing(raw=None, **said):
        return install(raw or documents(**said), product)

    return installing


@pytest.fixture
def nudged(monkeypatch):
    """Which tasks were nudged with which rows, in place of a broker."""
    from marketplace.foundation import nudges

    sent = []
    monkeypatch.setattr(nudges, "_send", lambda task, ids: sent.append((task.name.rpartition(".")[2], *ids)))
    return sent
