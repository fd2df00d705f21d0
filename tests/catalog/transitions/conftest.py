"""Demographics in two major versions: 2.0.0 has no ages any more, and somebody reads them."""

import duckdb
import pytest
from django.conf import settings as configured
from django.utils import timezone

from accounts.models import Consumer
from accounts.teams.services import found_team, set_member
from catalog.models import MigrationNotice, OutputPort, ProductVersion
from catalog.publishing import services, tasks
from catalog.publishing.leaving import keep_what_breaks, say_goodbye
from catalog.publishing.rights import give_rights
from catalog.transitions.services import release
from requests.grants.reading import open_read
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import (
    AccessPolicyFactory,
    ColumnFactory,
    DataContractFactory,
    DataProductFactory,
    DomainFactory,
    OfferedPortFactory,
    ProductVersionFactory,
    SnapshotFactory,
)
from tests.catalog.publishing.bundles import a_bundle
from tests.catalog.publishing.conftest import (  # noqa: F401 — the same small world
    clinical_domain,
    land,
    landed,
    nudged,
    saved,
)
from tests.requests.factories import GrantFactory

PEOPLE = "SELECT * FROM (VALUES ('S-001','US',63), ('S-002','US',54), ('S-003','DE',71)) AS t(usubjid, country, age)"
AGE_GONE = {
    "kind": "breaking",
    "path": "/outputPorts/subjects/columns/age",
    "message": "The column age of subjects is gone.",
    "port": "subjects",
    "columns": ["age"],
}
POLICY = {
    "masks": [{"column": "usubjid", "method": "hash"}],
    "row_filter": "country = 'US'",
    "unmasked_for": ["analytics"],
}
REVIEWED = (b"{name: all, then: approve}", b"{name: all, then: review, stages: [owner]}")
WITHOUT_AGES = {
    "version": "2.0.0",
    "columns": {"usubjid": "string", "country": "string"},
    "sql": "select usubjid, country from raw_dm",
}


@pytest.fixture
def demographics(clinical):
    """A product of the clinical team; otto maintains it."""
    product = DataProductFactory(
        slug="demographics", name="Demographics", domain=DomainFactory(slug="clinical", name="Clinical", team=clinical)
    )
    give_rights(product, clinical)
    return product


@pytest.fixture
def lay(settings, tmp_path):
    """Lays what a SELECT over three people makes where a snapshot of that place lies; answers the place."""

    def laying(name, select):
        location = f"products/demographics/{name}.parquet"
        path = settings.LAKEHOUSE_ROOT / location
        path.parent.mkdir(parents=True, exist_ok=True)
        duckdb.sql(f"WITH people AS ({PEOPLE}) {select}").write_parquet(str(path))
        return location

    return laying


@pytest.fixture
def first(demographics, lay):
    """The port of version 1.0.0, with ages."""
    columns = ("usubjid", "country", "age")
    place = lay("one", "SELECT * FROM people")
    shape = [{"name": name, "type": "VARCHAR", "logical_type": "string"} for name in columns]
    return OfferedPortFactory(
        product=demographics,
        name="subjects",
        columns=columns,
        policy=POLICY,
        snapshot={"location": place, "rows": 3, "columns": shape},
    )


@pytest.fixture
def reads(first, ada):
    """Ada's own access to it."""
    return GrantFactory(consumer=ConsumerFactory(person=ada), port=first)


@pytest.fixture
def switch(first, lay, otto):
    """Publishes the next version as the switch does, from rows: `switch("2.0.0")`; answers the period, or None.

    `offered=False` leaves the port out; `select`, `columns` and `policy` say what it is from now on.
    """

    def switching(
        number="2.0.0", *, changes=(AGE_GONE,), offered=True, columns=("usubjid", "country"), policy=None, **facts
    ):
        now, product = timezone.now(), first.product
        before = product.versions.published().get()
        ProductVersion.objects.filter(pk=before.pk).update(state="superseded")
        after = ProductVersionFactory(product=product, number=number, changes=list(changes), **facts)
        leaving = keep_what_breaks(before, after, actor=otto, now=now)
        port = OutputPort.objects.get(pk=first.pk)
        port.offered = offered
        if offered:
            parts = {"port": port, "version": after}
            port.contract = DataContractFactory(number=number, **parts)
            for place, name in enumerate(columns):
                ColumnFactory(contract=port.contract, name=name, position=place)
            port.policy = AccessPolicyFactory(**(POLICY if policy is None else policy), **parts)
            place = lay(number, f"SELECT {', '.join(columns)} FROM people")
            port.snapshot = SnapshotFactory(location=place, columns=[{"name": name} for name in columns], **parts)
        port.save()
        release(leaving.snapshots, now=now)
        say_goodbye(leaving, after, actor=otto)
        return leaving.period

    return switching


@pytest.fixture
def broken(first, reads, switch):
    """The port of version 2.0.0, without ages, published while ada reads."""
    switch(guidance="Take the ages from Subject ages.", notice_days=30)
    return fresh(first)


@pytest.fixture
def notice(broken, ada):
    """What ada was told."""
    return MigrationNotice.objects.get(consumer__person=ada)


@pytest.fixture
def publish(saved, otto):  # noqa: F811
    """Publishes for real, by otto: `publish(raw)` or `publish(**changes of a_bundle)`; answers the product."""

    def publishing(raw=None, *, notice_days=30, guidance="", actor=None, **changes):
        raw = raw or a_bundle(**changes).replace(*REVIEWED)
        product = services.save_draft(actor=actor or otto, raw=raw).product
        run = services.submit(actor=actor or otto, product=product, notice_days=notice_days, guidance=guidance)
        tasks.carry_out(run.pk)
        run.refresh_from_db()
        assert run.state == "succeeded", list(run.steps.values_list("name", "state", "error", "log"))
        run.product.refresh_from_db()
        return run.product

    return publishing


@pytest.fixture
def refresh(otto):
    """Builds the published version of a product anew; answers the run."""

    def refreshing(product, *, actor=None):
        run = services.refresh(actor=actor or otto, product=product)
        tasks.carry_out(run.pk)
        run.refresh_from_db()
        return run

    return refreshing


@pytest.fixture
def published(publish):
    """The port of version 1.0.0, published for real."""
    return publish(notice_days=None).output_ports.get()


@pytest.fixture
def visitors(eve):
    """A team that owns nothing yet; eve speaks for it."""
    team = found_team(actor=None, slug="visitors", name="Visitors")
    set_member(actor=None, team=team, person=eve, role="maintainer")
    return team


@pytest.fixture
def ages(published, visitors, eve, publish):
    """A product of the visitors that is made, by an order, from demographics 1.0.0; its port."""
    GrantFactory(consumer=Consumer.objects.for_team(visitors), port=published)
    return publish(theirs(), actor=eve).output_ports.get()


def theirs(version="1.0.0", *, asked="1.0.0", **changes) -> bytes:
    """The bundle of the visitors over demographics, asking for one of its versions."""
    changes = {"sql": "select usubjid, country, age from people"} | changes
    raw = a_bundle(slug="ages", version=version, upstreams={"people": "clinical-demographics"}, **changes)
    raw = raw.replace(b"{name: people, version: 1.0.0,", f"{{name: people, version: {asked},".encode())
    return raw.replace(b"value: clinical-data", b"value: visitors")


def fresh(port) -> OutputPort:
    """The port as the next request would see it."""
    parts = ("product", "policy", "contract", "snapshot", "warehouse")
    return OutputPort.objects.select_related(*parts).get(pk=port.pk)


def someone(person):
    """The same person as the next request would see them."""
    return type(person).objects.get(pk=person.pk)


def read(person, port, **asked):
    """What this person reads of a port: the columns, and the rows in order."""
    with open_read(reader=someone(person), port=fresh(port), format="parquet", **asked) as export:
        table = duckdb.sql(f"SELECT * FROM read_parquet('{export.path}') ORDER BY ALL")
        return table.columns, table.fetchall()


def columns_read(person, port, **asked):
    """The names of the columns that this person reads."""
    return read(person, port, **asked)[0]


def lying(snapshot):
    """What lies in a snapshot, as it is: the columns, and the rows in order."""
    table = duckdb.sql(f"SELECT * FROM '{configured.LAKEHOUSE_ROOT}/{snapshot.location}' ORDER BY ALL")
    return table.columns, table.fetchall()
