"""Measures service levels now."""

from django.core.management.base import BaseCommand, CommandError

from catalog.models import OutputPort
from catalog.service_levels.selectors import worst_of
from catalog.service_levels.services import due_ports, measure_port
from marketplace.foundation.audit import coming_from


class Command(BaseCommand):
    """Measure every promise of every port that readers can read, or of the products that are named."""

    help = "Measures every promise of every offered port, and opens or resolves incidents."

    def add_arguments(self, parser):
        """Products, by short name."""
        parser.add_argument("products", nargs="*", help="Short names of products; none: all.")

    def handle(self, *args, **options):
        """Measure, one line per port."""
        ports = OutputPort.objects.filter(pk__in=due_ports()).order_by("product__slug", "position")
        if options["products"]:
            ports = ports.filter(product__slug__in=options["products"])
            unknown = set(options["products"]) - {port.product.slug for port in ports.select_related("product")}
            if unknown:
                raise CommandError(f"There is no offered port of {', '.join(sorted(unknown))}.")
        with coming_from("command", command="measure_service_levels"):
            for port in ports.select_related("product__owner", "warehouse", "contract", "snapshot"):
                statuses = [measurement.status for measurement in measure_port(port)]
                told = ", ".join(f"{statuses.count(one)} {one}" for one in sorted(set(statuses)))
                self.stdout.write(f"{port.product.slug}/{port.name}: {worst_of(statuses)} ({told or 'no promises'})")
