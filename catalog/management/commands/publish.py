"""Publish a bundle from the command line, as a pipeline does."""

import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from catalog.models import PublishingRun, PublishingStep
from catalog.publishing.checking import Checked, check_bundle
from catalog.publishing.folders import Place, read_path
from catalog.publishing.services import save_draft, submit
from catalog.publishing.tasks import carry_out
from marketplace.foundation.audit import coming_from
from marketplace.foundation.errors import DomainError

EVERY = 0.3  # seconds between two looks at a run


class Command(BaseCommand):
    """Check the documents of a product, save them as its draft, and publish it."""

    help = "Check and publish a bundle: a YAML file, a folder of YAML files, or a zip of them."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        """What may be said after the name of the command."""
        parser.add_argument("path", type=Path, help="a YAML file, a folder, or a zip")
        parser.add_argument("--check", action="store_true", help="only say what is wrong; nothing is saved")
        parser.add_argument("--as", dest="person", help="the username of the one who publishes")
        parser.add_argument("--wait", action="store_true", help="follow the run until it ends")
        parser.add_argument("--here", action="store_true", help="carry the run out in this process, without a worker")
        parser.add_argument("--seconds", type=float, default=900, help="how long to wait")

    def handle(self, *, path: Path, check: bool, person: str | None, wait: bool, here: bool, seconds: float, **options):
        """Exit with 0 when all went well, with 1 and one sentence otherwise."""
        try:
            raw, places = read_path(path)
        except OSError as failure:
            raise CommandError(f"{path} cannot be read: {failure.strerror or failure}.") from None
        checked = check_bundle(raw)
        self._tell(checked, places)
        if not checked.is_valid:
            raise CommandError(f"{path}: {len(checked.errors)} errors.")
        if check:
            self.stdout.write(f"{path}: ready to publish {checked.spec.slug} {checked.spec.version}.")
            return
        with coming_from("command"):
            run = self._publish(raw, self._person(person), path)
        if here:
            carry_out(run.pk)
        if wait or here:
            self._follow(run, seconds)

    def _tell(self, checked: Checked, places: list[Place]) -> None:
        for violation in checked.violations:
            place = next((place for place in reversed(places) if place.line <= violation.line), places[0])
            line = violation.line - place.line + 1
            self.stderr.write(f"{place.name}:{line}: {violation.level} {violation.code}: {violation.message}")

    def _person(self, username: str | None) -> User:
        if not username:
            raise CommandError("Say who publishes: --as USERNAME.")
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is nobody called {username}.")
        return person

    def _publish(self, raw: bytes, person: User, path: Path) -> PublishingRun:
        try:
            saved = save_draft(actor=person, raw=raw, origin={"path": str(path)})
            run = submit(actor=person, product=saved.product)
        except DomainError as refusal:
            raise CommandError(f"{path}: {refusal}") from None
        self.stdout.write(f"{saved.product.slug} {run.version.number}: run {run.pk} is queued.")
        return run

    def _follow(self, run: PublishingRun, seconds: float) -> None:
        """Tell every step once it is over, until the run is."""
        told: set[int] = set()
        until = time.monotonic() + seconds
        while True:
            run.refresh_from_db()
            for step in run.steps.exclude(pk__in=told).exclude(state__in=["waiting", "running"]).order_by("position"):
                told.add(step.pk)
                self._tell_step(step)
            if not run.is_open:
                break
            if time.monotonic() > until:
                raise CommandError(
                    f"The run has not ended within {seconds:g} seconds; it goes on when a worker is there."
                )
            time.sleep(EVERY)
        if run.state == PublishingRun.State.FAILED:
            raise CommandError(f"{run.version} could not be published.")
        self.stdout.write(self.style.SUCCESS(f"{run.version} is published."))

    def _tell_step(self, step: PublishingStep) -> None:
        took = "" if step.seconds is None else f" ({step.seconds:.1f} s)"
        self.stdout.write(f"  {step.name}: {step.get_state_display().lower()}{took}")
        for sentence in (step.error, step.remedy):
            if sentence:
                self.stderr.write(f"    {sentence}")
