"""The catalog in the console."""

from catalog.admin import governance, lineage, organisation, ports, products, quality, runs, studio  # noqa: F401 — importing registers
