"""A bundle on disk: one file, a zip, or a folder of files joined into one stream."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from catalog.publishing.reading import limits
from catalog.spec.archives import BEGINNING, MAGIC, unpack_with_lines
from catalog.spec.nodes import Unreadable

SUFFIXES = frozenset({".yaml", ".yml", ".json"})


@dataclass(frozen=True)
class Place:
    """A file, and the line of the stream at which it begins."""

    name: str
    line: int


def find(places: list[Place], line: int) -> tuple[str, int]:
    """The file that a line of the stream came from, and which of its lines it is.

    >>> find([Place("a.yaml", 1), Place("b.yaml", 10)], 12)
    ('b.yaml', 3)
    """
    place = next((place for place in reversed(places) if place.line <= line), places[0])
    return place.name, max(line - place.line + 1, 1)


def places_in(raw: bytes, name: str) -> list[Place]:
    """Where the lines of a bundle came from: one file of this name, or the files in an archive of this name."""
    if not raw.startswith(MAGIC):
        return [Place(name, 1)]
    try:
        members = unpack_with_lines(raw, limits())[1]
    except Unreadable:
        return [Place(name, 1)]
    return [Place(f"{name}/{member}", line) for member, line in members]


def read_path(path: Path) -> tuple[bytes, list[Place]]:
    """The bytes of a bundle, and which lines came from which file.

    Raises OSError when there is nothing to read.
    """
    if path.is_dir():
        return _read_folder(path)
    with path.open("rb") as file:
        raw = file.read(settings.BUNDLE_LONGEST_BYTES + 1)
    return raw, places_in(raw, str(path))


def _read_folder(folder: Path) -> tuple[bytes, list[Place]]:
    files = sorted(file for file in folder.rglob("*") if _is_wanted(file, folder))
    if not files:
        raise FileNotFoundError(2, "there is no .yaml, .yml or .json file in it", str(folder))
    stream, places = bytearray(), []
    for file in files:
        with file.open("rb") as opened:
            content = opened.read(settings.BUNDLE_LONGEST_BYTES + 1).removeprefix(b"\xef\xbb\xbf")
        if not BEGINNING.match(content):
            stream += b"---\n"
        places.append(Place(str(file), stream.count(b"\n") + 1))
        stream += content
        stream += b"...\n" if content.endswith(b"\n") or not content else b"\n...\n"
        if len(stream) > settings.BUNDLE_LONGEST_BYTES:
            break
    return bytes(stream), places


def _is_wanted(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
    return file.suffix.lower() in SUFFIXES and not hidden and file.is_file()
