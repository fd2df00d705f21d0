"""What people ask of publishing: one verb, one function."""

from catalog.publishing.services.drafts import Saved, save_draft
from catalog.publishing.services.endings import deprecate, retire
from catalog.publishing.services.runs import refresh, retry_run, submit

__all__ = ["Saved", "deprecate", "refresh", "retire", "retry_run", "save_draft", "submit"]
