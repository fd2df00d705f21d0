"""The form of a transformation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.views.guide.forms import TreeForm


class SqlForm(TreeForm):
    """The SELECT that makes one output port."""

    sql = forms.CharField(
        label=_("SELECT"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "font-monospace"}),
    )
    description = forms.CharField(
        label=_("What it does"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For those who maintain it after you."),
    )
