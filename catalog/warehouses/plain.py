"""Values as JSON can hold them."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

LARGEST_EXACT = 2**53  # JavaScript's numbers are exact up to here
LONGEST = 200  # characters of a text that are kept


def plain(value: Any) -> Any:
    """A value as JSON can hold it without loss of meaning: what no JSON number can say becomes text.

    >>> plain(float("inf")), plain(2**60), plain(Decimal("1.50")), plain(date(9999, 12, 31)), plain(b"\\x00\\xff")
    ('Infinity', '1152921504606846976', 1.5, '9999-12-31', '00ff')
    """
    match value:
        case None | bool():
            return value
        case int():
            return value if abs(value) <= LARGEST_EXACT else str(value)
        case float():
            return value if math.isfinite(value) else _unending(value)
        case Decimal():
            return float(value) if value.is_finite() and abs(value) <= LARGEST_EXACT else str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes() | bytearray() | memoryview():
            return bytes(value)[: LONGEST // 2].hex()
        case dict():
            return {str(plain(key)): plain(one) for key, one in value.items()}
        case list() | tuple() | set():
            return [plain(one) for one in value]
        case _:
            return str(value)[:LONGEST]


def _unending(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
