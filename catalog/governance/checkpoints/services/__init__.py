"""What can be done with checkpoints: ask, answer, take back; and say what is asked."""

from catalog.governance.checkpoints.services.forms import (
    begin_form,
    change_form,
    discard_form,
    load_shipped_forms,
    use_form,
)
from catalog.governance.checkpoints.services.requests import keep_answers, request_checkpoint, withdraw
from catalog.governance.checkpoints.services.signing import decide

__all__ = [
    "begin_form",
    "change_form",
    "decide",
    "discard_form",
    "keep_answers",
    "load_shipped_forms",
    "request_checkpoint",
    "use_form",
    "withdraw",
]
