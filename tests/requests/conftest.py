"""Ports with real data in a real lakehouse, orders, and a worker that runs inside the test."""

from datetime import timedelta

import duckdb
import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Consumer
from catalog.publishing.rights import give_rights
from requests.approvals.services import decide
from requests.models import ApprovalStage, Grant, MaskException, ProvisioningRun
from requests.ordering.services import place_order
from requests.ordering.unmasking import ask_plain
from requests.provisioning import runner
from tests.accounts.factories import UserFactory
from tests.catalog.factories import DataProductFactory, DomainFactory, OfferedPortFactory, WarehouseFactory

ROWS = """
    SELECT * FROM (VALUES
        ('01-701-1015', 'US', 63), ('01-701-1023', 'US', 64), ('01-703-1028', 'DE', 71), ('01-704-1034', 'US', 74)
    ) AS subjects(usubjid, country, age)
"""
ASK_OWNER = {"default": {"then": "review", "stages": ["owner"]}}
ASK_BOTH = {"default": {"then": "review", "stages": ["owner", "steward"]}}
AT_ONCE = {"rules": [{"name": "everybody", "then": "approve", "reason": "Public."}]}
NEVER = {"rules": [{"name": "nobody", "then": "deny", "reason": "The source forbids it."}]}
MASKS = [{"column": "usubjid", "method": "hash"}]


@pytest.fixture
def demographics(clinical):
    """A product of the clinical team, whose maintainers may approve access."""
    domain = DomainFactory(slug="clinical", name="Clinical", team=clinical)
    product = DataProductFactory(slug="demographics", name="Demographics", domain=domain)
    give_rights(product, clinical)
    return product


@pytest.fixture
def make_port(demographics, settings):
    """Makes a port with four rows, one of them not from the US, in the lakehouse: `make_port(ASK_OWNER, masks=…)`."""

    def make(document=ASK_OWNER, *, name="subjects", product=demographics, data=True, warehouse=None, **policy):
        location = f"products/{product.slug}/{name}.parquet"
        if data:
            path = settings.LAKEHOUSE_ROOT / location
            path.parent.mkdir(parents=True, exist_ok=True)
            duckdb.sql(ROWS).write_parquet(str(path))
        return OfferedPortFactory(
            product=product,
            name=name,
            warehouse=warehouse or WarehouseFactory(),
            columns=("usubjid", "country", "age"),
            policy={"document": document, **policy},
            snapshot={"location": location, "rows": 4},
        )

    return make


@pytest.fixture
def port(make_port):
    """A port whose owner is asked; consumers see hashed subjects from the US only."""
    return make_port(ASK_OWNER, masks=MASKS, row_filter="country = 'US'")


@pytest.fixture
def sales(db, server, warehouse_database, monkeypatch):
    """A warehouse in a real PostgreSQL server, to whose database `server` is a connection as its owner."""
    monkeypatch.setenv("SALES_WAREHOUSE", warehouse_database)
    return WarehouseFactory(slug="sales", name="Sales database", engine="postgresql", secret="SALES_WAREHOUSE")


@pytest.fixture
def open_port(make_port):
    """A port that everybody gets at once."""
    return make_port(AT_ONCE, name="public_subjects")


@pytest.fixture
def order(ada):
    """Places an order of ada's: `order(port)`, `order(port, other, days=7, team=analytics)`."""

    def place(*ports, days=30, justification="Study of side effects.", **kwargs):
        lines = [(port, days) for port in ports]
        return place_order(actor=kwargs.pop("actor", ada), justification=justification, lines=lines, **kwargs)

    return place


@pytest.fixture
def work():
    """Does what a worker would do now with everything that is due; answers how many runs."""

    def everything(*, later=timedelta()):
        ProvisioningRun.objects.open().update(due_at=timezone.now() - timedelta(seconds=1)) if later else None
        due = list(ProvisioningRun.objects.open().filter(due_at__lte=timezone.now()).values_list("pk", flat=True))
        for run in due:
            runner.carry_out(run)
        return len(due)

    return everything


@pytest.fixture
def grant(ada, port, order, otto, work):
    """Ada's access to the port, approved by otto and verified."""
    line = order(port).lines.get()
    decide(actor=otto, stage=line.stages.get(), yes=True, reason="A good cause.")
    work()
    return Grant.objects.get(consumer=Consumer.objects.for_person(ada), port=port)


@pytest.fixture
def dora(db):
    """Who speaks for data protection in the whole company."""
    dora = UserFactory(username="dora")
    dora.groups.add(Group.objects.get_or_create(name="data-protection")[0])
    return dora


@pytest.fixture
def agree(otto, dora):
    """Has otto and dora say yes to what was asked, as far as they are asked."""

    def both(placed, **kwargs):
        while stage := ApprovalStage.objects.open().filter(request__order=placed).first():
            decide(
                actor=stage.pool.order_by("pk").first(),
                stage=stage,
                yes=True,
                reason="There is no other way.",
                **kwargs,
            )

    return both


@pytest.fixture
def ask(ada):
    """Asks in ada's name to see subjects plain."""

    def asking(access, columns=("usubjid",), days=7, actor=ada, reason="To call the sites about unclear cases."):
        return ask_plain(actor=actor, access=access, columns=columns, reason=reason, days=days)

    return asking


@pytest.fixture
def plain(grant, ask, agree, work):
    """An exception of ada's that is in force."""
    placed = ask(grant.request)
    agree(placed)
    work()
    return MaskException.objects.get(request__order=placed)
