"""Proof of access: what the warehouse shows the consumer, and what the marketplace's own gate says."""

from collections.abc import Collection, Iterator

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


def verify_open(grant: Grant, plain: Collection[str] | None = None) -> list[AccessCheck]:
    """Read the port as everybody whom the grant is for, as if it were open; then try where nothing was granted.

    `plain` are the masked columns that are to be seen as they are; without it, those that are so by the grant now.
    """
    plain = plain_by(grant) if plain is None else plain
    port, shown = grant.port, what_is_read(grant)
    warehouse = warehouse_for(port.warehouse)
    columns = [column.name for column in warehouse.describe(shown.snapshot.location)]
    checks = list(_gate(grant))
    for view in views_of(grant, plain):
        checks += warehouse.verify(shown.snapshot.location, view, all_columns=columns)
    return checks + warehouse.verify_opened(
        shown.snapshot.location,
        view_there(grant, plain),
        all_columns=columns,
        grantee=grantee(grant.consumer_id),
        name=called(port),
    )


def what_is_read(grant: Grant) -> OutputPort | KeptPort:
    """What the consumer reads at this moment: the port as it is in force, or the old version that is kept for them."""
    return kept_for(grant.consumer, grant.port) or grant.port


def verify_closed(grant: Grant) -> list[AccessCheck]:
    """Whoever read through the grant is refused now, or reads through another."""
    return [_is_shut(grant, person) for person in readers_as(grant.consumer)]


def verify_gone(grant: Grant) -> list[AccessCheck]:
    """Whoever read in the warehouse itself is refused there."""
    warehouse = warehouse_for(grant.port.warehouse)
    return warehouse.verify_closed(grantee=grantee(grant.consumer_id), name=called(grant.port))


def views_of(grant: Grant, plain: Collection[str]) -> list[View]:
    """What the consumers see through this grant, each view once; a team without people sees what strangers would."""
    kept, given = kept_for(grant.consumer, grant.port), narrowing_of(grant)
    readers = readers_as(grant.consumer) or [None]
    views = (
        governed_view(grant.port, person=person, kept=kept, narrowing=given, plain=plain if person else ())
        for person in readers
    )
    return list(dict.fromkeys(views))


def view_there(grant: Grant, plain: Collection[str] | None = None) -> View:
    """What the consumer sees in the warehouse itself: a team as a team, whatever its members may see besides."""
    consumer = grant.consumer
    kept = kept_for(consumer, grant.port)
    given = narrowing_of(grant)
    plain = plain_by(grant) if plain is None else plain
    who = {"person": consumer.person, "team": consumer.team}
    return governed_view(grant.port, **who, kept=kept, narrowing=given, plain=plain)


def _gate(grant: Grant) -> Iterator[AccessCheck]:
    person = next(iter(readers_as(grant.consumer)), None)
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
