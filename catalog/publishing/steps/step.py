"""What a step is, and what it works with."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import OutputPort, ProductVersion, PublishingRun, PublishingStep
from catalog.spec import Bundle, OutputSpec, ProductSpec, read_bundle, view
from marketplace.foundation.errors import DomainError

LONGEST_LOG = 20_000


class StepFailed(DomainError):
    """A step cannot be done; `error` says why in one sentence, `remedy` what to do about it."""

    code = "step-failed"
    status = 422

    def __init__(self, error: str, remedy: str, **facts) -> None:
        super().__init__(error=error, remedy=remedy, **facts)

    def __str__(self) -> str:
        return str(self.facts["error"])


@dataclass
class Work:
    """One run in the hands of one worker, at one step."""

    run: PublishingRun
    lease: str
    step: PublishingStep | None = None
    facts: dict = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    renewed_at: float = field(default_factory=time.monotonic)

    @property
    def version(self) -> ProductVersion:
        """The version that is published or built anew."""
        return self.run.version

    @cached_property
    def bundle(self) -> Bundle:
        """Its documents."""
        bundle, _violations = read_bundle(bytes(self.version.bundle))
        if bundle is None or bundle.product is None:
            error = _("The documents of this version can no longer be read.")
            raise StepFailed(error, _("Save the draft again and publish it as a new version."))
        return bundle

    @cached_property
    def spec(self) -> ProductSpec:
        """What they say."""
        return view(self.bundle)

    def ports(self) -> list[tuple[OutputPort, OutputSpec]]:
        """The output ports of this version with what the documents say of each, in their order."""
        names = [output.name for output in self.spec.outputs]
        found = OutputPort.objects.filter(product_id=self.run.product_id, name__in=names)
        rows = {port.name: port for port in found.select_related("product", "warehouse", "contract", "snapshot")}
        return [(rows[output.name], output) for output in self.spec.outputs if output.name in rows]

    def say(self, sentence: str) -> None:
        """Add a line to the log of the step, for everybody who watches; the lines of a lost worker are dropped."""
        self.lines.append(sentence)
        log = "\n".join(self.lines)[-LONGEST_LOG:]
        PublishingStep.objects.filter(pk=self.step.pk, run__leased_by=self.lease).update(log=log)

    def alive(self) -> None:
        """Show a sign of life, at most every quarter of a lease.

        Raises LeaseLost when another worker goes on with this run.
        """
        if time.monotonic() - self.renewed_at >= settings.LEASE_SECONDS / 4:
            self.run.renew(self.lease)
            self.renewed_at = time.monotonic()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """A short transaction that only the holder of the lease can make: a worker that lost it writes nothing.

        Raises LeaseLost when another worker goes on with this run.
        """
        with transaction.atomic():
            self.run.renew(self.lease)
            self.renewed_at = time.monotonic()
            yield


@dataclass(frozen=True)
class Step:
    """What is done, and in which kinds of runs."""

    do: Callable[[Work], None]
    kinds: frozenset[str]
