"""What is asked about fitness functions, disputes, and changes to try out."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import FitnessFunctionSetting
from catalog.views.policy_forms import Day
from marketplace.foundation.errors import DomainError

DAYS_OF_GRACE = 30
DAYS_OF_WAIVER = 90
State = FitnessFunctionSetting.State


class FunctionForm(forms.Form):
    """How a function counts; `revision` is the one that the person saw."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=State.choices,
        help_text=_("A draft is shown to stewards only; in grace it is shown, and counts from a day on."),
    )
    enforced_from = forms.DateField(
        label=_("Counts from"), required=False, help_text=_("For a function in grace."), widget=Day()
    )
    weight = forms.IntegerField(
        label=_("Weight"), min_value=1, max_value=20, help_text=_("Its share of the score, against all other weights.")
    )
    owner = forms.CharField(
        label=_("Who answers for it"), max_length=120, required=False, help_text=_("Whom to ask about it.")
    )
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["enforced_from"].widget.attrs["min"] = (timezone.localdate() + timedelta(days=1)).isoformat()

    def clean(self):
        """A function in grace needs its day; any other has none."""
        said = super().clean()
        if said.get("state") == State.GRACE and not said.get("enforced_from") and "enforced_from" not in self.errors:
            self.add_error("enforced_from", _("Say from which day on it counts."))
        return said

    def run(self, service, **context):
        """Call the service with what was entered; a refusal becomes an error of the form."""
        try:
            return service(**self.cleaned_data, **context)
        except DomainError as refusal:
            self.add_error(None, str(refusal))


class DisputeForm(forms.Form):
    """Why an answer should not count, and until when."""

    reason = forms.CharField(
        label=_("Why should it not count?"),
        max_length=2000,
        help_text=_(
            "What the function cannot know, and what will be done until the last day. A steward decides by it."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    valid_until = forms.DateField(label=_("Last day"), widget=Day())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today, longest = timezone.localdate(), settings.EXCEPTION_LONGEST_DAYS
        day = self.fields["valid_until"]
        day.help_text = _("At most %(days)s days from today.") % {"days": longest}
        day.initial = today + timedelta(days=min(DAYS_OF_WAIVER, longest))
        day.widget.attrs |= {"min": today.isoformat(), "max": (today + timedelta(days=longest)).isoformat()}

    run = FunctionForm.run
