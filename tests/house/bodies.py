"""What calls of the API take, so that parts of it can be spoiled."""

from django.utils import timezone


def body_of(name: str, world) -> dict:
    """A body that the call would take."""
    place = {"namespace": "a", "name": "b", "facets": {}}
    order = {"justification": "To see.", "purpose": "", "team": None, "lines": [{"port": world["port"], "days": 3}]}
    return {
        "order-list": order,
        "incident-list": {"port": world["port"], "title": "Late", "detail": "", "severity": "low", "source": ""},
        "requirement-profile-list": {
            "name": "Signals",
            "task": "To see.",
            "team": None,
            "wanted": ["subject"],
            "freshness": "24 h",
            "history": "2 years",
            "completeness": 95,
            "licences": ["MIT"],
            "classification": "internal",
            "without_waiting": True,
        },
        "lineage-list": {
            "eventType": "COMPLETE",
            "eventTime": "2026-01-02T03:04:05Z",
            "producer": "https://example.org/x",
            "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json",
            "run": {"runId": "0198a1b2-0000-7000-8000-000000000000"},
            "job": place,
            "outputs": [place],
        },
        "grant-renew": {"reason": "To see.", "days": 3},
        "approval-approve": {"reason": "To see.", "days": 3},
        "incident-resolve": {"cause": "To see."},
        "incident-assign": {"assignee": "otto"},
        "incident-comment": {"text": "To see."},
        "incident-weigh": {"severity": "low", "reason": "To see."},
        "observer-list": {"slug": "a", "name": "A", "kind": "signed", "secret_name": "OBSERVER_A", "is_on": True},
        "result-list": {
            "source": "soda",
            "results": [
                {
                    "port": world["port"],
                    "dataset": "a.b",
                    "name": "Rows",
                    "status": "fail",
                    "value": 3,
                    "measured_at": timezone.now().isoformat(),
                }
            ],
        },
        "result-oors": {
            "kind": "ObservabilityResults",
            "id": "a",
            "observedAt": timezone.now().isoformat(),
            "source": {"process": "nightly"},
            "contract": {"contractId": "a"},
            "results": [
                {"id": "b", "name": "B", "status": "fail", "measure": {"value": 3, "threshold": {"mustBe": 0}}}
            ],
        },
        "wanted-list": {"title": "A", "need": "B", "purpose": "C", "terms": ["d"], "needed_by": None, "domain": None},
        "wanted-vote": {"why": "To see."},
        "wanted-answer": {"product": world["product"], "note": "To see."},
    }.get(name, {"reason": "To see."})
