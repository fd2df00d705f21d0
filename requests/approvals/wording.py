"""What people are told while somebody decides."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, Message
from requests.models import AccessRequest, ApprovalStage


def approved(request: AccessRequest, people: Collection[User], *, actor: User | None) -> Message:
    """To the consumer: it was approved, which is not yet access."""
    text = _("%(port)s was approved for you; access is being set up.") % {"port": request.port}
    return Message(people, text, request.order.get_absolute_url(), but=actor, kind=Kind.ORDER)


def denied(request: AccessRequest, people: Collection[User], *, actor: User | None, reason: str) -> Message:
    """To the consumer: it was denied, and why."""
    text = _("%(port)s was denied: %(reason)s") % {"port": request.port, "reason": reason}
    return Message(
        people, text, request.order.get_absolute_url(), Notification.Tone.TROUBLE, but=actor, kind=Kind.ORDER
    )


def asked(stage: ApprovalStage, people: Collection[User]) -> Message:
    """To those who can decide."""
    request = stage.request
    text = _("%(who)s asks for %(port)s.") % {"who": request.order.ordered_by, "port": request.port}
    link = reverse("requests:approval", args=[stage.pk])
    return Message(people, text, link, Notification.Tone.ACTION, f"stage-{stage.pk}", kind=Kind.APPROVAL)


def unreachable(stage: ApprovalStage, people: Collection[User]) -> Message:
    """To the platform team: there is nobody who could decide."""
    request = stage.request
    text = _("Nobody can decide about %(request)s.") % {"request": request}
    link = request.order.get_absolute_url()
    return Message(people, text, link, Notification.Tone.TROUBLE, f"stage-{stage.pk}-lost", kind=Kind.PLATFORM)
