"""People in the console."""

from accounts.admin import people, records, teams  # noqa: F401 — importing registers
