"""Where `requests` adds to the pages of the catalog without the catalog knowing it.

Each registry holds functions; `requests` registers its own when the app starts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from catalog.models import DataProduct, OutputPort
from marketplace.foundation.navigation import COUNTS
from marketplace.foundation.registry import Registry

__all__ = ["COUNTS", "HOME_TODO", "MAY_READ", "PRODUCT_ACCESS", "Panel"]


@dataclass(frozen=True)
class Panel:
    """A piece of a page: a template with its context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


# On the product page: what this person can do about access, beside the title and in the access tab.
PRODUCT_ACCESS: Registry[Callable[[HttpRequest, DataProduct], Panel]] = Registry("access panel of the product page")
# On the home page: what waits for this person.
HOME_TODO: Registry[Callable[[HttpRequest], Panel]] = Registry("to-do panel of the home page")
# Whether somebody may read a port now, by a grant or by their team: the sample then shows what a read would show.
MAY_READ: Registry[Callable[[Any, OutputPort], bool]] = Registry("answer to who may read a port")
