"""Drafts that begin from what exists: a table, a SELECT, another product, a file of another standard."""
