"""What people are told while somebody decides."""

from collections.abc import Collection

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications.services import Kind, Message
from requests.models import AccessRequest, ApprovalStage, StageQuestion


def approved(request: AccessRequest, people: Collection[User], *, actor: User | None) -> Message:
    """To the consumer: it was approved, which is not yet access."""
    facts = {"port": request.port, "columns": ", ".join(request.plain or ())}
    text = _("%(port)s was approved for you; access is being set up.")
    if request.plain:
        text = _("It was approved that you see %(columns)s of %(port)s plain. You are told when you do.")
    text %= facts
    return Message(people, text, request.order.get_absolute_url(), but=actor, kind=Kind.ORDER)


def denied(request: AccessRequest, people: Collection[User], *, actor: User | None, reason: str) -> Message:
    """To the consumer: it was denied, and why."""
    text = _("%(port)s was denied: %(reason)s") % {"port": _what(request), "reason": reason}
    return Message(
        people, text, request.order.get_absolute_url(), Notification.Tone.TROUBLE, but=actor, kind=Kind.ORDER
    )


def asked(stage: ApprovalStage, people: Collection[User]) -> Message:
    """To those who can decide."""
    request = stage.request
    text = _("%(who)s asks for %(port)s.") % {"who": request.order.ordered_by, "port": _what(request)}
    link = reverse("requests:approval", args=[stage.pk])
    return Message(people, text, link, Notification.Tone.ACTION, f"stage-{stage.pk}", kind=Kind.APPROVAL)


def unreachable(stage: ApprovalStage, people: Collection[User]) -> Message:
    """To those who watch: there is nobody who could decide, or fewer people than have to agree."""
    request = stage.request
    text = _("Nobody can decide about %(request)s.") % {"request": request}
    if stage.needed > 1:
        facts = {"request": request, "needed": stage.needed, "role": stage.get_role_display()}
        text = _("%(request)s needs %(needed)s yeses (%(role)s), and so many people are not there.") % facts
    link = request.order.get_absolute_url()
    return Message(people, text, link, Notification.Tone.TROUBLE, f"stage-{stage.pk}-lost", kind=Kind.PLATFORM)


def asked_back(question: StageQuestion, people: Collection[User]) -> Message:
    """To those who ordered: somebody wants to know something first."""
    request = question.stage.request
    facts = {"who": question.asked_by, "port": request.port, "question": question.text}
    text = _("%(who)s asks about your order of %(port)s: %(question)s") % facts
    link = request.order.get_absolute_url()
    return Message(
        people, text, link, Notification.Tone.ACTION, f"question-{question.pk}", but=question.asked_by, kind=Kind.ORDER
    )


def answered(question: StageQuestion, people: Collection[User], *, actor: User) -> Message:
    """To those who decide: what was asked is answered."""
    facts = {"who": actor, "request": question.stage.request, "answer": question.answer}
    text = _("%(who)s answered about %(request)s: %(answer)s") % facts
    link = reverse("requests:approval", args=[question.stage_id])
    return Message(people, text, link, Notification.Tone.ACTION, f"answer-{question.pk}", but=actor, kind=Kind.APPROVAL)


def reminded(stage: ApprovalStage, people: Collection[User]) -> Message:
    """To those who have not said anything yet: the time is running out."""
    text = _("%(request)s waits for you until %(moment)s; then the stewards are asked.")
    facts = {"request": stage.request, "moment": date_format(timezone.localtime(stage.due_at), "DATETIME_FORMAT")}
    link = reverse("requests:approval", args=[stage.pk])
    return Message(people, text % facts, link, Notification.Tone.ACTION, f"stage-{stage.pk}-late", kind=Kind.APPROVAL)


def escalated(stage: ApprovalStage, people: Collection[User]) -> Message:
    """To the stewards: nobody decided in time."""
    text = _("Nobody decided about %(request)s in time (%(role)s): it waits for you, too.")
    facts = {"request": stage.request, "role": stage.get_role_display()}
    link = reverse("requests:approval", args=[stage.pk])
    return Message(
        people, text % facts, link, Notification.Tone.TROUBLE, f"stage-{stage.pk}-escalated", kind=Kind.APPROVAL
    )


def _what(request: AccessRequest) -> str:
    """What is asked for: a port, or to see columns of it plain."""
    if not request.plain:
        return str(request.port)
    return _("%(columns)s of %(port)s plain") % {"columns": ", ".join(request.plain), "port": request.port}
