"""A zip of YAML files read as one stream, in the order of their names."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import PurePosixPath

from catalog.spec.nodes import Limits, Unreadable

MAGIC = b"PK\x03\x04"
SUFFIXES = frozenset({".yaml", ".yml", ".json"})
BEGINNING = re.compile(rb"(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:---|%)")
PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
FAILURES = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError, LookupError)


def unpack(raw: bytes, limits: Limits) -> bytes:
    """The YAML files of an archive joined into one stream, each under a comment with its name. Raises Unreadable."""
    return unpack_with_lines(raw, limits)[0]


def unpack_with_lines(raw: bytes, limits: Limits) -> tuple[bytes, list[tuple[str, int]]]:
    """The same, and with each name the line of the stream on which its file begins. Raises Unreadable."""
    return joined(read_members(raw, limits), limits)


def read_members(raw: bytes, limits: Limits) -> list[tuple[str, bytes]]:
    """The YAML and JSON files of an archive, each with its name, in the order of their names. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return _members(archive, limits)
    except FAILURES as failure:
        raise Unreadable("not-a-zip", "The archive is damaged, encrypted or packed in an unusual way.") from failure


def joined(members: Sequence[tuple[str, bytes]], limits: Limits) -> tuple[bytes, list[tuple[str, int]]]:
    """Files as one stream, each under a comment with its name; and the line on which each begins. Raises Unreadable."""
    if len(members) > limits.documents:
        raise Unreadable("too-many-documents", f"At most {limits.documents} files are read.")
    stream = bytearray()
    lines: list[tuple[str, int]] = []
    for name, content in members:
        content = content.removeprefix(b"\xef\xbb\xbf")
        stream += b"# " + _comment(name) + b"\n"
        stream += b"" if BEGINNING.match(content) else b"---\n"
        lines.append((name, stream.count(b"\n") + 1))
        stream += content
        if len(stream) > limits.size:
            raise Unreadable("too-large", f"The files have more than {limits.size} bytes together.")
        stream += b"\n...\n" if not content.endswith(b"\n") else b"...\n"
    return bytes(stream), lines


def _members(archive: zipfile.ZipFile, limits: Limits) -> list[tuple[str, bytes]]:
    wanted = sorted((member for member in archive.infolist() if _is_wanted(member)), key=lambda one: one.filename)
    if not wanted:
        raise Unreadable("empty", "The archive has no .yaml, .yml or .json file.")
    if len(wanted) > limits.documents:
        raise Unreadable("too-many-documents", f"At most {limits.documents} files are read.")
    members: list[tuple[str, bytes]] = []
    left = limits.size
    for member in wanted:
        if member.compress_type not in PACKINGS:
            raise Unreadable("not-a-zip", f"{member.filename!r} is packed in an unusual way.")
        with archive.open(member) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise Unreadable("too-large", f"The archive unpacks to more than {limits.size} bytes.")
        members.append((member.filename, content))
    return members


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise Unreadable("unsafe-path", f"The name {name[:80]!r} leads out of the archive.")
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in path.parts)
    return not member.is_dir() and not hidden and path.suffix.lower() in SUFFIXES


def _comment(name: str) -> bytes:
    return "".join(letter if letter.isprintable() else "?" for letter in name).encode(errors="replace")
