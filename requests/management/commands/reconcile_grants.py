"""Brings grants and warehouses together again, from the command line or a nightly job."""

from django.core.management.base import BaseCommand

from marketplace.foundation.audit import coming_from
from requests.approvals.selectors import stranded
from requests.approvals.services import ask_again
from requests.grants.expiry import expire_due
from requests.provisioning import missed
from requests.provisioning.drift import check_drift
from requests.provisioning.standing import verify_again


class Command(BaseCommand):
    """Ends what is over, nudges what was missed, asks again where nobody can decide, and reads as every consumer."""

    help = "End grants past their last day, nudge what was missed, and verify standing access anew."

    def add_arguments(self, parser):
        parser.add_argument("--no-verify", action="store_true", help="Leave out reading as every consumer.")

    def handle(self, *, no_verify, **options):
        with coming_from("command", command="reconcile_grants"):
            expired = expire_due()
            nudged = missed.sweep()
            asked = sum(ask_again(stage) for stage in stranded().iterator())
            drifts = check_drift()
            verified, broken = (0, []) if no_verify else verify_again()
        self.stdout.write(f"Grants ended on their last day: {expired}.")
        self.stdout.write(f"Provisioning runs nudged: {nudged}.")
        self.stdout.write(f"Approvals asked about again: {asked}.")
        read = verified + len(broken)
        self.stdout.write(f"Grants read as their consumers: {read}, {len(broken)} not as they should be.")
        for drift in drifts:
            told = drift.unknown or f"{len(drift.strays)} without a grant, {len(drift.restored)} were missing."
            self.stdout.write(f"Rights in {drift.warehouse}: {drift.rights} looked at, {told}")
        for grant, why in broken:
            self.stdout.write(f"  {grant}: {why}")
