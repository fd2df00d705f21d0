"""The core shape of OpenLineage events (spec 2-0-2). Wrong facets are warnings: the spec's own examples have some."""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Tree = dict[str, Any]
EVENT_TYPES = ("START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER")
MOST_DATASETS = 2_000
MOST_BYTES = 2_000_000
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


class NotAnEvent(ValueError):
    """The document has not the core shape, and where."""


@dataclass(frozen=True)
class Event:
    """What every kind of event tells."""

    event_time: datetime
    producer: str
    event_type: str = ""
    run_id: str = ""
    job: str = ""
    inputs: tuple[Tree, ...] = ()
    outputs: tuple[Tree, ...] = ()
    warnings: tuple[str, ...] = ()


def read_event(document: object) -> Event:
    """Understand a RunEvent, DatasetEvent or JobEvent. Unknown keys and facets are left alone.

    Raises NotAnEvent with a sentence.
    """
    if not isinstance(document, dict):
        raise NotAnEvent("an event is a JSON object.")
    _insist_it_can_be_kept(document)
    event_time = _time(document.get("eventTime"))
    producer = _uri(document, "producer")
    _uri(document, "schemaURL")
    if "run" in document:
        return _run_event(document, event_time, producer)
    if "dataset" in document:
        dataset = _dataset(document["dataset"], "dataset")
        return Event(event_time, producer, outputs=(dataset,), warnings=tuple(_facet_warnings(document)))
    if "job" in document:
        job, inputs, outputs = _job(document), _datasets(document, "inputs"), _datasets(document, "outputs")
        return Event(
            event_time, producer, job=job, inputs=inputs, outputs=outputs, warnings=tuple(_facet_warnings(document))
        )
    raise NotAnEvent("it has no run, no job and no dataset.")


def _insist_it_can_be_kept(document: Tree) -> None:
    """No database keeps NaN, half a character or a null character as JSON."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise NotAnEvent("it holds what JSON has no word for.") from None
    if len(text) > MOST_BYTES:
        raise NotAnEvent(f"an event has at most {MOST_BYTES} bytes.")
    if b"\\u0000" in text:
        raise NotAnEvent("it holds a null character.")


def names_of(dataset: Tree) -> Iterator[tuple[str, str]]:
    """The names of a dataset: its own, and the symlinks that point to the same data."""
    yield dataset["namespace"], dataset["name"]
    facets = dataset.get("facets")
    symlinks = facets.get("symlinks") if isinstance(facets, dict) else None
    identifiers = symlinks.get("identifiers") if isinstance(symlinks, dict) else None
    for identifier in identifiers if isinstance(identifiers, list) else ():
        if isinstance(identifier, dict) and isinstance(identifier.get("name"), str):
            yield str(identifier.get("namespace", "")), identifier["name"]


def _run_event(document: Tree, event_time: datetime, producer: str) -> Event:
    run = document["run"]
    run_id = run.get("runId") if isinstance(run, dict) else None
    if not isinstance(run_id, str):
        raise NotAnEvent("run.runId is missing.")
    try:
        run_id = str(uuid.UUID(run_id))
    except ValueError:
        raise NotAnEvent("run.runId is no UUID.") from None
    event_type = document.get("eventType") or ""
    if event_type and event_type not in EVENT_TYPES:
        raise NotAnEvent(f"eventType is one of {', '.join(EVENT_TYPES)}.")
    return Event(
        event_time=event_time,
        producer=producer,
        event_type=event_type,
        run_id=run_id,
        job=_job(document),
        inputs=_datasets(document, "inputs"),
        outputs=_datasets(document, "outputs"),
        warnings=tuple(_facet_warnings(document)),
    )


def _job(document: Tree) -> str:
    job = document.get("job")
    if not isinstance(job, dict) or not all(
        isinstance(job.get(key), str) and job[key] for key in ("namespace", "name")
    ):
        raise NotAnEvent("job needs a namespace and a name.")
    return f"{job['namespace']}/{job['name']}"


def _datasets(document: Tree, key: str) -> tuple[Tree, ...]:
    found = document.get(key)
    if found is None:
        return ()
    if not isinstance(found, list) or len(found) > MOST_DATASETS:
        raise NotAnEvent(f"{key} is a list of at most {MOST_DATASETS} datasets.")
    return tuple(_dataset(dataset, f"{key}[{place}]") for place, dataset in enumerate(found))


def _dataset(dataset: object, where: str) -> Tree:
    if not isinstance(dataset, dict) or not all(isinstance(dataset.get(key), str) for key in ("namespace", "name")):
        raise NotAnEvent(f"{where} needs a namespace and a name.")
    return dataset


def _time(value: object) -> datetime:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or not 1970 <= moment.year <= 9000:
        raise NotAnEvent("eventTime is no time like 2026-01-31T12:00:00Z.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _uri(document: Tree, key: str) -> str:
    value = document.get(key)
    if not isinstance(value, str) or not _URI.fullmatch(value):
        raise NotAnEvent(f"{key} is no URI.")
    return value


def _facet_warnings(document: Tree) -> Iterator[str]:
    """What is wrong with facets: each says who made it and by which schema."""
    holders = [(key, document.get(key)) for key in ("run", "job", "dataset")]
    for key in ("inputs", "outputs"):
        found = document.get(key)
        holders += [(f"{key}[{place}]", one) for place, one in enumerate(found if isinstance(found, list) else ())]
    for where, holder in holders:
        for group in ("facets", "inputFacets", "outputFacets"):
            facets = holder.get(group) if isinstance(holder, dict) else None
            for name, facet in facets.items() if isinstance(facets, dict) else ():
                missing = [
                    key for key in ("_producer", "_schemaURL") if not isinstance(facet, dict) or key not in facet
                ]
                if missing:
                    yield f"{where}.{group}.{name} lacks {' and '.join(missing)}."
