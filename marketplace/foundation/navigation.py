"""What the navigation counts: every app adds the numbers it knows."""

from collections.abc import Callable

from django.http import HttpRequest

from marketplace.foundation.registry import Registry

# How much waits for the person in front of the page, by key, such as "approvals"; each entry may ask one query.
COUNTS: Registry[Callable[[HttpRequest], int]] = Registry("count in the navigation")
