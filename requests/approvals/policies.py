"""Who may decide, for themselves or in the place of somebody; who may ask back, and answer."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, MembershipPeriod, User
from marketplace.foundation.policies import YES, Answer, no
from requests.approvals.pool import still_holds
from requests.models import AccessRequest, ApprovalStage, StageQuestion, StandIn


def may_decide(user, stage: ApprovalStage) -> Answer:
    """May this person say yes or no at this stage? Teams and roles are those of now, not of when the stage opened."""
    return voice_at(user, stage)[1]


def voice_at(user, stage: ApprovalStage) -> tuple[User | None, Answer]:
    """Whose voice this person has at this stage (None: their own), and whether they have one.

    Whoever orders, or is meant to read, has none, whoever they stand in for; neither has whom they stand in for.
    """
    if objection := _inside(user, stage.request):
        return None, no(objection)
    if stage.decisions.filter(by=user).exists():
        return None, no(_("you decided about it already"))
    if stage.decisions.filter(voice_of=user).exists():
        return None, no(_("somebody decided in your place"))
    if not user.is_active or user.account_of_id:
        return None, no(_("you are not among those who were asked"))
    if stage.pool.filter(pk=user.pk).exists():
        return None, YES if still_holds(user, stage) else no(
            _("you do not hold the role any more in which you were asked")
        )
    absent = StandIn.objects.in_force().filter(by=user, person__in=stage.pool.all()).select_related("person")
    said = set(stage.decisions.values_list("by", flat=True)) | set(stage.decisions.values_list("voice_of", flat=True))
    for person in (one.person for one in absent.order_by("pk") if one.person_id not in said):
        if not _inside(person, stage.request) and still_holds(person, stage):
            return person, YES
    return None, no(_("you are not among those who were asked"))


def may_ask_back(user, stage: ApprovalStage) -> Answer:
    """May this person ask those who ordered something first?"""
    if stage.state != ApprovalStage.State.OPEN:
        return no(_("nothing waits for a decision here"))
    if stage.questions.filter(answered_at=None).exists():
        return no(_("a question waits for its answer already"))
    return may_decide(user, stage)


def may_answer(user, question: StageQuestion) -> Answer:
    """May this person answer? Who ordered may, and whoever orders in the name of the consumer."""
    request = question.stage.request
    if question.answered_at is not None:
        return no(_("it is answered already"))
    if request.state != AccessRequest.State.WAITING:
        return no(_("nothing waits for a decision here"))
    if user.pk == request.order.ordered_by_id or request.consumer.is_spoken_for_by(user):
        return YES
    return no(_("only those who ordered answer"))


def _inside(user, request: AccessRequest):
    """Why it is this person's own order, or nothing."""
    if user.pk in (request.order.ordered_by_id, request.consumer.person_id):
        return _("nobody approves their own order")
    if not (behind := request.consumer.behind_id):
        return None
    mine = {"team": behind, "person": user.pk}
    if Membership.objects.filter(**mine).exists():
        return _("nobody approves an order of a team they are in")
    # Else one leaves, says yes, and comes back to read.
    if MembershipPeriod.objects.filter(**mine, until__gt=request.created_at).exists():
        return _("nobody approves what was ordered for a team they were in")
    return None
