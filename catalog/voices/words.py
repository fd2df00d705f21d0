"""What people write, as it may be kept: plain text with line breaks, no more of it than somebody reads."""

import re
import unicodedata
from collections.abc import Iterable

# Signs that turn the direction of what follows: a text must not change how the page around it reads.
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_EMPTY_LINES = re.compile(r"\n{3,}")
MOST_TERMS = 30
LONGEST_TERM = 80


def plain(text: str) -> str:
    """A text without control signs and without more than one empty line in a row; line ends are of one kind.

    >>> plain("  one\\r\\ntwo\\x00\\n\\n\\n\\nthree\\u202e ")
    'one\\ntwo\\n\\nthree'
    >>> plain("\\u200b \\ud800")
    ''
    """
    whole = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in whole if sign in "\n\t" or not (sign in _TURNING or _controls(sign)))
    kept = _EMPTY_LINES.sub("\n\n", kept).strip()
    return kept if any(_is_seen(sign) for sign in kept) else ""


def one_line(text: str) -> str:
    """The same on one line.

    >>> one_line("a\\n\\tb  c")
    'a b c'
    """
    return " ".join(plain(text).split())


def terms_of(texts: Iterable[str]) -> list[str]:
    """Columns or terms, each once, however they were separated.

    >>> terms_of(["AETERM, arm", "arm;  severity grade\\n"])
    ['AETERM', 'arm', 'severity grade']
    """
    parts = (one_line(part)[:LONGEST_TERM] for text in texts for part in re.split(r"[,;\n]", plain(text)))
    return list(dict.fromkeys(part for part in parts if part))[:MOST_TERMS]


def _controls(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs")


def _is_seen(sign: str) -> bool:
    """Is there anything to look at? Joiners are kept, since emoji and some scripts need them, but say nothing alone."""
    kind = unicodedata.category(sign)
    return kind[0] not in "ZM" and kind not in ("Cc", "Cf", "Cs")
