"""Standing access, how it was carried out, and who read through it."""

from django.contrib import admin

from marketplace.foundation.console.model_admin import RecordAdmin
from requests.models import DataRead, Grant, MaskException, ProvisioningRun, SentStatements, StrayRight

GRANT = ("consumer__person", "consumer__team", "port__product")


@admin.register(Grant)
class GrantAdmin(RecordAdmin):
    """Who may read what, until when; never edited by hand."""

    list_display = ["consumer", "port", "state", "provisioning", "valid_from", "valid_until", "last_read_at"]
    list_filter = ["state", "provisioning", "port__product__domain"]
    search_fields = ["consumer__person__username", "consumer__team__name", "port__name", "port__product__name"]
    date_hierarchy = "valid_from"
    joined = (*GRANT, "request__order", "request__port__product", "ended_by")


@admin.register(MaskException)
class MaskExceptionAdmin(RecordAdmin):
    """Masked columns that a consumer sees plain; never edited by hand."""

    list_display = ["grant", "names", "state", "valid_from", "valid_until", "ended_at"]
    list_filter = ["state", "grant__port__product__domain"]
    search_fields = ["grant__consumer__person__username", "grant__consumer__team__name", "grant__port__product__name"]
    date_hierarchy = "valid_from"
    joined = (*(f"grant__{name}" for name in GRANT), "request__order", "request__port__product", "ended_by")


@admin.register(ProvisioningRun)
class ProvisioningRunAdmin(RecordAdmin):
    """Attempts to open or close access."""

    list_display = ["grant", "aim", "state", "attempts", "due_at", "started_at", "ended_at"]
    list_filter = ["state", "aim"]
    search_fields = ["grant__port__product__name", "diagnostics"]
    date_hierarchy = "created_at"
    joined = tuple(f"grant__{name}" for name in GRANT)


@admin.register(SentStatements)
class SentStatementsAdmin(RecordAdmin):
    """What attempts to open or close access sent to warehouse servers."""

    list_display = ["run", "attempt", "begun_at"]
    search_fields = ["run__grant__port__product__name"]
    date_hierarchy = "begun_at"
    joined = tuple(f"run__grant__{name}" for name in GRANT)


@admin.register(StrayRight)
class StrayRightAdmin(RecordAdmin):
    """Rights found in the warehouses that nobody granted."""

    list_display = ["grantee", "detail", "warehouse", "ending", "created_at", "ended_at"]
    list_filter = ["ending", "warehouse"]
    search_fields = ["grantee", "detail"]
    date_hierarchy = "created_at"
    joined = ("warehouse",)


@admin.register(DataRead)
class DataReadAdmin(RecordAdmin):
    """Who read what."""

    list_display = ["at", "reader", "port", "format", "rows", "filtered"]
    list_filter = ["format", "filtered", "port__product__domain"]
    search_fields = ["reader__username", "port__name", "port__product__name"]
    date_hierarchy = "at"
    joined = ("reader", "port__product", "snapshot__port__product", *(f"grant__{name}" for name in GRANT))
