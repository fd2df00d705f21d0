"""Real documents that others published, and what the standards' own schemas say about each."""

import csv
from pathlib import Path

import pytest

SPECS = Path(__file__).parents[3].parent / "shared" / "specs"
VERDICTS = SPECS / "verdicts.csv"

needs_published_files = pytest.mark.skipif(not VERDICTS.exists(), reason=f"the published files are not at {SPECS}")


def files(*, verdict: str | None = None, folder: str = "") -> list[str]:
    """The names of the ODCS and ODPS files with a verdict of the newest schema, or below a folder."""
    if not VERDICTS.exists():
        return []
    with VERDICTS.open(encoding="utf-8", newline="") as rows:
        return [
            row["file"]
            for row in csv.DictReader(rows)
            if row["file"].startswith(("odcs/", "odps/"))
            and (verdict is None or row["newest_schema_or_OL_facets"] == verdict)
            and folder in row["file"]
        ]


def read(name: str) -> bytes:
    """The bytes of a published file."""
    return (SPECS / name).read_bytes()
