"""What surrounds decisions: questions back, and who stands in for whom."""

from django.contrib import admin

from marketplace.foundation.console.model_admin import RecordAdmin
from requests.models import StageQuestion, StandIn


@admin.register(StageQuestion)
class StageQuestionAdmin(RecordAdmin):
    """What those who decide wanted to know."""

    list_display = ["asked_at", "stage", "asked_by", "text", "answered_at"]
    list_filter = ["answered_at"]
    search_fields = ["text", "answer", "stage__request__order__number"]
    date_hierarchy = "asked_at"
    joined = ("asked_by", "answered_by", "stage__request__order", "stage__request__port__product")


@admin.register(StandIn)
class StandInAdmin(RecordAdmin):
    """Who decides in whose place."""

    list_display = ["person", "by", "begins_at", "ends_at", "ended_at"]
    list_filter = ["begins_at"]
    search_fields = ["person__username", "by__username"]
    date_hierarchy = "begins_at"
    joined = ("person", "by")
