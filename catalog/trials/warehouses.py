"""In which warehouse a port is tried: where it lies, or would lie once it is published."""

from catalog.models import DataProduct, OutputPort, Warehouse
from catalog.publishing.landing import the_lakehouse
from catalog.spec import OutputSpec


def warehouse_of(product: DataProduct, output: OutputSpec | None) -> Warehouse:
    """The warehouse of the product's port; of one that is not offered yet, that which the draft names, or the usual."""
    if output is None:
        return the_lakehouse()
    port = OutputPort.objects.filter(product=product, name=output.name).select_related("warehouse").first()
    if port and (port.offered or not output.warehouse):
        return port.warehouse
    named = Warehouse.objects.filter(slug=output.warehouse).first() if output.warehouse else None
    return named or the_lakehouse()
