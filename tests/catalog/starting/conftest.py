"""Tables that landed, ports that are offered, and a worker that looks at once."""

import pytest

from catalog.models import DataProfile, Proposal, SourceSystem
from catalog.publishing.landing import land_table
from catalog.publishing.rights import give_rights
from catalog.starting import services, tasks
from catalog.warehouses.engines import build_limits, warehouse_for
from catalog.warehouses.interface import nobody_asks
from tests.catalog.factories import ColumnFactory, DataProductFactory, DomainFactory, OfferedPortFactory

PEOPLE = "usubjid,born,arm,age,email\n" + "".join(
    f"S-{n:03},{1940 + n % 50}-0{1 + n % 9}-1{n % 10},{('active', 'placebo')[n % 2]},{40 + n % 30},p{n}@example.org\n"
    for n in range(60)
)


@pytest.fixture
def domain(clinical):
    """A domain of the team Clinical data."""
    return DomainFactory(slug="clinical", name="Clinical", team=clinical)


@pytest.fixture(autouse=True)
def nudged(monkeypatch):
    """Which tasks were nudged with which rows, in place of a broker."""
    from marketplace.foundation import nudges

    sent = []
    monkeypatch.setattr(nudges, "_send", lambda task, ids: sent.append((task.name, *ids)))
    return sent


@pytest.fixture
def land(tmp_path):
    """Lands a CSV as a table of a source system: `land("dm", text, team=clinical)`."""

    def landing(name="dm", text=PEOPLE, *, system="pharmaverse", team=None):
        owner, _made = SourceSystem.objects.get_or_create(slug=system, defaults={"name": system.title(), "team": team})
        file = tmp_path / f"{system}-{name}.csv"
        file.write_text(text)
        return land_table(actor=None, system=owner, name=name, source=file, format="csv")

    return landing


@pytest.fixture
def dm(land, domain):
    """Sixty people of a trial, with what would tell them from others."""
    return land()


@pytest.fixture
def offer(tmp_path):
    """Offers a port with real data: `offer("flights", "flights", "select 1 as a", team=analytics)`."""

    def offering(slug, name, sql, *, team, masks=(), document=None, said=()):
        product = DataProductFactory(slug=slug, name=slug.title(), domain=DomainFactory(team=team), owner=team)
        give_rights(product, team)
        policy = {"masks": list(masks), "document": document or {"default": {"then": "review", "stages": ["owner"]}}}
        port = OfferedPortFactory(product=product, name=name, policy=policy)
        built = warehouse_for(port.warehouse).build(
            sql=sql, inputs={}, port_key=f"port-{port.pk}", run_key="run-1", limits=build_limits(), alive=nobody_asks
        )
        described = dict(said)
        for position, column in enumerate(built.columns):
            facts = described.get(column.name, {})
            ColumnFactory(contract=port.contract, name=column.name, position=position, **facts)
        port.snapshot.location, port.snapshot.rows = built.location, built.rows
        port.snapshot.columns = [
            {"name": one.name, "type": one.physical_type, "logical_type": one.logical_type} for one in built.columns
        ]
        port.snapshot.save()
        return port

    return offering


@pytest.fixture
def begun(otto, clinical, domain, dm):
    """Otto's product from the table of people; nobody has looked at its data yet."""
    return services.begin_from_origin(
        actor=otto, origin=dm, name="Subjects", team=clinical, domain=domain, port="subjects"
    ).product


@pytest.fixture
def looked_at(begun):
    """The same, after a worker has looked."""
    tasks.look(DataProfile.objects.get().pk)
    return begun


@pytest.fixture
def proposal():
    """One proposal: `proposal("email", "classification")`."""
    return lambda column, aspect: Proposal.objects.get(column=column, aspect=aspect)
