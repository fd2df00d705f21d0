"""What changes from the published version to the next one."""

from catalog.models import ProductVersion
from catalog.publishing.demands import demand_of
from catalog.spec import Bundle


def changes_between(published: ProductVersion | None, bundle: Bundle) -> list[dict]:
    """Each change with its weight: breaking, compatible or cosmetic; none where there is nothing to compare with."""
    if bundle.product is None:
        return []
    return [change.as_fact() for change in demand_of(published, bundle).changes]
