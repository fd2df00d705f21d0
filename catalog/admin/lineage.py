"""Which column comes from which."""

from django.contrib import admin

from catalog.models import ColumnEdge, LineageEvent
from marketplace.foundation.console.model_admin import RecordAdmin


@admin.register(ColumnEdge)
class ColumnEdgeAdmin(RecordAdmin):
    """Edges between columns, out of the SQL."""

    list_display = ["port", "column", "input_port", "from_column", "kind"]
    list_filter = ["kind"]
    search_fields = ["column", "from_column", "port__product__name"]
    joined = ("port__product", "version__product", "input_port")


@admin.register(LineageEvent)
class LineageEventAdmin(RecordAdmin):
    """What other systems reported."""

    list_display = ["job", "event_type", "event_time", "producer", "received_at"]
    list_filter = ["event_type"]
    search_fields = ["job", "run_id", "producer"]
    date_hierarchy = "event_time"
