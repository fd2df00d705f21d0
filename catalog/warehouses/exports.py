"""A file on its way to one reader."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO


@dataclass
class Export:
    """A finished file for one reader. Whoever holds it closes it; closing removes the file."""

    path: Path
    media_type: str
    suffix: str
    rows: int | None
    bytes: int

    def open(self) -> BinaryIO:
        """The file, to be read once. Its name is removed at once, so that nothing is left when the process dies."""
        opened = self.path.open("rb")
        self.path.unlink()
        return opened

    def close(self) -> None:
        """Remove the file, if nobody opened it."""
        self.path.unlink(missing_ok=True)

    def __enter__(self) -> "Export":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
