"""What changes from the published version to the next one."""

from catalog.models import ProductVersion
from catalog.spec import Bundle, diff, read_bundle


def changes_between(published: ProductVersion | None, bundle: Bundle) -> list[dict]:
    """Each change with its weight: breaking, compatible or cosmetic; none where there is nothing to compare with."""
    before = read_bundle(bytes(published.bundle))[0] if published else None
    if before is None or before.product is None:
        return []
    return [{"kind": change.kind, "path": change.path, "message": change.message} for change in diff(before, bundle)]
