"""Publish a bundle from the command line, as a pipeline does.

Ends with 0 when all went well, 1 when the documents or the marketplace refuse it, 2 when it was asked for wrongly,
3 when the run failed, 4 when the run has not ended in time.
"""

import json
import os
import time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from catalog.models import PublishingRun, PublishingStep
from catalog.publishing.assessing import Assessment, assess
from catalog.publishing.checking import Checked, as_facts, check_bundle
from catalog.publishing.folders import find, read_path
from catalog.publishing.reports import as_codequality, as_text, findings, policy_findings, told
from catalog.publishing.services import save_draft, submit
from catalog.publishing.tasks import carry_out
from marketplace.foundation.audit import coming_from
from marketplace.foundation.errors import DomainError

EVERY = 0.3  # seconds between two looks at a run
REFUSED, MISUSED, FAILED, NOT_ENDED = 1, 2, 3, 4


class Command(BaseCommand):
    """Check the documents of a product, save them as its draft, and publish it."""

    help = "Check and publish a bundle: a YAML file, a folder of YAML files, or a zip of them."
    requires_migrations_checks = True

    def add_arguments(self, parser):
        """What may be said after the name of the command; GitLab's own variables say where the bundle comes from."""
        parser.add_argument("file", type=Path, help="a YAML file, a folder, or a zip")
        parser.add_argument("--check", action="store_true", help="only say what it would mean; nothing is saved")
        parser.add_argument(
            "--format", choices=["text", "json", "codequality"], default="text", help="how what is wrong is told"
        )
        parser.add_argument("--as", dest="person", help="the username of the one who publishes")
        parser.add_argument("--notice-days", type=int, help="for how many days consumers keep what breaks")
        parser.add_argument("--guidance", default="", help="what consumers of what breaks should do")
        parser.add_argument("--repository", default=os.environ.get("CI_PROJECT_URL", ""), help="where the code lives")
        parser.add_argument("--path", default="", help="the path in the repository; by default that of the file")
        parser.add_argument("--commit", default=os.environ.get("CI_COMMIT_SHA", ""), help="the commit it is from")
        parser.add_argument("--wait", action="store_true", help="follow the run until it ends")
        parser.add_argument("--here", action="store_true", help="carry the run out in this process, without a worker")
        parser.add_argument("--seconds", type=float, default=900, help="how long to wait")

    def handle(self, *, file: Path, check: bool, format: str, person: str | None, **options):
        """Check, and unless no more was wanted, save and publish."""
        try:
            raw, places = read_path(file)
        except OSError as failure:
            raise CommandError(f"{file} cannot be read: {failure.strerror or failure}.", returncode=MISUSED) from None
        checked = check_bundle(raw)
        assessment = assess(None, checked)
        self._tell(format, checked, assessment, places)
        if not checked.is_valid:
            raise CommandError(f"{file}: {len(checked.errors)} errors.", returncode=REFUSED)
        if forbidding := assessment.forbidding:
            names = ", ".join(str(verdict.name) for verdict in forbidding)
            raise CommandError(f"{file}: policies forbid it: {names}.", returncode=REFUSED)
        if check:
            self._say(format, f"{file}: ready to publish {checked.spec.slug} {checked.spec.version}.")
            return
        with coming_from("command"):
            run = self._publish(raw, self._person(person), file, options)
        self._say(format, f"{run.product.slug} {run.version.number}: run {run.pk} is queued.")
        if options["here"]:
            carry_out(run.pk)
        if options["wait"] or options["here"]:
            self._follow(run, options["seconds"], format)

    def _say(self, format: str, line: str) -> None:
        """On the way that no report takes."""
        (self.stdout if format == "text" else self.stderr).write(line)

    def _tell(self, format: str, checked: Checked, assessment: Assessment, places) -> None:
        found = findings(checked.violations, places) + policy_findings(assessment, checked.bundle, places)
        if format == "codequality":
            self.stdout.write(as_codequality(found))
        elif format == "json":
            violations = as_facts(checked.violations)
            for said in violations:
                said["file"], said["line"] = find(places, said["line"])
            verdict = {"valid": checked.is_valid, "publishable": checked.is_valid and not assessment.forbidding}
            self.stdout.write(json.dumps({**verdict, "violations": violations, **assessment.as_facts()}, indent=1))
        else:
            self.stderr.write(as_text(found), ending="")
            self.stdout.write(told(assessment), ending="")

    def _person(self, username: str | None) -> User:
        if not username:
            raise CommandError("Say who publishes: --as USERNAME.", returncode=MISUSED)
        person = User.objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is nobody called {username}.", returncode=MISUSED)
        return person

    def _publish(self, raw: bytes, person: User, file: Path, options: dict) -> PublishingRun:
        origin = {
            "repository": options["repository"],
            "path": options["path"] or str(file),
            "commit": options["commit"],
        }
        notice = {"notice_days": options["notice_days"], "guidance": options["guidance"]}
        try:
            saved = save_draft(actor=person, raw=raw, origin=origin)
            return submit(actor=person, product=saved.product, **notice)
        except DomainError as refusal:
            raise CommandError(f"{file}: {refusal}", returncode=REFUSED) from None

    def _follow(self, run: PublishingRun, seconds: float, format: str) -> None:
        """Tell every step once it is over, until the run is."""
        over: set[int] = set()
        until = time.monotonic() + seconds
        while True:
            run.refresh_from_db()
            for step in run.steps.exclude(pk__in=over).exclude(state__in=["waiting", "running"]).order_by("position"):
                over.add(step.pk)
                self._tell_step(step, format)
            if not run.is_open:
                break
            if time.monotonic() > until:
                words = f"The run has not ended within {seconds:g} seconds; it goes on when a worker is there."
                raise CommandError(words, returncode=NOT_ENDED)
            time.sleep(EVERY)
        if run.state == PublishingRun.State.FAILED:
            raise CommandError(f"{run.version} could not be published.", returncode=FAILED)
        self._say(format, self.style.SUCCESS(f"{run.version} is published."))

    def _tell_step(self, step: PublishingStep, format: str) -> None:
        took = "" if step.seconds is None else f" ({step.seconds:.1f} s)"
        self._say(format, f"  {step.name}: {step.get_state_display().lower()}{took}")
        for sentence in (step.error, step.remedy):
            if sentence:
                self.stderr.write(f"    {sentence}")
