"""A breaking version is published: what it breaks stays readable for a while, and its readers are told."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import Consumer, User
from catalog.models import KeptPort, MigrationNotice, MigrationPeriod, OutputPort, ProductVersion
from catalog.spec.changes import from_facts
from catalog.transitions.breaks import Use, as_told, broken_by
from catalog.transitions.concerned import concerned_by
from catalog.transitions.telling import last_day, tell_opened
from marketplace.foundation.audit import record


def end_of_notice(days: int, *, now: datetime) -> datetime:
    """The midnight, in the time zone of the company, that leaves consumers as many whole days."""
    zone = timezone.get_default_timezone()
    day: date = now.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day, time.min, zone)


def open_period(
    *,
    actor: User | None,
    before: ProductVersion,
    after: ProductVersion,
    ports: Sequence[OutputPort],
    uses: Sequence[Use],
    days: int,
    now: datetime,
) -> MigrationPeriod | None:
    """Keep what a new version breaks readable for those who read it, and tell each what breaks for them.

    Call it in the transaction of the switch, before it: `ports` are those of `before` with its contract, policy and
    data, `uses` the products that the changes reach. None where nobody reads what breaks.
    """
    product, changes = after.product, from_facts(after.changes)
    broken = {port.pk: (port, felt) for port in ports if (felt := broken_by(changes, port.name))}
    concerned = concerned_by(product, [port for port, _felt in broken.values()])
    if not concerned:
        return None
    period = MigrationPeriod.objects.create(
        product=product, before=before, after=after, guidance=after.guidance, ends_at=end_of_notice(days, now=now)
    )
    kept = [broken[port_id][0] for port_id in sorted({port_id for port_id, _consumer in concerned})]
    KeptPort.objects.bulk_create(
        KeptPort(
            period=period,
            port=port,
            contract_id=port.contract_id,
            policy_id=port.policy_id,
            snapshot_id=port.snapshot_id,
        )
        for port in kept
    )
    notices = MigrationNotice.objects.bulk_create(
        MigrationNotice(period=period, port=port, consumer=consumer, breaks=as_told(felt, _of(uses, port, consumer)))
        for (port_id, _consumer), consumer in sorted(concerned.items())
        for port, felt in [broken[port_id]]
    )

    people = tell_opened(period, notices, but=actor)
    record(
        "migration.begun",
        period,
        actor=actor,
        product=product.slug,
        team=product.owner,
        public=True,
        old=before.number,
        new=after.number,
        version=before.number,
        until=last_day(period.ends_at),
        ports=sorted(port.name for port in kept),
        consumers=len({consumer for _port, consumer in concerned}),
        people=people,
    )
    return period


def _of(uses: Sequence[Use], port: OutputPort, consumer: Consumer) -> list[Use]:
    """The products of one consumer, which is a team, that are reached over one port."""
    return [use for use in uses if use.port == port.name and use.owner_id == consumer.team_id]
