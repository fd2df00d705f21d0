"""The time to decide: those who were asked are reminded, and then the stewards are asked, too."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.notifications.services import tell_each
from requests.approvals import wording
from requests.approvals.asking import asking_of, say_of, watchers_of
from requests.approvals.chain import STEWARD
from requests.approvals.pool import find_pool
from requests.models import AccessRequest, ApprovalStage, StageQuestion

AT_ONCE = 500  # stages that one sweep takes up; the next one goes on
_PARTS = (
    *("request__order__ordered_by", "request__consumer__person", "request__consumer__team"),
    *("request__port__product__owner", "request__port__product__domain"),
)


def running_out(now=None) -> QuerySet[ApprovalStage]:
    """Open stages of whose time less than a third is left, and nobody was reminded. A question stops the time."""
    now = now or timezone.now()
    third = timedelta(hours=settings.APPROVAL_HOURS) / 3
    return _counted().filter(reminded_at=None, due_at__lte=now + third, due_at__gt=now)


def overdue(now=None) -> QuerySet[ApprovalStage]:
    """Open stages whose time is over, and about which the stewards were not asked."""
    return _counted().filter(escalated_at=None, due_at__lte=now or timezone.now())


def keep_time() -> tuple[int, int]:
    """Remind and escalate what is due; how many of each."""
    reminded = sum(remind(stage) for stage in running_out().select_related(*_PARTS).order_by("due_at")[:AT_ONCE])
    asked = sum(escalate(stage) for stage in overdue().select_related(*_PARTS).order_by("due_at")[:AT_ONCE])
    return reminded, asked


@transaction.atomic
def remind(stage: ApprovalStage) -> bool:
    """Tell those who have not said anything yet, once."""
    now = timezone.now()
    if not running_out(now).filter(pk=stage.pk).update(reminded_at=now, updated_at=now):
        return False
    said = set(stage.decisions.values_list("by", flat=True)) | set(stage.decisions.values_list("voice_of", flat=True))
    silent = [person for person in stage.pool.all() if person.pk not in said]
    say_of("stage.reminded", stage, stage.request, actor=None, pool=", ".join(map(str, silent)))
    tell_each([wording.reminded(stage, silent)])
    return True


@transaction.atomic
def escalate(stage: ApprovalStage) -> bool:
    """Ask the stewards, too, once; as many have to agree as before, and nobody about their own order."""
    AccessRequest.objects.select_for_update().get(pk=stage.request_id)
    now = timezone.now()
    if not overdue(now).filter(pk=stage.pk).update(escalated_at=now, updated_at=now):
        return False
    request = stage.request
    people, _stood_in = find_pool(STEWARD, request.port.product, **asking_of(request))
    stage.pool.add(*people)
    names = ", ".join(str(person) for person in people)
    say_of("stage.escalated", stage, request, actor=None, pool=names or "–", due=stage.due_at)
    tell_each([wording.escalated(stage, people or watchers_of())])
    return True


def _counted() -> QuerySet[ApprovalStage]:
    asked = StageQuestion.objects.filter(stage=OuterRef("pk"), answered_at=None)
    return ApprovalStage.objects.open().exclude(Exists(asked))
