"""`manage.py load_policies`: the governance policies that the marketplace brings along, as drafts."""

from django.core.management.base import BaseCommand

from catalog.governance.services import load_shipped
from marketplace.foundation.audit import coming_from


class Command(BaseCommand):
    """Drafts every shipped policy that was never loaded; doing it again changes nothing."""

    help = "Draft the shipped governance policies that were never loaded; what stewards wrote stays as it is."

    def handle(self, **options):
        """Say what was drafted."""
        with coming_from("command", command="load_policies"):
            drafted = load_shipped()
        for policy in drafted:
            self.stdout.write(f"Drafted: {policy}.")
        if not drafted:
            self.stdout.write("There is no new policy to draft.")
