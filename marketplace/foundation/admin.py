"""What happened, and who is alive, in the console."""

from django.contrib import admin

from marketplace.foundation.console.model_admin import RecordAdmin
from marketplace.foundation.models import AuditEvent, Heartbeat


@admin.register(AuditEvent)
class AuditEventAdmin(RecordAdmin):
    """The audit; the database itself refuses changes."""

    list_display = ["at", "actor", "verb", "object_name", "product", "channel"]
    list_filter = ["public", "object_type"]
    search_fields = ["verb", "object_name", "product", "actor__username", "actor__last_name"]
    date_hierarchy = "at"
    joined = ("actor",)

    @admin.display(description="from")
    def channel(self, event):
        """By page, API, worker or command."""
        return event.origin.get("channel", "")


@admin.register(Heartbeat)
class HeartbeatAdmin(RecordAdmin):
    """Signs of life."""

    list_display = ["name", "at"]
    search_fields = ["name"]
    list_filter = ["at"]
    date_hierarchy = "at"
