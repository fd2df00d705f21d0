"""Documents as they are read here: with the limits that the settings give."""

from django.conf import settings

from catalog.spec import Bundle, Limits, Violation, read_bundle


def limits() -> Limits:
    """How large a bundle may be, and how deep."""
    return Limits(size=settings.BUNDLE_LONGEST_BYTES)


def read_documents(raw: bytes) -> tuple[Bundle | None, list[Violation]]:
    """The documents, and what is wrong with them; None where they cannot be read at all."""
    return read_bundle(raw, limits=limits())


def read_product(raw: bytes) -> Bundle | None:
    """The documents of a product; None where they cannot be read as one."""
    bundle, _violations = read_documents(raw)
    return bundle if bundle is not None and bundle.product is not None else None
