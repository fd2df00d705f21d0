"""Ask back before deciding: the time to decide stands still until those who ordered have answered."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.notifications.services import tell_each
from marketplace.foundation.policies import insist
from requests.approvals import wording
from requests.approvals.asking import say_of
from requests.approvals.errors import AlreadyAnswered, AlreadyAsked, AlreadyDecided, NothingAsked
from requests.approvals.policies import may_answer, may_ask_back
from requests.grants.selectors import whom_it_concerns
from requests.models import AccessRequest, ApprovalStage, StageQuestion

_PARTS = ("order__ordered_by", "consumer__person", "consumer__team", "port__product__owner", "port__product__domain")


@transaction.atomic
def ask_back(*, actor, stage: ApprovalStage, reason: str) -> StageQuestion:
    """Ask those who ordered something before deciding.

    Raises NothingAsked, AlreadyDecided, AlreadyAsked.
    """
    if not reason.strip():
        raise NothingAsked()
    request, stage = _locked(stage.pk, stage.request_id)
    if stage.state != ApprovalStage.State.OPEN:
        raise AlreadyDecided(outcome=str(stage.get_state_display()))
    if stage.questions.filter(answered_at=None).exists():
        raise AlreadyAsked()
    insist(may_ask_back(actor, stage))
    try:
        with transaction.atomic():
            question = StageQuestion.objects.create(
                stage=stage, asked_by=actor, text=reason.strip(), asked_at=timezone.now()
            )
    except IntegrityError:
        raise AlreadyAsked() from None
    say_of("stage.asked_back", stage, request, actor=actor, question=question.text)
    tell_each([wording.asked_back(question, whom_it_concerns(request))])
    return question


@transaction.atomic
def answer_back(*, actor, asked: StageQuestion, reason: str) -> StageQuestion:
    """Answer what was asked; the time to decide runs on from where it stood.

    Raises NothingAsked, AlreadyAnswered.
    """
    if not reason.strip():
        raise NothingAsked()
    request, stage = _locked(asked.stage_id, asked.stage.request_id)
    question = StageQuestion.objects.select_for_update().get(pk=asked.pk)
    question.stage = stage
    if question.answered_at is not None:
        raise AlreadyAnswered()
    insist(may_answer(actor, question))
    question.answered_by, question.answer, question.answered_at = actor, reason.strip(), timezone.now()
    question.save(update_fields=["answered_by", "answer", "answered_at"])
    stood = question.answered_at - question.asked_at
    still_open = ApprovalStage.objects.open().filter(pk=stage.pk, due_at__isnull=False)
    still_open.update(due_at=F("due_at") + stood, updated_at=timezone.now())
    say_of("stage.answered", stage, request, actor=actor, answer=question.answer)
    people = {person.pk: person for person in (*stage.pool.all(), question.asked_by)}
    tell_each([wording.answered(question, list(people.values()), actor=actor)])
    return question


def _locked(stage: int, request: int) -> tuple[AccessRequest, ApprovalStage]:
    AccessRequest.objects.select_for_update().get(pk=request)
    found = AccessRequest.objects.select_related(*_PARTS).get(pk=request)
    locked = ApprovalStage.objects.select_for_update().get(pk=stage)
    locked.request = found
    return found, locked
