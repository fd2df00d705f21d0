"""Who may read, and who may end what."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.models import DataProduct, OutputPort
from catalog.transitions.selectors import Versions, versions_for
from marketplace.foundation.policies import YES, Answer, no
from requests.models import Grant, MaskException, Suspension


def owns(user, port: OutputPort) -> bool:
    """Is this person in the team whose data it is?"""
    return port.product.owner_id in user.team_ids


def readable(port: OutputPort) -> Answer:
    """Is there anything to read, whoever asks?"""
    if port.product.status == DataProduct.Status.RETIRED:
        return no(_("the product is retired"))
    if not port.offered or port.snapshot_id is None:
        return no(_("the port is not offered"))
    return YES


def grant_for(user, port: OutputPort, *, at=None, as_if: Grant | None = None) -> Grant | None:
    """The grant through which this person reads the port at this moment: their own, or one of a team of theirs.

    Of several the one that leaves out nothing, then one that shows masked columns plain, then the one that lasts
    longest: two are never joined.

    `as_if` is a grant that counts as open although it is still being set up, for the moments within its window.
    """
    return next(iter(_grants_for(user, port, at=at, as_if=as_if)), None)


def grant_of_team(team: Team, port: OutputPort) -> Grant | None:
    """The grant through which a team itself reads the port at this moment."""
    held = Grant.objects.in_force().filter(consumer__team=team, port=port).order_by("-valid_until")
    return next(iter(sorted(held, key=lambda grant: bool(grant.only))), None)


def versions_of(user, port: OutputPort, *, at=None, as_if: Grant | None = None) -> Versions:
    """Which versions of the port this person may read, and which they do, by the grants they hold at this moment."""
    names = {grant.consumer_id: grant.consumer for grant in _grants_for(user, port, at=at, as_if=as_if)}
    return versions_for(user, port, names=sorted(names.values(), key=lambda name: (name.person_id is None, name.pk)))


def may_read(user, port: OutputPort, *, at=None, as_if: Grant | None = None) -> Answer:
    """May this person read this port at this moment? Every read asks this; nobody reads by rank.

    A port that the published version does not have is still there for those for whom the version before is kept.
    """
    if not user.is_active:
        return no(_("you are not signed in"))
    if stopped := why_stopped(user, port):
        return no(stopped)
    answer = readable(port)
    if not answer and not (_is_shown(port) and versions_of(user, port, at=at, as_if=as_if).default):
        return answer
    if owns(user, port) or grant_for(user, port, at=at, as_if=as_if):
        return YES
    return no(_why_not(user, port, at or timezone.now()))


def read_among(user, ports, held: Collection[Grant] | None = None) -> set[int]:
    """Those of many ports that `may_read` allows at this moment; one query however many they are.

    `held`, the grants of this person that stand on these ports, spares the query where they are known.
    """
    there = [port for port in ports if readable(port)] if user.is_active else []
    if (held or user.team_ids) and _is_stopped(user, held):
        return set()
    if held is None:
        in_force = Grant.objects.readable_by(user, timezone.now()).filter(port__in=there)
        by_grant = set(in_force.values_list("port_id", flat=True))
    else:
        by_grant = {grant.port_id for grant in held if grant.is_in_force()}
    return {port.pk for port in there if port.pk in by_grant or owns(user, port)}


def _is_stopped(user, held: Collection[Grant] | None) -> bool:
    """Is this person suspended? Grants that were asked for with `of_reader` know it."""
    told = {getattr(grant, "reader_stopped", None) for grant in held or ()} - {None}
    return told.pop() if told else is_suspended(user)


def is_suspended(user) -> bool:
    """Is this person stopped from reading anything?"""
    return Suspension.objects.standing().filter(person=user.pk).exists()


def why_stopped(user, port: OutputPort) -> str:
    """Why this person does not read this port in an emergency, whatever they hold; nothing when they may.

    A suspended port is still read by the team that has to mend it; a suspended person reads nothing.
    """
    mine, here = Q(person=user.pk), Q(port=port.pk)
    which = mine if owns(user, port) else mine | here
    found = Suspension.objects.standing().filter(which).order_by("-person").first()
    if found is None:
        return ""
    if found.person_id:
        return _("you are suspended from reading: %(reason)s") % {"reason": found.reason}
    return _("it is suspended for everybody: %(reason)s") % {"reason": found.reason}


def may_suspend_port(user, port: OutputPort) -> Answer:
    """May this person stop everybody from reading a port?"""
    if port.product.owner_id in user.maintained_team_ids or user.sees_everything:
        return YES
    return no(_("only maintainers of the owning team, stewards and the platform team suspend a port"))


def may_suspend_person(user, person) -> Answer:
    """May this person stop somebody else from reading anything?"""
    if user.pk == person.pk:
        return no(_("nobody suspends themselves"))
    return YES if user.sees_everything else no(_("only stewards and the platform team suspend people"))


def may_lift(user, suspension: Suspension) -> Answer:
    """May this person lift a suspension? Whoever could have ordered it may; nobody lifts their own."""
    if suspension.port is not None:
        return may_suspend_port(user, suspension.port)
    return may_suspend_person(user, suspension.person)


def has_held(user, product: DataProduct) -> bool:
    """Does or did this person hold access to a port of this product that was verified: their own, or a team's?"""
    verified = Grant.objects.held_by(user).filter(port__product=product, verified_at__isnull=False)
    return user.is_active and verified.exists()


def may_revoke(user, grant: Grant) -> Answer:
    """May this person take this access away?"""
    if not grant.is_standing:
        return no(_("it has ended"))
    if grant.port.product.owner_id in user.maintained_team_ids or user.is_steward or user.is_platform:
        return YES
    return no(_("only maintainers of the owning team, stewards and the platform team revoke access"))


def may_give_back(user, grant: Grant) -> Answer:
    """May this person give this access back? For a team, those who speak for it do, and the one who ordered it."""
    if not grant.is_standing:
        return no(_("it has ended"))
    if grant.consumer.person_id == user.pk or grant.consumer.behind_id in user.maintained_team_ids:
        return YES
    if grant.consumer.behind_id in user.team_ids and grant.request.order.ordered_by_id == user.pk:
        return YES
    return no(_("only its consumer gives access back"))


def _grants_for(user, port: OutputPort, *, at, as_if: Grant | None) -> list[Grant]:
    """The grants through which this person reads the port; the widest, or the supposed one, first."""
    now = at or timezone.now()
    held = Grant.objects.readable_by(user, now).filter(port=port).select_related("consumer")
    lifting = MaskException.objects.in_force(now).filter(grant=OuterRef("pk"))
    ranked = held.annotate(lifts=Exists(lifting)).order_by("-valid_until")
    found = sorted(ranked, key=lambda grant: (bool(grant.only), not grant.lifts))
    if as_if and as_if.port_id == port.pk and _is_of(as_if, user) and as_if.valid_from <= now < as_if.valid_until:
        return [as_if, *(grant for grant in found if grant.pk != as_if.pk)]
    return found


def _is_shown(port: OutputPort) -> bool:
    return port.product.status in DataProduct.Status.shown()


def _is_of(grant: Grant, user) -> bool:
    consumer = grant.consumer
    return consumer.person_id == user.pk or (consumer.team_id is not None and consumer.team_id in user.team_ids)


def _why_not(user, port: OutputPort, now):
    held = Grant.objects.held_by(user).filter(port=port)
    last = held.standing().order_by("-valid_until").first() or held.order_by("-ended_at").first()
    if last is None:
        return _("you have no access to it")
    if not last.is_standing:
        return _("your access has ended (%(how)s)") % {"how": last.get_state_display()}
    if now >= last.valid_until:
        return _("your access ended on its last day")
    if last.state == Grant.State.PENDING:
        return _("your access is still being set up")
    return _("your access begins on %(day)s") % {"day": date_format(timezone.localtime(last.valid_from), "DATE_FORMAT")}
