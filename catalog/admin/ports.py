"""Ports, and what they promise."""

from django.contrib import admin

from catalog.models import (
    AccessPolicy,
    Column,
    DataContract,
    InputPort,
    OutputPort,
    PortJoins,
    Snapshot,
    Transformation,
)
from marketplace.foundation.console.model_admin import RecordAdmin, RecordInline


@admin.register(OutputPort)
class OutputPortAdmin(RecordAdmin):
    """Where data can be read."""

    list_display = ["__str__", "warehouse", "offered", "updated_at"]
    list_filter = ["offered", "warehouse", "product__domain"]
    search_fields = ["name", "product__name", "product__slug"]
    date_hierarchy = "created_at"
    joined = ("product", "warehouse", "contract", "policy__port__product", "snapshot__port__product")


@admin.register(InputPort)
class InputPortAdmin(RecordAdmin):
    """Where data comes in."""

    list_display = ["name", "version", "upstream", "source"]
    list_filter = ["version__product__domain"]
    search_fields = ["name", "version__product__name"]
    joined = ("version__product", "upstream__product", "source__system")


@admin.register(Snapshot)
class SnapshotAdmin(RecordAdmin):
    """Finished builds."""

    list_display = ["port", "rows", "size", "seconds", "built_at", "discarded_at"]
    list_filter = ["discarded_at", "port__product__domain"]
    search_fields = ["port__name", "port__product__name", "location"]
    date_hierarchy = "built_at"
    joined = ("port__product", "version__product")


class ColumnInline(RecordInline):
    """The columns of a contract."""

    model = Column
    fields = readonly_fields = ["name", "logical_type", "classification", "primary_key", "required", "unique"]


@admin.register(DataContract)
class DataContractAdmin(RecordAdmin):
    """What ports promise."""

    list_display = ["external_id", "number", "port", "table"]
    list_filter = ["port__product__domain"]
    search_fields = ["external_id", "table", "port__product__name"]
    joined = ("port__product", "version__product")
    inlines = [ColumnInline]


@admin.register(Column)
class ColumnAdmin(RecordAdmin):
    """Every column of every contract: where is personal data?"""

    list_display = ["name", "contract", "logical_type", "classification", "primary_key", "required", "unique"]
    list_filter = ["classification", "logical_type", "primary_key"]
    search_fields = ["name", "business_name", "contract__external_id"]
    joined = ("contract",)


@admin.register(Transformation)
class TransformationAdmin(RecordAdmin):
    """The SQL that makes ports."""

    list_display = ["port", "version"]
    list_filter = ["port__product__domain"]
    search_fields = ["sql", "port__name", "port__product__name"]
    joined = ("port__product", "version__product")


@admin.register(AccessPolicy)
class AccessPolicyAdmin(RecordAdmin):
    """Who may read what."""

    list_display = ["port", "version", "longest_days", "row_filter"]
    list_filter = ["longest_days", "port__product__domain"]
    search_fields = ["port__name", "port__product__name", "row_filter", "terms"]
    joined = ("port__product", "version__product")


@admin.register(PortJoins)
class PortJoinsAdmin(RecordAdmin):
    """Which columns of other products hold the same values, in counts."""

    list_display = ["port", "snapshot", "looked_at"]
    list_filter = ["port__product__domain"]
    search_fields = ["port__name", "port__product__name"]
    date_hierarchy = "looked_at"
    joined = ("port__product", "snapshot__port__product")
