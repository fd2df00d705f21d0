import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.lineage.services import store_edges
from tests.catalog.factories import (
    ColumnFactory,
    DataProductFactory,
    DomainFactory,
    InputPortFactory,
    OfferedPortFactory,
    SourceTableFactory,
    TransformationFactory,
)

SCHEMA = [
    {"name": "usubjid", "type": "VARCHAR"},
    {"name": "age", "type": "BIGINT"},
    {"name": "country", "type": "VARCHAR"},
]


@pytest.fixture
def queries_of(ada):
    """How many queries something takes, once it is known who asks: `queries_of(lambda: …)`."""
    assert (ada.team_ids, ada.sees_everything) == (frozenset(), False)

    def counting(work):
        with CaptureQueriesContext(connection) as captured:
            work()
        return len(captured)

    return counting


@pytest.fixture
def dm():
    """A source table of people."""
    return SourceTableFactory(system__slug="pharmaverse", name="dm", columns=SCHEMA)


@pytest.fixture
def make(clinical):
    """A published product over other ports or source tables: `make("ages", sql, raw=table)`."""
    domain = DomainFactory(slug="clinical", name="Clinical", team=clinical)

    def making(name, sql, *, columns=("usubjid", "age"), status="published", **inputs):
        product = DataProductFactory(name=name.title(), slug=name, domain=domain, status=status)
        snapshot = {"columns": [{"name": column, "type": "VARCHAR"} for column in columns]}
        port = OfferedPortFactory(product=product, name=name, snapshot=snapshot)
        version = port.contract.version
        for position, column in enumerate(columns):
            ColumnFactory(contract=port.contract, name=column, position=position)
        for key, origin in inputs.items():
            kind = "source" if origin._meta.model_name == "sourcetable" else "upstream"
            InputPortFactory(version=version, name=key, **{"source": None, kind: origin})
        TransformationFactory(version=version, port=port, sql=sql)
        store_edges(version)
        return port

    return making


@pytest.fixture
def people(make, dm):
    return make("people", "select usubjid, age from raw where country = 'US'", raw=dm)


@pytest.fixture
def ages(make, people):
    return make("ages", "select age, count(*) as n from people group by age", columns=("age", "n"), people=people)
