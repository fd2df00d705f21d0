"""Source files as they arrive: which format, how compressed, and their fingerprint."""

import gzip
import hashlib
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from catalog.warehouses.errors import LocationMissing, SourceNotReadable
from catalog.warehouses.expressions import quoted_text

FORMATS = ("csv", "parquet")
DELIMITERS = (",", ";", "\t", "|")  # the first wins a tie
LONGEST_LINE = 1_000_000  # bytes of a first line
READING = "1"  # raise it when the same file would be read to other rows or types


def digest_of(source: Path, null_values: Sequence[str]) -> str:
    """SHA-256 over the file's bytes and how they are read.

    Raises LocationMissing when there is no such file.
    """
    try:
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
    except FileNotFoundError:
        raise LocationMissing(location=source.name) from None
    digest.update("\0".join((READING, *null_values)).encode())
    return digest.hexdigest()


@contextmanager
def unpacked(source: Path, folder: Path, *, most_mb: int) -> Iterator[Path]:
    """The file under a plain name (the engine takes brackets and stars for patterns), taken out of its zip if need be.

    Raises SourceNotReadable for a zip with more than one file, a damaged one, or one that grows beyond `most_mb`.
    """
    if source.suffix.lower() != ".zip":
        plain = folder / f"source{source.suffix.lower()}"
        plain.symlink_to(source.resolve())
        yield plain
        return
    try:
        with zipfile.ZipFile(source) as archive:
            member = _only_member(archive, source.name, folder, most_mb)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise SourceNotReadable(file=source.name, reason="it is no readable zip file.") from None
    yield member


def select_from(file: Path, format: str, null_values: Sequence[str], *, name: str) -> str:
    """The SELECT that reads a source file. All of a CSV is looked at before its types are chosen, none is skipped.

    Raises SourceNotReadable for a format that is not known.
    """
    if format not in FORMATS:
        raise SourceNotReadable(file=name, reason=f"{format} is not one of {', '.join(FORMATS)}.")
    if format == "parquet":
        return f"SELECT * FROM read_parquet({quoted_text(str(file))})"
    options = ", ".join(
        (
            f"nullstr = [{', '.join(map(quoted_text, null_values or ('',)))}]",
            f"delim = {quoted_text(_delimiter(file, name))}",
            *("quote = '\"'", "escape = '\"'", "comment = ''"),
            *("header = true", "skip = 0", "sample_size = -1"),
        )
    )
    return f"SELECT * FROM read_csv({quoted_text(str(file))}, {options})"


def reason_of(refusal: str) -> str:
    """Why a file could not be read, in fewer words than the engine's."""
    if "sniffing file" in refusal:
        return "its rows do not all have the columns of its first line, or a quote is not closed."
    return refusal.partition(" Possible ")[0]


def _delimiter(file: Path, name: str) -> str:
    """What separates the names in the first line.

    Said to the engine together with the quotes: left to guess, it drops rows that do not fit its guess.
    """
    packed = file.suffix.lower() == ".gz"
    try:
        with gzip.open(file) if packed else file.open("rb") as opened:
            first = opened.readline(LONGEST_LINE).decode(errors="replace")
    except (gzip.BadGzipFile, EOFError):
        raise SourceNotReadable(file=name, reason="it is no readable gzip file.") from None
    return max(DELIMITERS, key=first.count)


def _only_member(archive: zipfile.ZipFile, name: str, folder: Path, most_mb: int) -> Path:
    members = [member for member in archive.infolist() if not member.is_dir() and not member.filename.startswith("__")]
    if len(members) != 1:
        raise SourceNotReadable(file=name, reason=f"the zip holds {len(members)} files, and one is wanted.")
    if members[0].file_size > most_mb * 1024 * 1024:
        raise SourceNotReadable(file=name, reason=f"it unpacks to more than {most_mb} MB.")
    target = folder / "unpacked"
    with archive.open(members[0]) as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain, 1024 * 1024)
    return target
