"""Domains, warehouses and source systems: what people set up before anything can be published."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog.models import Domain, SourceSystem, SourceTable, Warehouse
from marketplace.foundation.console.model_admin import ConsoleAdmin, RecordAdmin


class DomainForm(forms.ModelForm):
    """A domain that does not end up inside itself."""

    class Meta:
        model = Domain
        fields = ["slug", "name", "description", "parent", "team"]

    def clean_parent(self):
        """Walk up: a domain may not lie inside one that lies inside it."""
        parent = self.cleaned_data["parent"]
        lies_in = dict(Domain.objects.values_list("pk", "parent"))
        above, seen = parent and parent.pk, set()
        while above and above not in seen:
            if above == self.instance.pk:
                raise forms.ValidationError(_("This domain lies inside the one you are changing."))
            seen.add(above)
            above = lies_in.get(above)
        return parent


@admin.register(Domain)
class DomainAdmin(ConsoleAdmin):
    """Business areas and who owns them."""

    changed_by = ("steward",)
    form = DomainForm
    list_display = ["name", "slug", "parent", "team", "created_at"]
    list_filter = ["team"]
    search_fields = ["name", "slug", "description"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["parent", "team"]
    joined = ("parent", "team")

    def get_readonly_fields(self, request, obj=None):
        """Documents name the short name, so it stays."""
        return ["slug"] if obj else []


@admin.register(Warehouse)
class WarehouseAdmin(ConsoleAdmin):
    """Where data lives; credentials stay in the environment."""

    changed_by = ("platform",)
    list_display = ["name", "slug", "engine", "address", "secret"]
    list_filter = ["engine"]
    search_fields = ["name", "slug", "address"]
    date_hierarchy = "created_at"
    fields = ["slug", "name", "engine", "address", "secret"]

    def get_readonly_fields(self, request, obj=None):
        """What lies there is found by these."""
        return ["slug", "engine"] if obj else []


@admin.register(SourceSystem)
class SourceSystemAdmin(ConsoleAdmin):
    """Systems that data comes from."""

    changed_by = ("platform", "steward")
    list_display = ["name", "slug", "licence", "created_at"]
    list_filter = ["licence"]
    search_fields = ["name", "slug", "description"]
    date_hierarchy = "created_at"
    autocomplete_fields = ["team"]
    fields = ["slug", "name", "description", "licence", "team"]

    def get_readonly_fields(self, request, obj=None):
        """Documents name the short name, so it stays."""
        return ["slug"] if obj else []


@admin.register(SourceTable)
class SourceTableAdmin(RecordAdmin):
    """What landed."""

    list_display = ["__str__", "warehouse", "rows", "size", "landed_at"]
    list_filter = ["system", "warehouse"]
    search_fields = ["name", "system__slug", "location"]
    date_hierarchy = "landed_at"
    joined = ("system", "warehouse")
