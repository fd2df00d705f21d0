"""The form of an objective."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import ServiceLevelObjective
from catalog.service_levels.slo.services import LEAST_PERCENT, LONGEST_DAYS
from catalog.views.wanted_forms import ServiceForm


class ObjectiveForm(ServiceForm):
    """For which part of the time, over which window."""

    percent = forms.DecimalField(
        label=_("Kept for at least how many per cent of the time?"),
        min_value=LEAST_PERCENT,
        max_value=100,
        max_digits=6,
        decimal_places=3,
    )
    window = forms.ChoiceField(label=_("Over which window?"), choices=ServiceLevelObjective.Window.choices)
    days = forms.IntegerField(
        label=_("Of how many days?"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=30,
        required=False,
        help_text=_("For the last days only; a month and a quarter have theirs."),
    )

    def clean_days(self):
        """What is not said is a month."""
        return self.cleaned_data["days"] or 30
