"""`manage.py generate_mesh`: a mesh of any size beside whatever is there, for measuring."""

import sys

from django.core.management.base import BaseCommand, CommandError

from marketplace.demo.generated.mesh import MeshRefused, generate, remove, standing
from marketplace.demo.generated.plan import RARE, RARE_PRODUCTS, TENTH, Mesh

MOST_PRODUCTS, MOST_COLUMNS = 10_000_000, 4_000


class Command(BaseCommand):
    """Generates a mesh, or takes it away."""

    help = (
        "Generate products with believable names, columns and lineage, the same for the same seed; they have no rows. "
        f"The word “{RARE}” occurs in exactly {RARE_PRODUCTS} of them, “{TENTH}” in every tenth."
    )

    def add_arguments(self, parser):
        """How large, or away with it."""
        parser.add_argument("--products", type=int, help="how many products there should be")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes another mesh (1)")
        parser.add_argument("--columns", type=int, default=20, help="columns of each product (20)")
        parser.add_argument("--remove", action="store_true", help="take the generated mesh away")
        parser.add_argument("--yes", action="store_true", help="do not ask before removing")

    def handle(self, *, products, seed, columns, yes, **options):
        """Write what is missing, or remove after asking."""
        try:
            if options["remove"]:
                self._remove(yes)
            elif products is None:
                raise CommandError("Say how many: --products N, or --remove.")
            else:
                self._generate(products, seed, columns)
        except MeshRefused as refusal:
            raise CommandError(str(refusal)) from None

    def _generate(self, products, seed, columns):
        if not 1 <= products <= MOST_PRODUCTS or not 2 <= columns <= MOST_COLUMNS:
            raise CommandError(
                f"Between 1 and {MOST_PRODUCTS:,} products of 2 to {MOST_COLUMNS:,} columns can be generated."
            )
        added = generate(Mesh(products, seed, columns), self.stdout.write)
        self.stdout.write(f"{added:,} products added." if added else "The mesh is there already; nothing was added.")

    def _remove(self, yes):
        mesh = standing()
        if mesh is None:
            self.stdout.write("There is no generated mesh.")
            return
        if not yes:
            if not sys.stdin.isatty():
                raise CommandError("Say --yes to remove without being asked.")
            self.stdout.write(f"This takes {mesh.products:,} generated products away for good.")
            if input("Type yes to go on: ") != "yes":
                raise CommandError("Nothing was removed.")
        self.stdout.write(f"{remove(self.stdout.write):,} products removed.")
