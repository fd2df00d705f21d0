"""Alerts of Monte Carlo as its webhook sends them, version v0.1, and their signature.

https://docs.getmontecarlo.com/docs/webhooks: `x-mcd-signature` is the HMAC-SHA512, in hexadecimal, of the body as a
form (`urllib.parse.urlencode` of the object). An alert has no time of its own: the moment in which it arrives counts.
"""

import hashlib
import hmac
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from catalog.observers.formats.result import (
    NotReadable,
    NotResults,
    Result,
    Tree,
    Unread,
    digest_of,
    in_short,
    number,
    words,
)

# What an alert is set to when it is over; every other word leaves it open.
OVER = ("fixed", "expected", "no_action_needed", "false_positive")
MOST = 100


def signature(secret: str, document: Tree) -> str:
    """What the header says of a body.

    >>> signature("s3cret", {"type": "x", "payload": {"a": 1}})[:16]
    'f01b732f37e0ec8f'
    """
    return hmac.digest(secret.encode(), urlencode(document).encode(), hashlib.sha512).hex()


def is_genuine(secret: str, document: Any, said: str) -> bool:
    """Was this body signed with this secret?"""
    if not secret or not isinstance(document, dict):
        return False
    return hmac.compare_digest(signature(secret, document).encode(), said.strip().lower().encode())


def read(document: Any, now: datetime) -> list[Result | Unread]:
    """One result for each table of an alert; one that names no table is about what the alert was about before.

    Raises NotResults.
    """
    payload = _tree(document, "payload")
    try:
        alert = words(payload, "incident_id", 200, needed=True)
        kind = words(document, "type", 100)
        feedback = _said(document, payload, "alert_feedback")
        severity = _said(document, payload, "declared_alert_severity")
    except NotReadable as reason:
        raise NotResults(f"It is no alert: {reason}") from None
    events = payload.get("event_list")
    common = {
        "status": "kept" if feedback.lower() in OVER else "broken",
        "measured_at": now,
        "thread": alert,
        "opens": not feedback and not severity and kind.startswith("open"),
        "severity": severity,
        "detail": f"Monte Carlo: {feedback}" if feedback else "",
        "link": _link(payload),
    }
    key = digest_of(document)
    found = [one for one in events if isinstance(one, dict)][:MOST] if isinstance(events, list) else []
    return [_read(one, place, payload, kind, key, common) for place, one in enumerate(found or [{}])]


def _read(event: Tree, place: int, payload: Tree, kind: str, key: str, common: dict[str, Any]) -> Result | Unread:
    rule = _tree(event, "rule") or _tree(payload, "rule")
    try:
        told = words(rule, "description") or words(event, "event_details") or kind.replace("_", " ") or "Alert"
        uuid, names = words(rule, "uuid", 100), _names(event, rule, payload)
    except NotReadable as reason:
        return Unread(f"{key}:{place}", str(reason), event)
    value = _value(event)
    return Result(
        key=f"{key}:{place}",
        check=f"rule {uuid}" if uuid else kind or "alert",
        name=told,
        datasets=names,
        value=number(value),
        value_text=in_short(value),
        objective_text=_objective(event),
        document=event or payload,
        **common,
    )


def _names(event: Tree, rule: Tree, payload: Tree) -> tuple[str, ...]:
    """The table with as much of its place as is told, the longest first."""
    comparisons = rule.get("comparisons")
    compared = (
        [one.get("full_table_id") for one in comparisons or () if isinstance(one, dict)]
        if isinstance(comparisons, list)
        else []
    )
    table, group = words(event, "table_name", 200), words(payload, "group_id", 150)
    told = [words(event, "full_table_id", 300), *(one for one in compared if isinstance(one, str))]
    told += [f"{group}.{table}"] if group and table else []
    told += [table] if table else []
    return tuple(dict.fromkeys(name[:400] for name in told if name))


def _value(event: Tree) -> Any:
    hits = _tree(event, "data").get("hits")
    return hits[-1].get("value") if isinstance(hits, list) and hits and isinstance(hits[-1], dict) else None


def _objective(event: Tree) -> str:
    compared = _tree(event, "data").get("rule_comparisons")
    told = [
        f"alerts when {one.get('operator', '')} {one.get('threshold', '')}".strip()
        for one in (compared if isinstance(compared, list) else ())
        if isinstance(one, dict)
    ]
    return ", ".join(told)[:300]


def _said(document: Any, payload: Tree, name: str) -> str:
    """An update stands at the top or inside the payload: the documentation shows no example."""
    return words(payload, name, 60) or words(document, name, 60)


def _link(payload: Tree) -> str:
    link = payload.get("url")
    return link[:500] if isinstance(link, str) and link.startswith("https://") else ""


def _tree(document: Any, name: str) -> Tree:
    found = document.get(name) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}
