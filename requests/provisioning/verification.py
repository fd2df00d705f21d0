"""Proof of access: what the warehouse shows the consumer, and what the marketplace's own gate says."""

from collections.abc import Collection, Iterator
from functools import cached_property

from accounts.models import User
from catalog.models import KeptPort, OutputPort
from catalog.transitions.selectors import kept_for
from catalog.warehouses.engines import warehouse_for
from catalog.warehouses.governed import governed_view
from catalog.warehouses.interface import AccessCheck, View
from requests.grants.narrowing import narrowing_of, plain_by
from requests.grants.policies import grant_for, may_read, owns
from requests.grants.selectors import readers_as
from requests.models import Grant
from requests.provisioning.naming import called, grantee


class Seen:
    """What is read through one grant at this moment and by whom, each looked up once.

    `plain` are the masked columns that are to be seen as they are; without it, those that are so by the grant now.
    """

    def __init__(self, grant: Grant, plain: Collection[str] | None = None) -> None:
        self.grant = grant
        self.plain = plain_by(grant) if plain is None else plain
        self._given = narrowing_of(grant)

    @cached_property
    def kept(self) -> KeptPort | None:
        """The old version that is kept for the consumer, where they read that."""
        return kept_for(self.grant.consumer, self.grant.port)

    @property
    def shown(self) -> OutputPort | KeptPort:
        """What the consumer reads: the port as it is in force, or the old version."""
        return self.kept or self.grant.port

    @cached_property
    def readers(self) -> list[User]:
        """Who reads in the name of the consumer."""
        return readers_as(self.grant.consumer)

    @cached_property
    def there(self) -> View:
        """What the consumer sees in the warehouse itself: a team as a team, whatever its members may see besides."""
        consumer = self.grant.consumer
        if self.readers == [consumer.person]:
            return self._view(consumer.person)
        who = {"person": consumer.person, "team": consumer.team}
        return governed_view(self.grant.port, **who, kept=self.kept, narrowing=self._given, plain=self.plain)

    @property
    def by_readers(self) -> list[View]:
        """What those who read see, each view once; a team without people sees what strangers would."""
        return list(dict.fromkeys(self._view(person) for person in self.readers or [None]))

    def _view(self, person: User | None) -> View:
        if person not in self._views:
            given = {"narrowing": self._given, "plain": self.plain if person else ()}
            self._views[person] = governed_view(self.grant.port, person=person, kept=self.kept, **given)
        return self._views[person]

    @cached_property
    def _views(self) -> dict[User | None, View]:
        return {}


def verify_open(seen: Seen) -> list[AccessCheck]:
    """Read the port as everybody whom the grant is for, as if it were open; then try where nothing was granted."""
    grant, location = seen.grant, seen.shown.snapshot.location
    warehouse = warehouse_for(grant.port.warehouse)
    columns = [column.name for column in warehouse.describe(location)]
    checks = list(_gate(seen))
    for view in seen.by_readers:
        checks += warehouse.verify(location, view, all_columns=columns)
    there = {"grantee": grantee(grant.consumer_id), "name": called(grant.port)}
    return checks + warehouse.verify_opened(location, seen.there, all_columns=columns, **there)


def verify_closed(grant: Grant) -> list[AccessCheck]:
    """Whoever read through the grant is refused now, or reads through another."""
    return [_is_shut(grant, person) for person in readers_as(grant.consumer)]


def verify_gone(grant: Grant) -> list[AccessCheck]:
    """Whoever read in the warehouse itself is refused there."""
    warehouse = warehouse_for(grant.port.warehouse)
    return warehouse.verify_closed(grantee=grantee(grant.consumer_id), name=called(grant.port))


def _gate(seen: Seen) -> Iterator[AccessCheck]:
    grant, person = seen.grant, next(iter(seen.readers), None)
    if person is None:
        yield AccessCheck("gate", True, "There is nobody in the team who could read yet.")
        return
    begins = may_read(person, grant.port, at=grant.valid_from, as_if=grant)
    told = f"{person} is let through from the first moment on." if begins else f"{person} is refused: {begins.reason}."
    yield AccessCheck("gate", begins.allowed, told)
    if not owns(person, grant.port):
        after = grant_for(person, grant.port, at=grant.valid_until, as_if=grant)
        shut = after is None or after.pk != grant.pk
        yield AccessCheck("last day", shut, "Nothing can be read through it after its last day.")
    if sibling := _not_granted(person, grant.port):
        refused = not may_read(person, sibling, as_if=grant).allowed
        yield AccessCheck("nothing else", refused, f"{sibling}, which was not granted, is refused.")


def _not_granted(person, port: OutputPort) -> OutputPort | None:
    """A port that this person has no right to: of the same product if there is one, else of any."""
    held = Grant.objects.standing().held_by(person).values("port")
    others = OutputPort.objects.offered().exclude(pk=port.pk).exclude(pk__in=held)
    others = others.exclude(product__owner__in=person.team_ids).select_related("product")
    return others.filter(product=port.product_id).first() or others.order_by("pk").first()


def _is_shut(grant: Grant, person) -> AccessCheck:
    through = grant_for(person, grant.port)
    if through is None:
        return AccessCheck("gate", True, f"{person} is refused.")
    if through.pk != grant.pk:
        return AccessCheck("gate", True, f"{person} reads on through another grant.")
    return AccessCheck("gate", False, f"{person} still reads.")
