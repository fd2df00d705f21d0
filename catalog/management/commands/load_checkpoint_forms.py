"""`manage.py load_checkpoint_forms`: what checkpoints ask, as the marketplace brings it along."""

from django.core.management.base import BaseCommand

from catalog.governance.checkpoints.services import load_shipped_forms
from marketplace.foundation.audit import coming_from


class Command(BaseCommand):
    """Puts the shipped forms into use for checkpoints that have none; doing it again changes nothing."""

    help = "Put the shipped checkpoint forms into use, for checkpoints that have no form yet."

    def handle(self, **options):
        """Say which forms are in use now because of it."""
        with coming_from("command", command="load_checkpoint_forms"):
            loaded = load_shipped_forms()
        for form in loaded:
            self.stdout.write(f"In use: {form}.")
        if not loaded:
            self.stdout.write("Every checkpoint has a form already.")
