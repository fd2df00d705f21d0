"""Forms with which a draft goes its way: its number, and what those whom it breaks are told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.publishing.notice import LONGEST_GUIDANCE


class PublishForm(forms.Form):
    """For how many days others keep what breaks, and what they should do; where nothing breaks, both are left away."""

    notice_days = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10_000,
        error_messages={"invalid": _("The days of notice are not a number.")},
    )
    guidance = forms.CharField(
        required=False,
        max_length=LONGEST_GUIDANCE,
        error_messages={"max_length": _("Say it in at most 4,000 characters.")},
    )


class VersionForm(forms.Form):
    """The number that a draft should have, the revision that was looked at, and what is being typed into an editor."""

    number = forms.CharField(max_length=40, error_messages={"required": _("Say which number.")})
    revision = forms.IntegerField(required=False, min_value=0)
    text = forms.CharField(required=False, strip=False)
