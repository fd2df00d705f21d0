"""In which warehouse a port is tried: where it lies, or would lie once it is published."""

from catalog.models import DataProduct, OutputPort, Warehouse
from catalog.publishing.landing import the_lakehouse


def warehouse_of(product: DataProduct, name: str | None) -> Warehouse:
    """The warehouse of the product's port of this name; for a new port, that of new ports."""
    port = OutputPort.objects.filter(product=product, name=name).select_related("warehouse").first() if name else None
    return port.warehouse if port else the_lakehouse()
