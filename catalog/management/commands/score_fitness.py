"""Scores products now."""

from django.core.management.base import BaseCommand, CommandError

from catalog.fitness.services import score_products
from catalog.models import DataProduct
from marketplace.foundation.audit import coming_from


class Command(BaseCommand):
    """Score every product that everybody finds, or those that are named."""

    help = "Scores the fitness of all published products, or of those that are named."

    def add_arguments(self, parser):
        """Products, by short name."""
        parser.add_argument("products", nargs="*", help="Short names of products; none: all.")

    def handle(self, *args, **options):
        """Score, one line per product."""
        slugs = options["products"]
        found = DataProduct.objects.filter(slug__in=slugs) if slugs else DataProduct.objects.shown()
        names = dict(found.values_list("pk", "slug"))
        if unknown := set(slugs) - set(names.values()):
            raise CommandError(f"There is no product {', '.join(sorted(unknown))}.")
        with coming_from("command", command="score_fitness"):
            for score in score_products(names):
                told = "–" if score.score is None else score.score
                self.stdout.write(f"{names[score.product_id]}: {told} ({score.band})")
