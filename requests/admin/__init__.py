"""Access in the console: decisions and grants are made at their own pages; here they can be looked at."""

from requests.admin import deciding, grants, orders, outside, reviews  # noqa: F401 — importing registers
