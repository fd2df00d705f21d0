import copy
import json
from pathlib import Path

import pytest

from catalog.lineage.errors import EventNotValid
from catalog.lineage.events import receive_event, receive_events
from catalog.models import LineageEvent
from marketplace.foundation.models import AuditEvent

SPECS = Path(__file__).parents[3].parent / "shared" / "specs" / "openlineage"
RUN = {
    "eventTime": "2026-01-31T12:00:00Z",
    "producer": "https://example.org/tool",
    "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    "eventType": "COMPLETE",
    "run": {"runId": "019127df-0850-72bc-b214-b255290588a6", "facets": {"ours": {"_producer": "x", "_schemaURL": "y"}}},
    "job": {"namespace": "etl", "name": "people"},
    "inputs": [{"namespace": "postgres://db:5432", "name": "clinic.dm"}],
    "outputs": [{"namespace": "marketplace", "name": "people.people"}],
}


def an_event(**changes):
    return {**copy.deepcopy(RUN), **changes}


def test_an_event_is_kept_as_it_came_and_tied_to_its_port(people, otto):
    event = receive_event(actor=otto, document=an_event())

    assert event.document == RUN
    assert (event.event_type, event.job, event.run_id) == ("COMPLETE", "etl/people", RUN["run"]["runId"])
    assert list(event.ports.all()) == [people]
    assert AuditEvent.objects.get(verb="lineage.received").object_name == str(people)


def test_the_same_event_again_counts_once(people, otto):
    first = receive_event(actor=otto, document=an_event())
    again = receive_event(actor=otto, document=dict(reversed(an_event().items())))

    assert again == first
    assert AuditEvent.objects.filter(verb="lineage.received").count() == 1


def test_an_event_about_data_elsewhere_is_kept_without_a_port(otto):
    event = receive_event(actor=otto, document=an_event(outputs=[{"namespace": "s3://bucket", "name": "a/b"}]))

    assert event.pk
    assert not event.ports.exists()


def test_a_dataset_is_known_by_where_it_lies_and_by_a_symlink(people, otto):
    location = people.snapshot.location
    by_path = an_event(outputs=[{"namespace": "file", "name": f"/data/lakehouse/{location}"}])
    link = {"identifiers": [{"namespace": "marketplace", "name": "people.people", "type": "TABLE"}]}
    by_link = an_event(outputs=[{"namespace": "hive", "name": "people", "facets": {"symlinks": link}}])

    for document in (by_path, by_link):
        assert list(receive_event(actor=otto, document=document).ports.all()) == [people]


def test_others_can_say_that_they_read_a_port_but_not_that_they_write_it(people, ada, petra):
    reading = an_event(inputs=RUN["outputs"], outputs=[])

    assert list(receive_event(actor=ada, document=reading).ports.all()) == [people]
    assert not receive_event(actor=ada, document=an_event()).ports.exists()
    assert list(receive_event(actor=petra, document=an_event(eventType="OTHER")).ports.all()) == [people]


def test_dataset_and_job_events_are_events(people, otto):
    base = {key: RUN[key] for key in ("eventTime", "producer", "schemaURL")}

    dataset = receive_event(actor=otto, document={**base, "dataset": RUN["outputs"][0]})
    job = receive_event(actor=otto, document={**base, "job": RUN["job"], "outputs": RUN["outputs"]})

    assert list(dataset.ports.all()) == list(job.ports.all()) == [people]
    assert (dataset.run_id, job.run_id) == ("", "")


def test_a_wrong_facet_is_a_warning(otto):
    event = receive_event(actor=otto, document=an_event(job={**RUN["job"], "facets": {"sql": {"query": "select 1"}}}))

    assert event.warnings == ["job.facets.sql lacks _producer and _schemaURL."]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "text",
        {},
        an_event(eventTime="yesterday"),
        an_event(eventTime=5),
        an_event(eventTime="0001-01-01T00:00:00Z"),
        an_event(producer="nobody"),
        an_event(run={}),
        an_event(run={"runId": "one"}),
        an_event(run=5),
        an_event(job={"name": "alone"}),
        an_event(job="etl"),
        an_event(eventType="DONE"),
        an_event(eventType=["START"]),
        an_event(inputs={}),
        an_event(inputs=[{"name": "alone"}]),
        an_event(outputs=[5]),
        an_event(note="\x00"),
        an_event(note=float("nan")),
        an_event(note="\ud800"),
        an_event(note="x" * 2_000_001),
    ],
)
def test_what_is_no_event_is_refused_in_one_sentence(otto, document):
    with pytest.raises(EventNotValid, match="not an OpenLineage event"):
        receive_event(actor=otto, document=document)
    assert not LineageEvent.objects.exists()


def test_a_batch_is_kept_whole_or_not_at_all(otto, people):
    with pytest.raises(EventNotValid):
        receive_events(actor=otto, documents=[an_event(), {}])
    assert not LineageEvent.objects.exists()

    rows = receive_events(actor=otto, documents=[an_event(), an_event(eventType="START"), an_event()])
    assert len({row.pk for row in rows}) == 2


@pytest.mark.skipif(not SPECS.exists(), reason="The OpenLineage examples are not on this machine.")
def test_every_event_of_the_standard_and_its_tools_is_kept(otto):
    files = sorted((SPECS / "events").rglob("*.json"))
    assert files
    for file in files:
        receive_event(actor=otto, document=json.loads(file.read_text()))


@pytest.mark.skipif(not SPECS.exists(), reason="The OpenLineage examples are not on this machine.")
def test_wrong_facets_of_the_standard_are_kept_and_a_missing_run_is_refused(otto):
    for file in sorted((SPECS / "invalid").glob("*.json")):
        document = json.loads(file.read_text())
        if "no_run_id" in file.name:
            with pytest.raises(EventNotValid):
                receive_event(actor=otto, document=document)
        else:
            receive_event(actor=otto, document=document)
