"""What may be shown of an old version while a newer policy is in force: never more than both policies show. Pure."""

from collections.abc import Sequence

from catalog.spec import MaskSpec
from catalog.spec.sql import check_expression
from catalog.warehouses.interface import View

NOTHING = frozenset({"null", "redact"})


class FilterNotFit(ValueError):
    """The row filter in force asks about columns that the old version does not have, so no row of it may be shown."""


def strictest(before: View, now: View, *, columns: Sequence[str]) -> View:
    """The old view, narrowed by the one in force; `columns` are those that really lie in the old data.

    Raises FilterNotFit.
    """
    return View(
        columns=before.columns,
        masks=strictest_masks(before.masks, now.masks, columns=columns),
        row_filter=strictest_filter(before.row_filter, now.row_filter, columns=columns),
    )


def strictest_masks(
    before: Sequence[MaskSpec], now: Sequence[MaskSpec], *, columns: Sequence[str]
) -> tuple[MaskSpec, ...]:
    """The masks of the old columns, by the names they have there: what one of the two policies masks stays masked.

    Where both do, the one in force holds, unless the old one shows no more than that: whoever reads both versions
    must not be able to put two halves of a value together.

    >>> old, new = MaskSpec("age", "bucket", 10), MaskSpec("AGE", "null")
    >>> [mask.method for mask in strictest_masks([old], [new], columns=["age"])]
    ['null']
    """
    written = {name.lower(): name for name in columns}
    old, new = _by_column(before, written), _by_column(now, written)
    found = []
    for key, name in written.items():
        if key not in old and key not in new:
            continue
        mask = _stricter(old.get(key), new.get(key))
        found.append(_fitting(MaskSpec(name, mask.method, mask.size, mask.expression), columns))
    return tuple(found)


def strictest_filter(before: str, now: str, *, columns: Sequence[str]) -> str:
    """Only rows that both filters let through.

    Raises FilterNotFit when the one in force cannot be asked of the old rows.

    >>> strictest_filter("country = 'US'", "age > 17", columns=["country", "age"])
    "(country = 'US') AND (age > 17)"
    """
    before, now = before.strip(), now.strip()
    if not now or " ".join(now.split()) == " ".join(before.split()):
        return before
    if problems := check_expression(now, columns, boolean=True):
        raise FilterNotFit(problems[0].message)
    return f"({before}) AND ({now})" if before else now


def _by_column(masks: Sequence[MaskSpec], written: dict[str, str]) -> dict[str, MaskSpec]:
    return {mask.column.lower(): mask for mask in masks if mask.column.lower() in written}


def _stricter(old: MaskSpec | None, new: MaskSpec | None) -> MaskSpec:
    """Of two masks of one column the one in force, unless the old one can be worked out from what it shows."""
    if old is None or new is None:
        found = old or new
        assert found is not None
        return found
    return old if _shows_no_more(old, new) else new


def _shows_no_more(old: MaskSpec, new: MaskSpec) -> bool:
    """Fewer characters are not less: a value that is no longer than the characters kept is hidden whole."""
    if old.method in NOTHING:
        return new.method not in NOTHING
    if old.method != "bucket" or new.method != "bucket" or not new.size:
        return False
    return (old.size or 0) > new.size and (old.size or 0) % new.size == 0


def _fitting(mask: MaskSpec, columns: Sequence[str]) -> MaskSpec:
    """An expression over columns that the old data does not have shows nothing rather than something."""
    if mask.method == "expression" and check_expression(mask.expression, columns):
        return MaskSpec(mask.column, "null")
    return mask
