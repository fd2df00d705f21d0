"""What people ask of publishing: one verb, one function."""

from catalog.publishing.services.drafts import Saved, save_draft, set_version
from catalog.publishing.services.endings import concerned_by, deprecate, earliest_end, retire, revive
from catalog.publishing.services.runs import refresh, retry_run, submit

__all__ = [
    "Saved",
    "concerned_by",
    "deprecate",
    "earliest_end",
    "refresh",
    "retire",
    "retry_run",
    "revive",
    "save_draft",
    "set_version",
    "submit",
]
