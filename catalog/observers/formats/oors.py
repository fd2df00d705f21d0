"""Open Observability Results (Bitol, v0.8.1), a draft: names changed between its versions, and either is read."""

from typing import Any

from catalog.observers.formats.result import (
    NotReadable,
    NotResults,
    Result,
    Tree,
    Unread,
    digest_of,
    in_short,
    moment,
    number,
    status_of,
    words,
)

MOST = 500
KIND = "ObservabilityResults"


def read(document: Any) -> tuple[str, list[Result | Unread]]:
    """The process, or the vendor, that looked, and what it found.

    Raises NotResults.
    """
    if not isinstance(document, dict) or document.get("kind") != KIND:
        raise NotResults(f"The kind of the document is not {KIND}.")
    results = document.get("results")
    if not isinstance(results, list) or len(results) > MOST:
        raise NotResults(f"`results` is a list of at most {MOST}.")
    about, source = _tree(document, "contract"), _tree(document, "source")
    try:
        envelope = {
            "id": words(document, "id", 200, needed=True),
            "at": moment(document.get("observedAt"), "observedAt"),
            "contract": words(about, "contractId", 200) or words(about, "contractID", 200),
            "version": words(about, "version", 40) or words(about, "contractVersion", 40),
        }
        said_by = words(source, "vendor", 60) or words(source, "process", 60)
    except NotReadable as reason:
        raise NotResults(str(reason)) from None
    return said_by, [_one(each, place, envelope) for place, each in enumerate(results)]


def _one(document: Any, place: int, envelope: dict[str, Any]) -> Result | Unread:
    try:
        return _read(document, envelope)
    except NotReadable as reason:
        return Unread(digest_of([envelope["id"], place, document]), str(reason), document)


def _read(document: Any, envelope: dict[str, Any]) -> Result:
    if not isinstance(document, dict):
        raise NotReadable("A result is an object.")
    check, measure = words(document, "id", 150, needed=True), _tree(document, "measure")
    target = words(_tree(document, "target"), "resourceIdentifier", 300)
    return Result(
        key=digest_of([envelope["id"], envelope["at"].isoformat(), document]),
        check=check,
        name=words(document, "name") or check,
        status=status_of(document.get("status")),
        measured_at=envelope["at"],
        datasets=(target,) if target else (),
        contract=envelope["contract"],
        contract_version=envelope["version"],
        rule=words(document, "relatesTo", 200),
        value=number(measure.get("value")),
        value_text=in_short(measure.get("value")),
        unit=words(measure, "unit", 20),
        objective_text=_objective(_tree(measure, "threshold")),
        detail=words(document, "message", 4_000),
        severity=words(document, "severity", 20),
        document=document,
    )


def _objective(threshold: Tree) -> str:
    """The threshold as it is written.

    >>> _objective({"mustBeLessThan": 5})
    'mustBeLessThan 5'
    """
    return ", ".join(f"{name} {value}" for name, value in threshold.items() if in_short(value))[:300]


def _tree(document: Any, name: str) -> Tree:
    found = document.get(name) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}
