"""The catalog in the console."""

from catalog.admin import lineage, organisation, ports, products, quality, runs  # noqa: F401 — importing registers
