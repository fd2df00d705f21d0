"""One trial in the hands of one worker: what it has found so far, and how it writes that down."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from catalog.models import InputPort, OutputPort, Snapshot, Trial
from catalog.publishing.checking import Checked
from catalog.spec import OutputSpec
from catalog.warehouses.interface import Limits, View
from marketplace.foundation.leases import LeaseLost

BEAT = 1.0  # seconds between two looks at whether the trial was stopped


@dataclass
class Made:
    """What a trial made of one output port: nobody reads it, and no row of the database is it."""

    output: OutputSpec
    port: OutputPort
    snapshot: Snapshot
    facts: dict


@dataclass
class Attempt:
    """What one worker knows of a trial. `facts` is what people see; a worker that takes it up again begins anew."""

    trial: Trial
    lease: str
    limits: Limits
    facts: dict = field(default_factory=dict)
    locations: dict[str, dict] = field(default_factory=dict)
    checked: Checked | None = None
    inputs: list[InputPort] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    made: list[Made] = field(default_factory=list)
    looked_at: float = field(default_factory=time.monotonic)

    @property
    def sampled(self) -> bool:
        """Was any input too long to be read whole?"""
        return any(one["read"] < one["rows"] for one in self.facts.get("inputs", ()))

    def alive(self) -> None:
        """Called often by work that takes long.

        Raises LeaseLost when the trial was stopped, or another worker goes on with it.
        """
        if time.monotonic() - self.looked_at >= BEAT:
            self.looked_at = time.monotonic()
            if not Trial.objects.filter(pk=self.trial.pk, leased_by=self.lease).exists():
                raise LeaseLost()

    def keep(self, **changes) -> None:
        """Write down what was found, and perhaps more.

        Raises LeaseLost when the trial was stopped, or another worker goes on with it; then nothing is written.
        """
        changes |= {"facts": self.facts, "locations": self.locations, "updated_at": timezone.now()}
        if not Trial.objects.filter(pk=self.trial.pk, leased_by=self.lease).update(**changes):
            raise LeaseLost()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """A short transaction that only the holder of the lease can make.

        Raises LeaseLost when the trial was stopped, or another worker goes on with it.
        """
        with transaction.atomic():
            self.trial.renew(self.lease)
            yield
