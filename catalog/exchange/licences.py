"""Licences that machines know by an address. Pure."""

import re

from catalog.fitness.functions.licences import SPDX as KNOWN

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^]+")
SPDX = "https://spdx.org/licenses/"


def licence_address(text: str) -> str:
    """The address of a licence; empty for one that is only stated in words.

    >>> licence_address("CC-BY-4.0"), licence_address("Internal use only")
    ('https://spdx.org/licenses/CC-BY-4.0', '')
    >>> licence_address("https://example.org/terms")
    'https://example.org/terms'
    """
    said = text.strip()
    if _ADDRESS.fullmatch(said):
        return said
    return f"{SPDX}{said}" if said.lower() in KNOWN else ""
