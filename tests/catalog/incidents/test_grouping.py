"""One cause is one incident: promises of one port that break together, and products that are made from each other."""

import pytest

from catalog.incidents.life import begin, mend
from catalog.incidents.runner import follow_up
from catalog.incidents.severity import weigh
from catalog.models import Breach, Incident
from tests.accounts.factories import ConsumerFactory
from tests.catalog.factories import InputPortFactory, SnapshotFactory
from tests.catalog.incidents.conftest import told
from tests.requests.factories import GrantFactory


def broken(port, monitor, title="Too few rows", **facts):
    return begin(port=port, monitor=monitor, snapshot=port.snapshot, title=title, **facts)


def test_promises_that_break_with_one_snapshot_are_one_incident(port, monitor_of):
    first = broken(port, monitor_of(port, "rows"))
    second = broken(port, monitor_of(port, "names"), title="Names are missing")

    assert first == second
    assert [breach.title for breach in first.breaches.all()] == ["Too few rows", "Names are missing"]
    assert [entry.kind for entry in first.entries.all()] == ["opened", "joined"]


def test_another_snapshot_that_breaks_something_else_is_another_incident(port, monitor_of):
    first = broken(port, monitor_of(port, "rows"))
    port.snapshot = SnapshotFactory(port=port, version=port.contract.version)
    port.save()

    assert broken(port, monitor_of(port, "names")) != first


def test_a_promise_that_breaks_again_while_its_incident_is_open_joins_it_again(port, monitor_of):
    rows, names = monitor_of(port, "rows"), monitor_of(port, "names")
    incident = broken(port, rows)
    broken(port, names)
    mend(Breach.objects.get(monitor=rows), words="Fine.")
    port.snapshot = SnapshotFactory(port=port, version=port.contract.version)
    port.save()

    assert broken(port, rows) == incident
    assert Breach.objects.filter(monitor=rows).count() == 2


def test_it_ends_with_its_last_breach(port, monitor_of):
    rows, names = monitor_of(port, "rows"), monitor_of(port, "names")
    incident = broken(port, rows)
    broken(port, names)

    mend(Breach.objects.get(monitor=rows), words="4 rows.")
    incident.refresh_from_db()
    assert incident.resolved_at is None
    mend(Breach.objects.get(monitor=names), words="No name is missing.")
    incident.refresh_from_db()

    assert (incident.cause_kind, incident.cause) == ("mended", "No name is missing.")


def test_an_open_incident_upstream_is_named_as_the_suspect(port, below, monitor_of):
    safety = below(port, "Safety")
    signals = below(safety, "Signals")
    upstream = broken(port, monitor_of(port, "rows"))
    late = broken(signals, monitor_of(signals, "fresh"), title="Late")

    follow_up(late.pk)

    late.refresh_from_db()
    assert late.suspect == upstream
    assert "names the probable" not in late.entries.last().text
    assert late.entries.get(kind="suspected").facts["product"] == "Demographics"


def test_the_nearest_incident_upstream_is_the_suspect(port, below, monitor_of):
    safety = below(port, "Safety")
    signals = below(safety, "Signals")
    broken(port, monitor_of(port, "rows"))
    near = broken(safety, monitor_of(safety, "rows"))
    late = broken(signals, monitor_of(signals, "fresh"))

    follow_up(late.pk)

    late.refresh_from_db()
    assert late.suspect == near


def test_what_is_noticed_upstream_later_is_named_to_what_was_noticed_downstream_before(port, below, monitor_of, otto):
    safety = below(port, "Safety")
    late = broken(safety, monitor_of(safety, "fresh"), title="Late")
    owner = safety.product.owner.people.get()
    assert told(owner) == [f"{safety}: Late"]

    broken(port, monitor_of(port, "rows"))

    told(owner)  # the suspect is found in the first round, and told in the second, if not at once
    assert told(owner)[-1] == f"{safety}: “Late” is probably because of Demographics: Too few rows"
    late.refresh_from_db()
    assert late.suspect.port == port


def test_two_that_feed_each_other_do_not_suspect_each_other(port, below, monitor_of):
    safety = below(port, "Safety")
    InputPortFactory(version=port.contract.version, name="back", source=None, upstream=safety)
    one, other = broken(port, monitor_of(port, "rows")), broken(safety, monitor_of(safety, "rows"))

    follow_up(one.pk)
    follow_up(other.pk)

    one.refresh_from_db()
    other.refresh_from_db()
    assert [one.suspect_id, other.suspect_id].count(None) == 1


def test_products_downstream_are_noted_as_affected(port, below, monitor_of):
    safety = below(port, "Safety")
    below(safety, "Signals")
    incident = broken(port, monitor_of(port, "rows"))

    follow_up(incident.pk)

    assert {product.name for product in incident.affected.all()} == {"Safety", "Signals"}
    assert Incident.objects.open().touching([safety.product_id]).get() == incident


@pytest.mark.parametrize(
    ("rule", "criticality", "consumers", "expected"),
    [
        ("error", "", 0, "high"),
        ("", "", 0, "medium"),
        ("info", "", 3, "low"),
        ("", "high", 3, "high"),
        ("error", "critical", 40, "critical"),
        ("warning", "low", 3, "low"),
        ("whatever a tool says", "", 12, "high"),
    ],
)
def test_severity_grows_with_criticality_and_consumers(rule, criticality, consumers, expected):
    assert weigh(rule, criticality, consumers) == expected


def test_an_incident_is_weighed_by_its_product_and_its_readers(port, monitor_of):
    port.product.criticality = "high"
    port.product.save()
    for _reader in range(10):
        GrantFactory(consumer=ConsumerFactory(), port=port)

    incident = broken(port, monitor_of(port, "rows"))

    assert incident.severity == "critical"
    assert incident.entries.get().facts == {"rule": "", "criticality": "high", "consumers": 10}


def test_a_contract_says_how_critical_its_own_port_is(port, monitor_of):
    port.contract.document = {"customProperties": [{"property": "criticality", "value": "low"}]}
    port.contract.save()

    assert broken(port, monitor_of(port, "rows")).severity == "low"


def test_a_worse_breach_makes_its_incident_worse(port, monitor_of, otto):
    incident = broken(port, monitor_of(port, "rows"))
    broken(port, monitor_of(port, "keys", severity="error"))

    assert told(otto)[-1] == f"{port}: the severity of “Too few rows” is high now."
    incident.refresh_from_db()
    assert incident.severity == "high"
