"""The form in which somebody gives their word about a promise."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.service_levels.services import LONGEST_DAYS
from catalog.views.wanted_forms import ServiceForm


class AttestForm(ServiceForm):
    """Kept or not, what that rests on, and how long it is good for."""

    kept = forms.TypedChoiceField(
        label=_("Is it kept?"),
        choices=[("1", _("Yes, it is kept")), ("0", _("No, it is not kept"))],
        coerce=lambda said: said == "1",
        initial="1",
    )
    note = forms.CharField(
        label=_("What does your word rest on?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
        help_text=_("One sentence. Everybody who sees the product reads it, with your name."),
    )
    days = forms.IntegerField(label=_("Good for how many days?"), initial=90, min_value=1, max_value=LONGEST_DAYS)
