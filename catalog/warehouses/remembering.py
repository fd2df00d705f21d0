"""What was found out about a file, kept for a moment: many who get the same view of the same file need one proof."""

import time
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")
SECONDS, MOST = 60, 500

_known: dict[Hashable, tuple[float, object]] = {}


def once(key: Hashable, file: Path, find: Callable[[], Found], *, good: Callable[[Found], bool] = bool) -> Found:
    """What `find` answers; for a minute without asking again, where it was good and the very same file is still there.

    A file that was written anew, or put in its place, has another time, size or number, and is looked at again.
    """
    there = file.stat()
    whole = (key, str(file), there.st_dev, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)
    now = time.monotonic()
    if (kept := _known.get(whole)) and kept[0] > now:
        return kept[1]  # type: ignore[return-value]
    found = find()
    if good(found):
        if len(_known) >= MOST:
            _known.clear()
        _known[whole] = (now + SECONDS, found)
    return found
