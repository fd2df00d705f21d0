"""Rules, verdicts, exceptions and sign-offs, as they were decided."""

from django.contrib import admin

from catalog.models import Checkpoint, CheckpointForm, GovernancePolicy, PolicyException, PolicyVerdict
from marketplace.foundation.console.model_admin import RecordAdmin


@admin.register(GovernancePolicy)
class GovernancePolicyAdmin(RecordAdmin):
    """Every version of every rule."""

    list_display = ["name", "version", "state", "severity", "enforced_from"]
    list_filter = ["state", "severity"]
    search_fields = ["name", "slug", "description", "rule"]


@admin.register(PolicyVerdict)
class PolicyVerdictAdmin(RecordAdmin):
    """What each rule last said of each product."""

    list_display = ["product", "policy", "outcome", "evaluated_at"]
    list_filter = ["outcome", "policy__slug"]
    search_fields = ["product__name", "product__slug", "policy__slug"]
    joined = ("product", "policy")


@admin.register(PolicyException)
class PolicyExceptionAdmin(RecordAdmin):
    """Who asked for leave not to keep a rule, and who gave it."""

    list_display = ["product", "policy_slug", "state", "valid_until", "requested_by", "decided_by", "decided_at"]
    list_filter = ["state", "policy_slug"]
    search_fields = ["product__name", "product__slug", "policy_slug", "reason", "note"]
    joined = ("product", "requested_by", "decided_by")


@admin.register(CheckpointForm)
class CheckpointFormAdmin(RecordAdmin):
    """Every version of every form."""

    list_display = ["title", "kind", "version", "state", "signer"]
    list_filter = ["state", "kind"]
    search_fields = ["title", "description"]


@admin.register(Checkpoint)
class CheckpointAdmin(RecordAdmin):
    """Every sign-off, with its answers."""

    list_display = ["product", "kind", "version", "state", "requested_by", "answered_by", "answered_at"]
    list_filter = ["state", "kind"]
    search_fields = ["product__name", "product__slug", "note"]
    joined = ("product", "requested_by", "answered_by")
