"""Tables as CSV that is safe to open in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def csv_lines(heading: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """A table line by line, without holding it in memory.

    >>> list(csv_lines(["who", "what"], [["ada", "=1+1"]]))
    ['who,what\\r\\n', "ada,'=1+1\\r\\n"]
    """
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield writer.writerow(heading)
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(value: Any) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("plain"), harmless(None)
    ("'=1+1", 'plain', '')
    """
    text = "" if value is None else str(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


class _Line:
    """What a CSV writer writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line
