"""The forms of an output port, its contract, and one column."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Column, Warehouse
from catalog.publishing.landing import LAKEHOUSE
from catalog.views.guide.forms import LinesField, TreeForm, choices

_MONO = {"class": "font-monospace", "spellcheck": "false"}
_TYPES = {
    "string": _("Text"),
    "integer": _("Whole number"),
    "number": _("Number"),
    "boolean": _("Yes or no"),
    "date": _("Date"),
    "timestamp": _("Date and time"),
    "time": _("Time of day"),
    "object": _("Object"),
    "array": _("List"),
    "map": _("Map"),
    "vector": _("Vector"),
}


class PortForm(TreeForm):
    """The port in the product's document."""

    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs={"data-late": True, **_MONO}))
    version = forms.CharField(label=_("Version"), widget=forms.TextInput(attrs=_MONO))
    description = forms.CharField(label=_("What one finds here"), widget=forms.Textarea(attrs={"rows": 2}))
    warehouse = forms.ChoiceField(
        label=_("Where it is read"),
        help_text=_("It stays there once the port is offered: consumers have their way to it."),
    )

    def offer(self):
        """The warehouses there are."""
        others = Warehouse.objects.exclude(slug=LAKEHOUSE).order_by("name").values_list("slug", "name")
        self.fields["warehouse"].choices = choices(*others, empty=("", _("In the lakehouse")))


class ContractForm(TreeForm):
    """The contract that the port is bound to."""

    contract_version = forms.CharField(label=_("Version of the contract"), widget=forms.TextInput(attrs=_MONO))
    promise = forms.CharField(label=_("What readers may rely on"), widget=forms.Textarea(attrs={"rows": 2}))


class TableForm(TreeForm):
    """The table that the contract describes."""

    granularity = forms.CharField(
        label=_("What one row is"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as “one row per flight”."),
    )
    table_description = forms.CharField(label=_("About the table"), widget=forms.Textarea(attrs={"rows": 2}))


class ColumnForm(TreeForm):
    """One column."""

    name = forms.CharField(label=_("Name"), widget=forms.TextInput(attrs={"data-late": True, **_MONO}))
    logical_type = forms.ChoiceField(label=_("Type"), choices=choices(*_TYPES.items()))
    description = forms.CharField(label=_("Meaning"), widget=forms.Textarea(attrs={"rows": 1, "data-grow": True}))
    classification = forms.ChoiceField(label=_("Classification"), choices=choices(*Column.Classification.choices))
    primary_key = forms.BooleanField(label=_("Key"))
    required = forms.BooleanField(label=_("Filled"))
    unique = forms.BooleanField(label=_("Unique"))
    business_name = forms.CharField(label=_("Business name"))
    physical_type = forms.CharField(label=_("Type in the warehouse"), widget=forms.TextInput(attrs=_MONO))
    examples = LinesField(label=_("Examples"))
    enum = LinesField(label=_("Allowed values"), help_text=_("Nothing else may stand in this column."))
    tags = LinesField(label=_("Tags"))
