"""Some rows of a table, drawn by chance, and yet the same ones each time.

Every row gets a number, every number a hash, and the rows with the smallest hashes are taken: of the same file these
are always the same, however many threads read it. They keep the order of the file.
"""

from pathlib import Path

from catalog.warehouses.errors import ViewNotFit
from catalog.warehouses.expressions import DATA, ViewProblem, condition_of, quoted_text, select_of
from catalog.warehouses.interface import Limits, View
from catalog.warehouses.reader import reading

NUMBER = "file_row_number"
SEED = "'trial'"  # without it the first row would always be among them


def draw(source: Path, rows: int, target: Path, *, view: View | None, limits: Limits, scratch: Path, salt: str) -> None:
    """Write so many rows of a file to another one, drawn among those that the view shows, and as it shows them.

    Raises ViewNotFit when the view does not fit the data.
    """
    drawn = target.with_name(f"drawn-{target.name}") if view else target
    try:
        with reading({DATA: source}, limits=limits, scratch=scratch, output=drawn) as reader:
            condition = condition_of(view, reader.describe(f"SELECT * FROM {DATA}")) if view else "true"
            reader.copy(_smallest_hashes(source, rows, condition), drawn, "FORMAT parquet")
        if view:
            with reading({DATA: drawn}, limits=limits, scratch=scratch, output=target) as reader:
                seen = select_of(view, reader.describe(f"SELECT * FROM {DATA}"), salt=salt)
                reader.copy(seen, target, "FORMAT parquet")
    except ViewProblem as problem:
        raise ViewNotFit(reason=str(problem)) from None
    finally:
        if view:
            drawn.unlink(missing_ok=True)


def _smallest_hashes(source: Path, rows: int, condition: str) -> str:
    table = f"read_parquet({quoted_text(str(source))}, {NUMBER} = true)"
    chosen = f"SELECT {NUMBER} FROM {table} WHERE {condition} ORDER BY hash({NUMBER}, {SEED}), {NUMBER} LIMIT {rows:d}"
    return f"SELECT * EXCLUDE ({NUMBER}) FROM {table} WHERE {NUMBER} IN ({chosen})"
