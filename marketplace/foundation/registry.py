"""Places where one more file adds one more kind."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Entries by key; the same key twice is refused.

    >>> shapes = Registry[str]("shape")
    >>> shapes.add("round")("a circle")
    'a circle'
    >>> shapes.get("round")
    'a circle'
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._entries: dict[str, Entry] = {}

    def add(self, key: str) -> Callable[[Entry], Entry]:
        """Register what follows under a key.

        Raises ValueError when the key is taken.
        """

        def keep(entry: Entry) -> Entry:
            if key in self._entries:
                raise ValueError(f"There are two entries for the {self.kind} {key!r}.")
            self._entries[key] = entry
            return entry

        return keep

    def get(self, key: str) -> Entry:
        """The entry under a key.

        Raises LookupError with the keys that exist.
        """
        try:
            return self._entries[key]
        except KeyError:
            raise LookupError(
                f"There is no {self.kind} {key!r}; there is {', '.join(sorted(self._entries))}."
            ) from None

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def items(self) -> list[tuple[str, Entry]]:
        """Keys with their entries, in the order they were added."""
        return list(self._entries.items())
