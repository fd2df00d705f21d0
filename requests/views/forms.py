"""What is asked before something is decided, prolonged or ended."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace.foundation.audit import verbs
from marketplace.foundation.errors import DomainError
from requests.approvals.errors import AlreadyDecided, WiderThanAsked
from requests.grants.errors import NoticeNotFit, ReasonMissing
from requests.ordering.errors import TooManyDays

_FIELD_OF = {ReasonMissing: "reason", NoticeNotFit: "on", WiderThanAsked: "days", TooManyDays: "days"}


class ServiceForm(forms.Form):
    """A form whose answer is a call of a service."""

    def run(self, service, **context):
        """Call the service with what was entered; a refusal becomes an error beside its field."""
        try:
            return service(**self.cleaned_data, **context)
        except DomainError as refusal:
            field = _FIELD_OF.get(type(refusal))
            self.add_error(field if field in self.fields else None, str(refusal))
            return None


def _sentence(label, *, required: bool = True, hint: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=hint, max_length=2000, required=required, widget=widget)


class NothingForm(ServiceForm):
    """Only asks whether."""


class ReasonForm(ServiceForm):
    """Asks why, because somebody is told."""

    reason = _sentence(_("Why?"), hint=_("One sentence; those whom it concerns are told."))


class RevokeForm(ReasonForm):
    """Why, and until when: with notice where nothing is urgent."""

    on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Until the end of this day it is read as before. Empty: it ends at once."),
    )


class SuspendPersonForm(ReasonForm):
    """Who, and why."""

    person = forms.CharField(label=_("Who?"), max_length=150, help_text=_("Their user name."))
    field_order = ["person", "reason"]

    def clean_person(self):
        """Somebody who is there."""
        if found := User.objects.filter(username=self.cleaned_data["person"].strip()).first():
            return found
        raise forms.ValidationError(_("There is nobody of this name."))


class GiveBackForm(ServiceForm):
    """Why something is not needed any more."""

    reason = _sentence(_("Why?"), required=False, hint=_("It helps the owner to know what the data is used for."))


class NoteForm(ServiceForm):
    """What was done by hand."""

    note = _sentence(_("What was done, and why by hand?"), hint=_("It stays with the run and in the audit trail."))


class RenewalForm(ServiceForm):
    """For how much longer, and why."""

    days = forms.IntegerField(label=_("For how many more days?"), min_value=1)
    reason = _sentence(_("What do you still need it for?"))

    def __init__(self, *args, longest: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].widget.attrs["max"] = longest
        self.fields["days"].help_text = _("At most %(longest)s, counted from the end of what you have.") % {
            "longest": longest
        }


class DecisionForm(ServiceForm):
    """Yes, yes for fewer days, or no with a reason."""

    days = forms.IntegerField(label=_("Days"), min_value=1)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a no; the consumer is told."),
    )
    yes = forms.TypedChoiceField(choices=[("1", _("Approve")), ("0", _("Deny"))], coerce=lambda said: said == "1")

    def __init__(self, *args, most: int, **kwargs):
        super().__init__(*args, initial={"days": most}, **kwargs)
        self.most, self.passed = most, None
        self.fields["days"].widget.attrs["max"] = most
        self.fields["days"].help_text = _("You may give fewer than %(most)s, never more.") % {"most": most}

    def run(self, service, **context):
        """Decide. That somebody was faster is kept in `passed`, as it is nobody's mistake."""
        if not self.cleaned_data["yes"] or self.cleaned_data["days"] == self.most:
            self.cleaned_data["days"] = None
        try:
            return service(**self.cleaned_data, **context)
        except AlreadyDecided as passed:
            self.passed = passed
        except DomainError as refusal:
            self.add_error(_FIELD_OF.get(type(refusal)), str(refusal))
        return None


class AuditForm(forms.Form):
    """Which part of the audit trail."""

    person = forms.CharField(label=_("Person"), required=False, max_length=120)
    product = forms.SlugField(label=_("Product"), required=False, max_length=120)
    verb = forms.ChoiceField(label=_("What"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Everything")), *((verb, verb) for verb in verbs())]
