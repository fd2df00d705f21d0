"""Decide from the mail: its link names stage, person and a number used once, is signed, and does not last."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from accounts.models import Notification
from accounts.notifications.channels import LINKS
from catalog.warehouses.narrowing import WHOLE, Narrowing
from marketplace.foundation.policies import insist
from requests.approvals.errors import AlreadyDecided, LinkNotGood, LinkNotYours, LinkTooOld, LinkUsed
from requests.approvals.policies import may_decide
from requests.approvals.services import decide
from requests.models import ApprovalStage, DecisionLink

SALT = "requests.approvals.by_mail"


@LINKS.add(Notification.Kind.APPROVAL)
def address_in_mail(notification: Notification) -> str | None:
    """Where the reader of this message decides; None where it does not ask them to."""
    try:
        found = resolve(notification.link)
    except Resolver404:
        return None
    if found.view_name != "requests:approval":
        return None
    stage = ApprovalStage.objects.open().filter(pk=found.kwargs["pk"], pool=notification.recipient_id).first()
    return reverse("requests:approval-by-mail", args=[token_for(stage, notification.recipient_id)]) if stage else None


def token_for(stage: ApprovalStage, person_id: int) -> str:
    """What lets one person decide at one stage; the same for every mail about it, so that it is used once."""
    link, _made = DecisionLink.objects.get_or_create(stage=stage, person_id=person_id)
    return signing.dumps({"stage": stage.pk, "person": person_id, "nonce": link.nonce}, salt=SALT)


def link_behind(token: str, *, actor) -> DecisionLink:
    """The link that a token names, if this person may decide by it now.

    Raises LinkTooOld, LinkNotGood, LinkNotYours, LinkUsed, AlreadyDecided, NotAllowed.
    """
    try:
        said = signing.loads(token, salt=SALT, max_age=timedelta(days=settings.APPROVAL_LINK_DAYS))
    except signing.SignatureExpired:
        raise LinkTooOld(days=settings.APPROVAL_LINK_DAYS) from None
    except signing.BadSignature:
        raise LinkNotGood() from None
    if said["person"] != actor.pk:
        raise LinkNotYours()
    parts = ("order", "consumer__person", "consumer__team", "port__product")
    links = DecisionLink.objects.select_related(*(f"stage__request__{part}" for part in parts))
    link = links.filter(nonce=said["nonce"], stage=said["stage"]).first()
    if link is None or link.person_id != actor.pk:
        raise LinkNotGood()
    if link.used_at:
        raise LinkUsed()
    if link.stage.state != ApprovalStage.State.OPEN:
        raise AlreadyDecided(outcome=str(link.stage.get_state_display()))
    insist(may_decide(actor, link.stage))
    return link


@transaction.atomic
def decide_by_mail(
    *, actor, token: str, yes: bool, reason: str = "", days: int | None = None, only: Narrowing = WHOLE
) -> ApprovalStage:
    """Decide once by a link; a decision that is refused leaves the link as it was.

    Raises what `link_behind` and `decide` raise.
    """
    link = link_behind(token, actor=actor)
    if not DecisionLink.objects.filter(pk=link.pk, used_at=None).update(used_at=timezone.now()):
        raise LinkUsed()
    return decide(actor=actor, stage=link.stage, yes=yes, reason=reason, days=days, only=only)
