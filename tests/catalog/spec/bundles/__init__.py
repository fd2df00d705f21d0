"""Bundles that tests start from."""

from pathlib import Path

from catalog.spec import Bundle, Violation, check, read_bundle

ADVERSE_EVENTS = (Path(__file__).parent / "adverse_events.yaml").read_bytes()


def altered(*swaps: tuple[str, str], start: bytes = ADVERSE_EVENTS) -> bytes:
    """The bundle of adverse events with pieces of its text exchanged; each must be there."""
    text = start.decode()
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def read(raw: bytes) -> Bundle:
    """A bundle that can be read."""
    bundle, violations = read_bundle(raw)
    assert bundle is not None, violations
    return bundle


def everything_said(raw: bytes, *, single: bool = False) -> list[Violation]:
    """What reading and checking say, together."""
    bundle, violations = read_bundle(raw)
    return violations + (check(bundle, single=single) if bundle else [])


def codes(raw: bytes, *, single: bool = False) -> set[str]:
    """The codes of all that is said."""
    return {violation.code for violation in everything_said(raw, single=single)}
