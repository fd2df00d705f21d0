"""What is wrong, and what is done about it."""

from django.contrib import admin

from catalog.models import Breach, Incident, IncidentEntry
from marketplace.foundation.console.model_admin import RecordAdmin, RecordInline


class BreachInline(RecordInline):
    """What is broken in it."""

    model = Breach
    fields = readonly_fields = ["monitor", "title", "opened_at", "ended_at"]


class EntryInline(RecordInline):
    """What happened to it."""

    model = IncidentEntry
    fields = readonly_fields = ["at", "kind", "actor", "text", "told_at"]


@admin.register(Incident)
class IncidentAdmin(RecordAdmin):
    """Everything that is or was wrong; it is worked on at its own page."""

    list_display = ["title", "port", "kind", "severity", "assignee", "opened_at", "acknowledged_at", "resolved_at"]
    list_filter = ["severity", "kind", "cause_kind", "source", "resolved_at"]
    search_fields = ["title", "detail", "port__product__name"]
    date_hierarchy = "opened_at"
    joined = ("port__product", "assignee")
    inlines = [BreachInline, EntryInline]


@admin.register(Breach)
class BreachAdmin(RecordAdmin):
    """Broken promises, each a part of an incident."""

    list_display = ["title", "monitor", "incident", "opened_at", "ended_at"]
    list_filter = ["ended_at"]
    search_fields = ["title", "monitor__name", "monitor__port__product__name"]
    date_hierarchy = "opened_at"
    joined = ("monitor__port__product", "incident")


@admin.register(IncidentEntry)
class IncidentEntryAdmin(RecordAdmin):
    """Line by line; `told` is empty while nobody was told of one that tells."""

    list_display = ["at", "incident", "kind", "actor", "tells", "told_at"]
    list_filter = ["kind", "tells", "told_at"]
    search_fields = ["text", "incident__title"]
    date_hierarchy = "at"
    joined = ("incident", "actor")
