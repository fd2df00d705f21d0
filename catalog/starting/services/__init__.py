"""What people ask for when they begin a product, and about what is proposed for it: one verb, one function."""

from catalog.starting.services.beginning import (
    begin_blank,
    begin_from_copy,
    begin_from_files,
    begin_from_origin,
    begin_from_sql,
    documents_to_copy,
    naming_of,
)
from catalog.starting.services.deciding import accept, accept_all, dismiss, restore
from catalog.starting.services.looking import ask_for_proposals

__all__ = [
    "accept",
    "accept_all",
    "ask_for_proposals",
    "begin_blank",
    "begin_from_copy",
    "begin_from_files",
    "begin_from_origin",
    "begin_from_sql",
    "dismiss",
    "documents_to_copy",
    "naming_of",
    "restore",
]
