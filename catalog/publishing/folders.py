"""A bundle on disk: one file, a zip, or a folder of files joined into one stream."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from catalog.spec.archives import BEGINNING

SUFFIXES = frozenset({".yaml", ".yml", ".json"})


@dataclass(frozen=True)
class Place:
    """A file, and the line of the stream at which it begins."""

    name: str
    line: int


def read_path(path: Path) -> tuple[bytes, list[Place]]:
    """The bytes of a bundle, and which lines came from which file.

    Raises OSError when there is nothing to read.
    """
    if path.is_dir():
        return _read_folder(path)
    with path.open("rb") as file:
        return file.read(settings.BUNDLE_LONGEST_BYTES + 1), [Place(str(path), 1)]


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
