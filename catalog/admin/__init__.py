"""The catalog in the console."""

from catalog.admin import (  # noqa: F401 — importing registers
    governance,
    incidents,
    lineage,
    observers,
    organisation,
    ports,
    products,
    quality,
    runs,
    search,
    studio,
    voices,
)
