"""What is asked before a draft is tried, and about whom the access policy is asked."""

from django import forms
from django.utils.translation import gettext_lazy as _

ALL = "all"
SAMPLES = [
    ("1000", _("1,000 rows of each input")),
    ("100000", _("100,000 rows of each input")),
    (ALL, _("All rows, as publishing would")),
]


class BeginForm(forms.Form):
    """How much of each input is read."""

    sample_rows = forms.ChoiceField(
        label=_("How much to read"), choices=SAMPLES, initial="1000", widget=forms.RadioSelect
    )

    def clean_sample_rows(self) -> int | None:
        """A number of rows; None is all."""
        chosen = self.cleaned_data["sample_rows"]
        return None if chosen == ALL else int(chosen)
