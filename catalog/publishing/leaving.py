"""What the version before leaves behind when a new one is published: what it breaks stays readable for a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from accounts.models import Consumer, User
from catalog.models import DataProduct, InputPort, MigrationNotice, MigrationPeriod, OutputPort, ProductVersion
from catalog.publishing.blast_radius import blast_radius
from catalog.spec import read_bundle, view
from catalog.spec.changes import from_facts
from catalog.transitions.breaks import Use
from catalog.transitions.hooks import AFTER_LEAVING, standings_on
from catalog.transitions.selectors import for_display, kept_by_documents
from catalog.transitions.services import adapted, open_period, vanish


@dataclass(frozen=True)
class Leaving:
    """The ports of the version before, what they showed, and the period for which that stays readable, if any."""

    ports: tuple[OutputPort, ...] = ()
    snapshots: tuple[int, ...] = ()
    period: MigrationPeriod | None = None


def keep_what_breaks(
    before: ProductVersion | None, version: ProductVersion, *, actor: User | None, now: datetime
) -> Leaving:
    """Open a migration period for what a version breaks. Call it under the lock of the switch, before its ports change.

    No period is shorter than the settings say, whatever was known when the version was submitted.
    """
    if before is None:
        return Leaving()
    offered = OutputPort.objects.offered().filter(product=version.product_id).select_related("policy", "snapshot")
    ports = tuple(offered.order_by("pk"))
    period = open_period(
        actor=actor,
        before=before,
        after=version,
        ports=ports,
        uses=_uses(version),
        days=max(version.notice_days or 0, settings.NOTICE_PERIOD_DAYS),
        now=now,
    )
    return Leaving(ports, tuple(port.snapshot_id for port in ports), period)


def _uses(version: ProductVersion) -> list[Use]:
    """The products that the breaking changes of a version reach, each with its columns that are made from them."""
    radius = blast_radius(version.product, from_facts(version.changes))
    return [
        Use(
            port=one.port,
            change=hit.change,
            owner_id=one.product.owner_id,
            slug=one.product.slug,
            name=one.product.name,
            columns=tuple(dict.fromkeys(reading.column for reading in hit.columns)),
        )
        for one in radius.downstream
        for hit in one.breaks
    ]


def say_goodbye(leaving: Leaving, version: ProductVersion, *, actor: User | None) -> None:
    """Ports that the new version does not have: nobody orders them any more, and who cannot read them loses them."""
    kept = set(leaving.period.kept_ports.values_list("port", flat=True)) if leaving.period else set()
    gone = OutputPort.objects.filter(pk__in=[port.pk for port in leaving.ports], offered=False)
    for port in gone.select_related("product__owner").order_by("pk"):
        if port.pk in kept:
            for end in AFTER_LEAVING:
                end(port, actor)
        else:
            vanish(port, actor=actor, version=version)


def settle_inputs(
    product: DataProduct, before: ProductVersion | None, version: ProductVersion, *, actor: User | None
) -> int:
    """A product that reads the new version of what it is made from needs its old one no more; answers how many.

    Its team has moved where nothing else of the team reads the old version: no access of its own, no other product.
    """
    name = Consumer.objects.filter(team=product.owner_id).first()
    if name is None or actor is None or before is None:
        return 0
    touched = InputPort.objects.filter(version__in=[before, version], upstream__isnull=False).values("upstream")
    waiting = MigrationNotice.objects.waiting().filter(consumer=name, port__in=touched)
    waiting = waiting.exclude(period__product=product)
    settled = 0
    for notice in for_display(waiting).select_related("port__policy", "port__contract", "period__product"):
        standings = standings_on(notice.period.product)
        held = any(one.port_id == notice.port_id and one.consumer.pk == name.pk for one in standings)
        if not held and notice.period_id not in _still_asked_for(product, notice.port):
            adapted(actor=actor, notice=notice)
            settled += 1
    return settled


def _still_asked_for(product: DataProduct, port: OutputPort) -> set[int]:
    """The migration periods whose kept version the published products of this team read."""
    reading = InputPort.objects.filter(
        upstream=port,
        version__state="published",
        version__product__owner=product.owner_id,
        version__product__status__in=DataProduct.Status.shown(),
    )
    found = set()
    for wish in reading.select_related("version__product__owner"):
        kept = kept_by_documents(product.owner, port, asked_versions(wish.version).get(wish.name, ""))
        if kept:
            found.add(kept.period_id)
    return found


def asked_versions(version: ProductVersion) -> Mapping[str, str]:
    """The version that each input port asks for, by the documents; empty where they can no longer be read."""
    bundle, _violations = read_bundle(bytes(version.bundle))
    if bundle is None or bundle.product is None:
        return {}
    return {wish.name: wish.version for wish in view(bundle).inputs}
