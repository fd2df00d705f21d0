"""Publishing, run by run."""

from django.contrib import admin

from catalog.models import PublishingRun, PublishingStep
from marketplace.foundation.console.model_admin import RecordAdmin, RecordInline


class StepInline(RecordInline):
    """The steps of a run."""

    model = PublishingStep
    fields = readonly_fields = ["name", "state", "started_at", "ended_at", "error"]


@admin.register(PublishingRun)
class PublishingRunAdmin(RecordAdmin):
    """Attempts to publish, or to build anew."""

    list_display = ["version", "kind", "state", "asked_by", "created_at", "started_at", "ended_at", "attempts"]
    list_filter = ["state", "kind", "product__domain"]
    search_fields = ["product__name", "product__slug", "version__number"]
    date_hierarchy = "created_at"
    joined = ("product", "version__product", "asked_by")
    inlines = [StepInline]


@admin.register(PublishingStep)
class PublishingStepAdmin(RecordAdmin):
    """Single steps: which one fails most?"""

    list_display = ["name", "run", "state", "started_at", "ended_at"]
    list_filter = ["state", "name"]
    search_fields = ["name", "error", "run__product__name"]
    date_hierarchy = "started_at"
    joined = ("run__version__product",)
