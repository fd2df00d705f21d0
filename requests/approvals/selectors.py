"""What waits for somebody's decision."""

from django.db.models import F, QuerySet
from django.utils import timezone

from requests.models import ApprovalStage


def inbox(user) -> QuerySet[ApprovalStage]:
    """The stages that wait for this person, the oldest first, each with what they need to decide."""
    return for_display(ApprovalStage.objects.open().for_approver(user)).order_by("opened_at", "pk")


def for_display(stages: QuerySet[ApprovalStage]) -> QuerySet[ApprovalStage]:
    """With everything a page about stages shows, in one query; `waits` is how long they have been open."""
    return (
        stages.select_related(
            "request__order__ordered_by",
            "request__order__consumer__person",
            "request__order__consumer__team",
            "request__consumer__person",
            "request__consumer__team",
            "request__port__product__domain",
            "request__policy",
            "request__renews",
            "request__adds_to__grant",
        )
        .prefetch_related("decisions__by", "decisions__voice_of", "questions__asked_by", "questions__answered_by")
        .annotate(waits=timezone.now() - F("opened_at"))
    )


def stranded() -> QuerySet[ApprovalStage]:
    """Open stages, the oldest first, to be asked about again where nobody may decide any more."""
    return ApprovalStage.objects.open().select_related("request").order_by("pk")
