"""What people ask of governance: one verb, one function."""

from catalog.governance.services.drafting import change_draft, discard_draft, draft_policy
from catalog.governance.services.exceptions import (
    ask_exception,
    decide_exception,
    end_exception,
    end_exceptions_due,
    remind_of_exceptions,
)
from catalog.governance.services.lifecycle import enforce_due, postpone, put_in_force, remind_of_enforcing, withdraw
from catalog.governance.services.shipping import load_shipped

__all__ = [
    "ask_exception",
    "change_draft",
    "decide_exception",
    "discard_draft",
    "draft_policy",
    "end_exception",
    "end_exceptions_due",
    "enforce_due",
    "load_shipped",
    "postpone",
    "put_in_force",
    "remind_of_enforcing",
    "remind_of_exceptions",
    "withdraw",
]
