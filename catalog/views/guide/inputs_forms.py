"""The form of an input."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.views.guide.forms import TreeForm


class InputForm(TreeForm):
    """One input: what the SQL calls it, and the version that is wanted of it."""

    name = forms.CharField(
        label=_("Name in the SQL"),
        widget=forms.TextInput(attrs={"data-late": True, "class": "font-monospace", "spellcheck": "false"}),
    )
    version = forms.CharField(label=_("Version"), widget=forms.TextInput(attrs={"class": "font-monospace"}))
