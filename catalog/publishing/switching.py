"""What readers see changes here, and only here. Both functions must be called in a transaction that holds the run."""

from django.utils import timezone

from catalog.models import (
    AccessPolicy,
    DataContract,
    DataProduct,
    Domain,
    OutputPort,
    ProductVersion,
    PublishingRun,
    Snapshot,
)
from catalog.publishing.facts import describe
from catalog.publishing.hooks import AFTER_SWITCH
from catalog.publishing.leaving import keep_what_breaks, say_goodbye, settle_inputs
from catalog.spec import ProductSpec
from catalog.transitions.services import release
from marketplace.foundation.audit import record


def switch_version(run: PublishingRun, version: ProductVersion, spec: ProductSpec) -> list[OutputPort]:
    """Offer a prepared version in place of the published one; answers its ports."""
    now = timezone.now()
    product = DataProduct.objects.select_for_update(of=("self",)).select_related("owner").get(pk=version.product_id)
    before = product.versions.published().first()
    if before:
        before.state = ProductVersion.State.SUPERSEDED
        before.save(update_fields=["state", "updated_at"])
    version.state, version.published_at, version.published_by = ProductVersion.State.PUBLISHED, now, run.asked_by
    version.save(update_fields=["state", "published_at", "published_by", "updated_at"])
    leaving = keep_what_breaks(before, version, actor=run.asked_by, now=now)
    ports = _offer(run, version, spec, now)
    _describe(product, spec)
    release(leaving.snapshots, now=now)
    say_goodbye(leaving, version, actor=run.asked_by)
    settle_inputs(product, before, version, actor=run.asked_by)

    record(
        "version.published",
        version,
        actor=run.asked_by,
        product=product.slug,
        team=product.owner,
        public=True,
        old=before.number if before else None,
        new=version.number,
        run=run.pk,
    )
    _follow(ports)
    return ports


def switch_data(run: PublishingRun, version: ProductVersion) -> list[OutputPort]:
    """Let readers of a published version see what this run built; answers the ports that changed."""
    now = timezone.now()
    snapshots = {snapshot.port_id: snapshot for snapshot in Snapshot.objects.filter(run=run)}
    ports = OutputPort.objects.select_for_update(of=("self",)).filter(pk__in=snapshots, offered=True)
    changed = [
        port
        for port in ports.select_related("product__owner").order_by("pk")
        if port.snapshot_id != snapshots[port.pk].pk
    ]
    _leave([port.snapshot_id for port in changed], now)
    for port in changed:
        port.snapshot, port.updated_at = snapshots[port.pk], now
    OutputPort.objects.bulk_update(changed, ["snapshot", "updated_at"])

    for port in changed:
        record(
            "port.refreshed",
            port,
            actor=run.asked_by,
            product=port.product.slug,
            team=port.product.owner,
            public=True,
            rows=port.snapshot.rows,
            run=run.pk,
            version=version.number,
        )
    _follow(changed)
    return changed


def _follow(ports: list[OutputPort]) -> None:
    for follow in AFTER_SWITCH:
        follow(ports)


def _offer(run: PublishingRun, version: ProductVersion, spec: ProductSpec, now) -> list[OutputPort]:
    """Bind the ports of this version to its contracts, policies and data; those it has no more are offered no more."""
    contracts = {contract.port_id: contract for contract in DataContract.objects.filter(version=version)}
    policies = {policy.port_id: policy for policy in AccessPolicy.objects.filter(version=version)}
    snapshots = {snapshot.port_id: snapshot for snapshot in Snapshot.objects.filter(run=run)}
    every = list(OutputPort.objects.select_for_update().filter(product_id=version.product_id).order_by("pk"))
    places = {output.name: (place, output) for place, output in enumerate(spec.outputs)}
    for port in every:
        port.offered, port.updated_at = port.name in places, now
        if port.offered:
            port.position, output = places[port.name]
            port.description = output.description
            port.contract, port.policy, port.snapshot = contracts[port.pk], policies[port.pk], snapshots[port.pk]
    fields = ["offered", "updated_at", "position", "description", "contract", "policy", "snapshot"]
    OutputPort.objects.bulk_update(every, fields)
    Snapshot.objects.filter(run=run).update(superseded_at=None)
    return [port for port in every if port.offered]


def _leave(snapshot_ids: list[int], now) -> None:
    Snapshot.objects.filter(pk__in=snapshot_ids, superseded_at=None).update(superseded_at=now)


def _describe(product: DataProduct, spec: ProductSpec) -> None:
    """The product as its published documents tell; a deprecated product stays so."""
    for name, value in describe(spec).items():
        setattr(product, name, value)
    product.domain = Domain.objects.filter(slug=spec.domain).first() or product.domain
    if product.status != DataProduct.Status.DEPRECATED:
        product.status = DataProduct.Status.PUBLISHED
    product.save()
