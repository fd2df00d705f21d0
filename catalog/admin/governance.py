"""Rules and sign-offs, as they were decided."""

from django.contrib import admin

from catalog.models import Checkpoint, GovernancePolicy
from marketplace.foundation.console.model_admin import RecordAdmin


@admin.register(GovernancePolicy)
class GovernancePolicyAdmin(RecordAdmin):
    """Every version of every rule."""

    list_display = ["name", "version", "state", "severity", "enforced_from"]
    list_filter = ["state", "severity"]
    search_fields = ["name", "slug", "description", "rule"]


@admin.register(Checkpoint)
class CheckpointAdmin(RecordAdmin):
    """Every sign-off, with its answers."""

    list_display = ["product", "kind", "version", "state", "requested_by", "answered_by", "answered_at"]
    list_filter = ["state", "kind"]
    search_fields = ["product__name", "product__slug", "note"]
    joined = ("product", "requested_by", "answered_by")
