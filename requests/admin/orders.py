"""Orders, and who said what."""

from django.contrib import admin

from marketplace.foundation.console.model_admin import RecordAdmin, RecordInline
from requests.models import AccessRequest, AccessRuleSet, ApprovalStage, Decision, Order


class LineInline(RecordInline):
    """What an order asks for."""

    model = AccessRequest
    fk_name = "order"
    fields = readonly_fields = ["port", "days", "state", "decided_at"]

    def get_queryset(self, request):
        """With the ports."""
        return super().get_queryset(request).select_related("port__product", "order")


@admin.register(Order)
class OrderAdmin(RecordAdmin):
    """Checkouts."""

    list_display = ["number", "ordered_by", "consumer", "purpose", "created_at"]
    list_filter = ["purpose", "created_at"]
    search_fields = ["number", "justification", "ordered_by__username"]
    date_hierarchy = "created_at"
    joined = ("ordered_by", "consumer__person", "consumer__team")
    exclude = ("idempotency_key", "body_digest")
    inlines = [LineInline]


class StageInline(RecordInline):
    """Who is asked, one after the other."""

    model = ApprovalStage
    fields = readonly_fields = ["position", "role", "state", "opened_at", "closed_at"]

    def get_queryset(self, request):
        """With what they are called by."""
        return super().get_queryset(request).select_related("request__order", "request__port__product")


@admin.register(AccessRequest)
class AccessRequestAdmin(RecordAdmin):
    """Lines of orders."""

    list_display = ["order", "port", "consumer", "days", "state", "decided_at"]
    list_filter = ["state", "port__product__domain"]
    search_fields = ["order__number", "port__name", "port__product__name"]
    date_hierarchy = "created_at"
    joined = (
        "order",
        "port__product",
        "consumer__person",
        "consumer__team",
        "contract",
        "policy__port__product",
        "renews__port__product",
        "renews__consumer__person",
        "renews__consumer__team",
    )
    inlines = [StageInline]


@admin.register(ApprovalStage)
class ApprovalStageAdmin(RecordAdmin):
    """What waits for whom."""

    list_display = ["request", "position", "role", "state", "opened_at", "closed_at"]
    list_filter = ["state", "role"]
    search_fields = ["request__order__number", "request__port__product__name"]
    date_hierarchy = "opened_at"
    joined = ("request__order", "request__port__product")

    def get_fields(self, request, obj=None):
        """With the people who could decide."""
        return [*super().get_fields(request, obj), "people"]

    @admin.display(description="pool")
    def people(self, stage):
        """The people who could decide when it opened."""
        return ", ".join(str(person) for person in stage.pool.all()) or "–"


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    """What was said, and why."""

    list_display = ["at", "stage", "by", "yes", "reason"]
    list_filter = ["yes"]
    search_fields = ["reason", "by__username", "stage__request__order__number"]
    date_hierarchy = "at"
    joined = ("by", "voice_of", "stage__request__order", "stage__request__port__product")


@admin.register(AccessRuleSet)
class AccessRuleSetAdmin(RecordAdmin):
    """What the company says about access, version by version."""

    list_display = ["version", "by", "reason", "created_at"]
    list_filter = ["created_at"]
    search_fields = ["reason", "written"]
    date_hierarchy = "created_at"
    joined = ("by",)
