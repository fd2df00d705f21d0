"""Lengths of time as people say them."""

from catalog.service_levels.durations import age_in_words


def span_words(seconds: float) -> str:
    """So many seconds, in the unit that people would choose.

    >>> span_words(0), span_words(129_600), span_words(1_200)
    ('0 min', '36 h', '20 min')
    """
    return (age_in_words(seconds / 3600, "h") if seconds >= 1 else None) or "0 min"
