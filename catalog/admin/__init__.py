"""The catalog in the console."""

from catalog.admin import governance, lineage, organisation, ports, products, quality, runs, search, studio  # noqa: F401 — importing registers
