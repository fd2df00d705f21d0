"""Other systems that look at our data, and what they said of it."""

from django.contrib import admin

from catalog.models import DatasetName, Observer, OutsideResult
from marketplace.foundation.console.model_admin import RecordAdmin


@admin.register(Observer)
class ObserverAdmin(RecordAdmin):
    """Those that sign what they say; they are set up in the platform place."""

    list_display = ["name", "kind", "secret_name", "is_on", "heard_at"]
    list_filter = ["kind", "is_on"]
    search_fields = ["name", "slug"]


@admin.register(DatasetName)
class DatasetNameAdmin(RecordAdmin):
    """What they call our ports, as the platform team said."""

    list_display = ["name", "source", "port", "tied_by", "updated_at"]
    list_filter = ["source"]
    search_fields = ["name", "port__product__name"]
    joined = ("port__product", "tied_by")


@admin.register(OutsideResult)
class OutsideResultAdmin(RecordAdmin):
    """Every result as it was told, and what became of it."""

    list_display = ["received_at", "source", "dataset", "check_name", "status", "outcome"]
    list_filter = ["outcome", "format", "source", "settled_at"]
    search_fields = ["dataset", "check_name", "thread"]
    date_hierarchy = "received_at"
    joined = ("observer", "sender", "monitor__port__product")
