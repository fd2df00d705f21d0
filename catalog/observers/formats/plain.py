"""Results as our own API reads them: `{"source": …, "results": [{…}]}`, or one result alone."""

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


def read(document: Any) -> tuple[str, list[Result | Unread]]:
    """The name that the sender goes by, if it says one, and the results.

    Raises NotResults.

    >>> said = {"dataset": "a.b", "name": "rows", "status": "fail", "measured_at": "2026-01-31T12:00:00Z"}
    >>> read(said)[1][0].status
    'broken'
    """
    if not isinstance(document, dict):
        raise NotResults("Results are an object with `results`, a list.")
    found = document.get("results", [document])
    if not isinstance(found, list) or len(found) > MOST:
        raise NotResults(f"`results` is a list of at most {MOST}.")
    try:
        source = words(document, "source", 60)
    except NotReadable as reason:
        raise NotResults(str(reason)) from None
    return source, [_one(each) for each in found]


def _one(document: Any) -> Result | Unread:
    try:
        return _read(document)
    except NotReadable as reason:
        return Unread(digest_of(document), str(reason), document)


def _read(document: Any) -> Result:
    if not isinstance(document, dict):
        raise NotReadable("A result is an object.")
    port, name = document.get("port"), words(document, "name", needed=True)
    if port is not None and (isinstance(port, bool) or not isinstance(port, int) or not 0 < port < 2**63):
        raise NotReadable("port is the number of a port.")
    dataset = words(document, "dataset", 300, needed=port is None)
    given = words(document, "id", 200)
    return Result(
        key=f"id:{given}" if given else digest_of(document),
        check=words(document, "check", 150) or name[:150],
        name=name,
        status=status_of(document.get("status")),
        measured_at=moment(document.get("measured_at"), "measured_at"),
        port=port,
        datasets=(dataset,) if dataset else (),
        rule=words(document, "rule", 200),
        column=words(document, "column", 200),
        value=number(document.get("value")),
        value_text=in_short(document.get("value")),
        unit=words(document, "unit", 20),
        objective_text=words(document, "objective"),
        detail=words(document, "detail", 4_000),
        severity=words(document, "severity", 20),
        link=_link(document),
        document=document,
    )


def _link(document: Tree) -> str:
    link = words(document, "link", 300)
    return link if link.startswith(("https://", "http://")) else ""
