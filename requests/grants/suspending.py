"""The emergency brake: a port, or a person, stops at once at every read; then the warehouse follows."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, tell
from catalog.models import OutputPort
from catalog.warehouses.engines import WITH_LOGINS
from marketplace.foundation.audit import record
from marketplace.foundation.policies import insist
from requests.grants.errors import AlreadyLifted, AlreadySuspended, ReasonMissing
from requests.grants.policies import may_lift, may_suspend_person, may_suspend_port
from requests.grants.runs import queue_all
from requests.grants.selectors import maintainers_of, port_readers, stewards
from requests.models import Grant, ProvisioningRun, Suspension

TROUBLE = Notification.Tone.TROUBLE


@transaction.atomic
def suspend_port(*, actor: User, port: OutputPort, reason: str) -> Suspension:
    """Let nobody but the owners read a port until it is lifted; grants keep their rows and their last day.

    Raises ReasonMissing, AlreadySuspended.
    """
    insist(may_suspend_port(actor, port))
    suspension = _suspend(actor, reason, port=port)
    text = _("Nobody can read %(port)s for now: %(reason)s") % {"port": port, "reason": suspension.reason}
    told = [*port_readers(port), *maintainers_of(port.product.owner), *stewards()]
    tell(told, text, link=port.get_absolute_url(), tone=TROUBLE, but=actor, kind=Kind.ACCESS)
    return suspension


@transaction.atomic
def suspend_person(*, actor: User, person: User, reason: str) -> Suspension:
    """Let one person read nothing at all until it is lifted: not by grants, not in teams, not what they own.

    Raises ReasonMissing, AlreadySuspended.
    """
    insist(may_suspend_person(actor, person))
    suspension = _suspend(actor, reason, person=person)
    text = _("You cannot read any data for now: %(reason)s") % {"reason": suspension.reason}
    tell([person], text, link=reverse("requests:my-data"), tone=TROUBLE, kind=Kind.ACCESS)
    text = _("%(person)s cannot read any data for now: %(reason)s") % {"person": person, "reason": suspension.reason}
    tell(stewards(), text, link=reverse("requests:suspensions"), tone=TROUBLE, but=actor, kind=Kind.ACCESS)
    return suspension


@transaction.atomic
def lift(*, actor: User, suspension: Suspension, reason: str = "") -> Suspension:
    """Let a port be read, or a person read, again: through the same grants, as long as they still last.

    Raises AlreadyLifted.
    """
    insist(may_lift(actor, suspension))
    now = timezone.now()
    lifted = {"lifted_at": now, "lifted_by": actor, "lift_reason": reason.strip(), "updated_at": now}
    if not Suspension.objects.standing().filter(pk=suspension.pk).update(**lifted):
        raise AlreadyLifted()
    suspension.refresh_from_db()
    concerned = {"product": suspension.port.product.slug} if suspension.port else {"person": suspension.person}
    record("access.resumed", suspension, actor=actor, **concerned, reason=reason.strip() or "–")
    grants = _grants(suspension).exclude(Suspension.objects.stopping_grants())
    ids = list(grants.order_by("pk").values_list("pk", flat=True))
    Grant.objects.filter(pk__in=ids).update(provisioning=Grant.Provisioning.QUEUED, updated_at=now)
    queue_all(ids, ProvisioningRun.Aim.OPEN)
    _change_logins(suspension)
    told = port_readers(suspension.port) if suspension.port else [suspension.person]
    text = _("%(port)s can be read again.") % {"port": suspension.port} if suspension.port else _("You can read again.")
    tell(told, text, link=reverse("requests:my-data"), but=actor, kind=Kind.ACCESS)
    return suspension


def _suspend(actor: User, reason: str, **about) -> Suspension:
    if not reason.strip():
        raise ReasonMissing()
    try:
        with transaction.atomic():
            suspension = Suspension.objects.create(**about, reason=reason.strip(), suspended_by=actor)
    except IntegrityError:
        raise AlreadySuspended(about=str(next(iter(about.values())))) from None
    concerned = {"product": suspension.port.product.slug} if suspension.port else about
    record("access.suspended", suspension, actor=actor, **concerned, reason=suspension.reason)
    ids = list(_grants(suspension).order_by("pk").values_list("pk", flat=True))
    queue_all(ids, ProvisioningRun.Aim.CLOSE)
    _change_logins(suspension)
    return suspension


def _change_logins(suspension: Suspension) -> None:
    """Where people sign in themselves, a team's access is set up anew: without who was stopped, or with them again."""
    if suspension.person is None:
        return
    teams = suspension.person.memberships.values("team")
    there = Grant.objects.in_force().filter(consumer__team__in=teams, port__warehouse__engine__in=WITH_LOGINS)
    queue_all(list(there.order_by("pk").values_list("pk", flat=True)), ProvisioningRun.Aim.OPEN)


def _grants(suspension: Suspension):
    """The standing grants that the warehouse has to close, or to open again."""
    which = {"port": suspension.port} if suspension.port else {"consumer__person": suspension.person}
    return Grant.objects.standing().filter(**which)
