"""Where the lakehouse keeps its files.

    landing/<system>/<table>/<digest>.parquet     source tables, one file per source file
    products/<port>/<run>.parquet                 snapshots, one file per build
    exports/                                      files on their way to a reader
    scratch/                                      what running queries spill

A file is written beside as `*.part` and renamed when it is whole, so that nobody ever reads half of one.
"""

import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from catalog.warehouses.errors import LocationMissing, NameNotFit

KEPT = ("landing", "products")
SUFFIX = ".parquet"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_LOCATION = re.compile(rf"(?:{'|'.join(KEPT)})(?:/{_NAME.pattern})+\.parquet")


class Layout:
    """The folders under one root. Locations are texts relative to it."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.exports = self.root / "exports"
        self.scratch = self.root / "scratch"

    def landed(self, system: str, table: str, digest: str) -> str:
        """The location of a source table made from a file with this digest."""
        return "/".join(("landing", _fit(system), _fit(table), _fit(digest))) + SUFFIX

    def snapshot(self, port_key: str, run_key: str) -> str:
        """The location of one build of a port."""
        return "/".join(("products", _fit(port_key), _fit(run_key))) + SUFFIX

    def path(self, location: str) -> Path:
        """The file at a location, there or not.

        Raises LocationMissing for what is no location.
        """
        if not _LOCATION.fullmatch(location):
            raise LocationMissing(location=location)
        return self.root / location

    def existing(self, location: str) -> Path:
        """The file at a location.

        Raises LocationMissing when nothing is there.
        """
        path = self.path(location)
        if not path.is_file():
            raise LocationMissing(location=location)
        return path

    @contextmanager
    def draft_of(self, path: Path) -> Iterator[Path]:
        """A name beside the file to write to; it becomes the file when all went well, and is removed otherwise."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(6)}.part")
        try:
            yield draft
            os.replace(draft, path)
        finally:
            draft.unlink(missing_ok=True)

    def export(self, suffix: str) -> Path:
        """A new name for a file on its way to a reader."""
        self.exports.mkdir(parents=True, exist_ok=True)
        return self.exports / f"{secrets.token_hex(12)}{suffix}"

    @contextmanager
    def scratch_folder(self) -> Iterator[Path]:
        """An empty folder for one query to spill into."""
        folder = self.scratch / secrets.token_hex(12)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def locations(self) -> Iterator[str]:
        """All whole files that are kept."""
        for shelf in KEPT:
            for path in sorted((self.root / shelf).rglob(f"*{SUFFIX}")):
                yield path.relative_to(self.root).as_posix()

    def sweep(self, older_than: timedelta) -> int:
        """Remove half-written, orphaned and spilled files that nobody has touched for a while."""
        oldest = time.time() - older_than.total_seconds()
        drafts = (path for shelf in KEPT for path in (self.root / shelf).rglob("*.part"))
        leftovers = [*drafts, *self.exports.glob("*"), *self.scratch.glob("*")]
        removed = [path for path in leftovers if _touched(path) < oldest]
        for path in removed:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return len(removed)


def _fit(name: str) -> str:
    if not _NAME.fullmatch(name) or name.endswith(".part"):
        raise NameNotFit(name=repr(name))
    return name


def _touched(path: Path) -> float:
    """When a file, or anything in a folder, was last written; now, when it has just gone."""
    try:
        return max(one.stat().st_mtime for one in (path, *path.rglob("*")))
    except FileNotFoundError:
        return time.time()
