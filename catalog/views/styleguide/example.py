"""One state of one component."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from marketplace.foundation.registry import Registry


@dataclass(frozen=True)
class Example:
    """A component in one state, by what is said of the state and by the context that brings it about."""

    said: str
    context: dict[str, Any] | Callable[[], dict[str, Any]] = field(default_factory=dict)

    def now(self) -> dict[str, Any]:
        """The context of this moment; what is told from now on is asked for anew."""
        return self.context() if callable(self.context) else self.context


# The states of each component, by the name of its file in templates/components.
EXAMPLES: Registry[list[Example]] = Registry("component with examples")
