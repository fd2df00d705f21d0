"""What OpenLineage events say about the quality of data: the facets dataQualityAssertions and dataQualityMetrics.

Assertions have a verdict. Metrics are figures without one: they are kept, and say nothing about a promise.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from catalog.observers.formats.result import (
    NotReadable,
    Result,
    Tree,
    Unread,
    digest_of,
    in_short,
    moment,
    number,
    words,
)

MOST = 500
GROUPS = ("facets", "inputFacets", "outputFacets")
FIGURES = {"nullCount": "rows", "distinctCount": "values", "count": "values", "min": "", "max": "", "sum": ""}


def read(document: Tree) -> tuple[str, list[Result | Unread]]:
    """Who made the event, and what its facets say; the event has its core shape already."""
    at, key = moment(document["eventTime"], "eventTime"), digest_of(document)
    host = urlsplit(str(document.get("producer", ""))).hostname or ""
    found: list[Result | Unread] = []
    for dataset in _datasets(document):
        for group in GROUPS:
            facets = dataset.get(group)
            for each in _of(facets, dataset) if isinstance(facets, dict) else ():
                found.append(_one(each, len(found), key, at))
    return f"openlineage {host}".strip()[:60], found[:MOST]


def _datasets(document: Tree) -> Iterator[Tree]:
    for name in ("inputs", "outputs"):
        yield from (one for one in document.get(name) or () if isinstance(one, dict))
    if isinstance(document.get("dataset"), dict):
        yield document["dataset"]


def _of(facets: Tree, dataset: Tree) -> Iterator[tuple[Tree, Tree]]:
    """Each assertion, and each figure, with the data set that it is about."""
    assertions = _tree(facets, "dataQualityAssertions").get("assertions")
    for one in assertions if isinstance(assertions, list) else ():
        yield dataset, one if isinstance(one, dict) else {}
    metrics = _tree(facets, "dataQualityMetrics")
    if "rowCount" in metrics:
        yield dataset, {"metric": "rowCount", "value": metrics["rowCount"], "unit": "rows"}
    for column, figures in _tree(metrics, "columnMetrics").items():
        for name, unit in FIGURES.items():
            if isinstance(figures, dict) and name in figures:
                yield dataset, {"metric": name, "column": column, "value": figures[name], "unit": unit}


def _one(each: tuple[Tree, Tree], place: int, key: str, at: Any) -> Result | Unread:
    dataset, said = each
    try:
        return _metric(dataset, said, place, key, at) if "metric" in said else _assertion(dataset, said, place, key, at)
    except NotReadable as reason:
        return Unread(f"{key}:{place}", str(reason), said)


def _assertion(dataset: Tree, said: Tree, place: int, key: str, at: Any) -> Result:
    kind, column = words(said, "assertion", 100, needed=True), words(said, "column", 200)
    if not isinstance(said.get("success"), bool):
        raise NotReadable("success is neither true nor false.")
    severity = words(said, "severity", 20)
    failed = "at_risk" if severity.lower() in ("warn", "warning") else "broken"
    name = words(said, "name", 150)
    return Result(
        key=f"{key}:{place}",
        check="/".join(part for part in (name or kind, column) if part)[:150],
        name=words(said, "description") or " ".join(part for part in (name or kind, column) if part),
        status="kept" if said["success"] else failed,
        measured_at=at,
        datasets=_names(dataset),
        assertion=kind,
        column=column,
        value=number(said.get("actual")),
        value_text=in_short(said.get("actual")),
        objective_text=in_short(said.get("expected")),
        severity=severity,
        document=said,
    )


def _metric(dataset: Tree, said: Tree, place: int, key: str, at: Any) -> Result:
    value = number(said["value"])
    if value is None:
        raise NotReadable(f"{said['metric']} is no number.")
    column = str(said.get("column", ""))[:200]
    check = "/".join(part for part in (said["metric"], column) if part)[:150]
    return Result(
        key=f"{key}:{place}",
        check=check,
        name=f"{said['metric']} {column}".strip()[:300],
        status="unknown",
        measured_at=at,
        datasets=_names(dataset),
        column=column,
        value=value,
        value_text=f"{in_short(said['value'])} {said['unit']}".strip(),
        unit=said["unit"],
        document=said,
    )


def _names(dataset: Tree) -> tuple[str, ...]:
    """Its own name, and those of symlinks, each within its namespace."""
    pairs = [(dataset.get("namespace"), dataset.get("name"))]
    identifiers = _tree(_tree(dataset, "facets"), "symlinks").get("identifiers")
    for one in identifiers if isinstance(identifiers, list) else ():
        if isinstance(one, dict):
            pairs.append((one.get("namespace"), one.get("name")))
    return tuple(f"{space or ''}/{name}"[:400] for space, name in pairs if isinstance(name, str) and name)


def _tree(document: Any, name: str) -> Tree:
    found = document.get(name) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}
