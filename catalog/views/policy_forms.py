"""What is asked about policies and exceptions."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.governance.language import LONGEST_RULE
from catalog.views.editors import WORDS

DAYS_OF_GRACE = 30
DAYS_OF_EXCEPTION = 90


class Day(forms.DateInput):
    """A day, as browsers let people choose one."""

    input_type = "date"

    def __init__(self, **attrs):
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class RuleForm(forms.Form):
    """A rule as it stands in the editor; `before` is the one that the person saw."""

    text = forms.CharField(
        label=_("Rule"), strip=False, max_length=LONGEST_RULE, widget=forms.Textarea(attrs={"rows": 28})
    )
    before = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs |= {
            "data-editor": "yaml",
            "data-check-url": reverse("policy-check"),
            "spellcheck": "false",
            **{name: words for name, words in WORDS.items() if name != "data-words-keys"},
        }

    def clean_text(self):
        """The text with the line ends it was written with."""
        return self.cleaned_data["text"].replace("\r\n", "\n")


class DayForm(forms.Form):
    """The day from which a policy is enforced."""

    enforced_from = forms.DateField(
        label=_("Enforced from"),
        help_text=_("Until then it warns. Today: it stands in the way of publishing at once."),
        widget=Day(),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["enforced_from"].widget.attrs["min"] = today.isoformat()
        self.fields["enforced_from"].initial = today + timedelta(days=DAYS_OF_GRACE)


class ExceptionForm(forms.Form):
    """Which policy a product should be let off, why, and until when."""

    policy_slug = forms.ChoiceField(label=_("Policy"))
    reason = forms.CharField(
        label=_("Why can it not be kept?"),
        max_length=2000,
        help_text=_("And what will be done until the last day. A steward decides by it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    valid_until = forms.DateField(label=_("Last day"), widget=Day())

    def __init__(self, *args, policies=(), **kwargs):
        super().__init__(*args, **kwargs)
        today, longest = timezone.localdate(), settings.EXCEPTION_LONGEST_DAYS
        self.fields["policy_slug"].choices = list(policies)
        day = self.fields["valid_until"]
        day.help_text = _("At most %(days)s days from today.") % {"days": longest}
        day.initial = today + timedelta(days=min(DAYS_OF_EXCEPTION, longest))
        day.widget.attrs |= {"min": today.isoformat(), "max": (today + timedelta(days=longest)).isoformat()}


class AnswerForm(forms.Form):
    """What a steward says to a request; `answer` is the button that was pressed."""

    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        help_text=_("The team reads it. A refusal needs a reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    valid_until = forms.DateField(
        label=_("Last day"), required=False, help_text=_("You may give less time than was asked for."), widget=Day()
    )
