"""Which version of a port somebody reads: the one in force, or an old one that is kept for them for a while."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.models import Consumer, Team, User
from catalog.models import KeptPort, MigrationNotice, MigrationPeriod, OutputPort, ProductVersion
from catalog.spec.version_numbers import rank_of
from catalog.transitions.choosing import chosen
from catalog.transitions.errors import VersionNotReadable
from catalog.transitions.hooks import reads_as
from catalog.warehouses.governed import may_be_shown

# The documents of a version are large, and nobody who reads data needs them.
_DOCUMENTS = ("period__before__bundle", "period__after__bundle")


@dataclass(frozen=True)
class Held:
    """An old version of a port that one consumer can still read: by which notice, and what it shows."""

    notice: MigrationNotice
    kept: KeptPort


@dataclass(frozen=True)
class Versions:
    """What somebody may read of one port: the version in force, and those `kept` for them, the oldest first.

    `default` is what they read without asking for a version; None stands for the one in force.
    """

    port: OutputPort
    kept: tuple[KeptPort, ...] = ()
    default: KeptPort | None = None

    @property
    def there(self) -> bool:
        """Is there anything at all to read?"""
        return self.port.offered or self.default is not None

    @cached_property
    def in_force(self) -> str:
        """The number of the version in force."""
        return number_of(self.port, None)

    def number(self, kept: KeptPort | None) -> str:
        """The number of one of the versions."""
        return number_of(self.port, kept) if kept else self.in_force

    def numbers(self) -> list[str]:
        """All that may be asked for, the newest first."""
        every = ([None] if self.port.offered else []) + list(reversed(self.kept))
        return [self.number(kept) for kept in every]

    def asked(self, *, version: str = "", major: int | None = None) -> KeptPort | None:
        """What is read when a version or a major version is asked for; neither is the default.

        Raises VersionNotReadable.
        """
        if not version and major is None:
            return self.default
        for kept in ([None] if self.port.offered else []) + list(reversed(self.kept)):
            number = self.number(kept)
            if version == number or (not version and major == major_of(number)):
                return kept
        raise VersionNotReadable(
            asked=version or str(major), port=str(self.port), available=", ".join(self.numbers()) or "–"
        )


def number_of(port: OutputPort, kept: KeptPort | None) -> str:
    """The number of the product's version that is read; one query where that is the version in force."""
    if kept:
        return kept.period.before.number
    return ProductVersion.objects.values_list("number", flat=True).get(pk=port.contract.version_id)


def major_of(number: str) -> int | None:
    """The major part of a version number; None where it is none."""
    rank = rank_of(number)
    return int(rank[0]) if rank else None


def versions_for(person: User, port: OutputPort, *, names: Sequence[Consumer] | None = None) -> Versions:
    """What this person may read of this port, in whose name they read it; the owning team may read all there is.

    Their own name decides before their teams'; of several teams one that has not moved yet keeps the old version.
    """
    names = reads_as(person, port) if names is None else names
    held = kept_among(names, [port])
    if port.product.owner_id in person.team_ids:
        mine = _all_kept(port)
    else:
        mine = [one.kept for name in names for one in held.get((port.pk, name.pk), ())]
    kept = sorted({one.pk: one for one in mine}.values(), key=lambda one: one.period_id)
    deciding = [name for name in names if name.person_id] or names
    waiting = [one.kept for name in deciding for one in held.get((port.pk, name.pk), ()) if one.notice.moved_at is None]
    default = min(waiting, key=lambda one: one.period_id, default=None)
    if default is None and not port.offered and not names:
        default = next(reversed(kept), None)
    return Versions(port, tuple(kept), default)


def kept_for(consumer: Consumer, port: OutputPort) -> KeptPort | None:
    """What this consumer still reads in place of the version in force; None where they read that one."""
    if consumer.pk is None:
        return None
    return next(iter(kept_by_default([consumer], [port]).values()), None)


def kept_by_default(consumers: Iterable[Consumer], ports: Collection[OutputPort]) -> dict[tuple[int, int], KeptPort]:
    """For many at once, by port and consumer: what each still reads in place of the version in force."""
    return {
        pair: waiting[0].kept
        for pair, several in kept_among(consumers, ports).items()
        if (waiting := [one for one in several if one.notice.moved_at is None])
    }


def kept_by_documents(team: Team, port: OutputPort, asked: str) -> KeptPort | None:
    """What a product of this team reads of a port in place of the version in force, by what its input port asks for.

    Which version a product is made from stands in its documents; only where they do not tell, the team's answer to its
    notice decides. A team that has moved reads the version in force, whatever its documents ask for.
    """
    name = Consumer.objects.filter(team=team).first()
    if name is None:
        return None
    waiting = [one.kept for one in kept_among([name], [port]).get((port.pk, name.pk), ()) if not one.notice.moved_at]
    offered = port.contract.number if port.offered else None
    place = chosen(asked, kept=[kept.contract.number for kept in waiting], offered=offered)
    return None if place is None else waiting[place]


def kept_by_contract(team: Team, contracts: Collection[str]) -> dict[str, list[KeptPort]]:
    """What this team still reads of old versions, by the id of the contract that stood for the port then, or does now.

    The oldest first: a new version may have bound the port to another contract, or have it no more.
    """
    notices = MigrationNotice.objects.filter(consumer__team=team, moved_at=None, period__in=_readable(None))
    asked = Q(contract__external_id__in=contracts) | Q(port__contract__external_id__in=contracts)
    rows = KeptPort.objects.filter(asked, period__notices__in=notices, period__notices__port=F("port"))
    rows = rows.select_related("port__product", "port__contract", "port__policy", "port__snapshot", "port__warehouse")
    found: dict[str, list[KeptPort]] = {}
    for kept in _with_parts(rows):
        if may_be_shown(kept, kept.port):
            for contract in {kept.contract.external_id, kept.port.contract.external_id} & set(contracts):
                found.setdefault(contract, []).append(kept)
    return found


def kept_among(
    consumers: Iterable[Consumer], ports: Collection[OutputPort], *, at: datetime | None = None
) -> dict[tuple[int, int], list[Held]]:
    """The old versions that can be read at this moment, by port and consumer, the oldest first.

    Three queries at most, however many; ports need their policy at hand. A version whose rows the policy in force
    cannot choose among is shown to nobody, so it is not among them.
    """
    by_id = {port.pk: port for port in ports}
    told = MigrationNotice.objects.filter(
        consumer__in=[consumer.pk for consumer in consumers], port__in=by_id, period__in=_readable(at)
    )
    notices = list(told.select_related("period__before", "period__after").defer(*_DOCUMENTS).order_by("period"))
    if not notices:
        return {}
    periods = {notice.period_id for notice in notices}
    kept = {
        (one.period_id, one.port_id): one
        for one in _with_parts(KeptPort.objects.filter(period__in=periods, port__in=by_id))
        if may_be_shown(one, by_id[one.port_id])
    }
    found: dict[tuple[int, int], list[Held]] = {}
    for notice in notices:
        if one := kept.get((notice.period_id, notice.port_id)):
            found.setdefault((notice.port_id, notice.consumer_id), []).append(Held(notice, one))
    return found


def held_of(notice: MigrationNotice) -> KeptPort | None:
    """The old version that a notice is about, while it can be read."""
    ports = OutputPort.objects.select_related("policy", "product").filter(pk=notice.port_id)
    several = kept_among([notice.consumer], ports).get((notice.port_id, notice.consumer_id), ())
    return next((one.kept for one in several if one.notice.pk == notice.pk), None)


def notices_for(user: User) -> QuerySet[MigrationNotice]:
    """What this person, or a team of theirs, has been told and not yet acted on; what ends soonest first."""
    mine = MigrationNotice.objects.waiting().held_by(user)
    return for_display(mine).order_by("period__ends_at", "pk")


def for_display(notices: QuerySet[MigrationNotice]) -> QuerySet[MigrationNotice]:
    """With all that a page or an answer shows of a notice."""
    parts = ("period__before", "period__after", "period__product__domain", "port__product", "consumer__person")
    return notices.select_related(*parts, "consumer__team", "acknowledged_by").defer(*_DOCUMENTS)


def _all_kept(port: OutputPort) -> list[KeptPort]:
    rows = _with_parts(KeptPort.objects.filter(port=port, period__in=_readable(None)))
    return [kept for kept in rows if may_be_shown(kept, port)]


def _readable(at: datetime | None):
    return MigrationPeriod.objects.readable(at or timezone.now()).values("pk")


def _with_parts(kept: QuerySet[KeptPort]) -> QuerySet[KeptPort]:
    kept = kept.select_related("period__before", "period__after", "contract", "policy", "snapshot")
    return kept.defer(*_DOCUMENTS).prefetch_related("contract__columns").order_by("period")
