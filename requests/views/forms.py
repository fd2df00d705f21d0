"""What is asked before something is decided, prolonged or ended."""

from collections.abc import Collection
from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.warehouses.narrowing import Narrowing
from marketplace.foundation.audit import verbs
from marketplace.foundation.errors import DomainError
from requests.approvals.company_rules import RulesNotFit
from requests.approvals.errors import AlreadyDecided, NothingLeft, WiderThanAsked
from requests.approvals.narrowing import Choice
from requests.grants.errors import NothingMasked, NoticeNotFit, PlainTooLong, ReasonMissing
from requests.ordering.errors import TooManyDays

MOST_VALUES = 200
_FIELD_OF = {
    ReasonMissing: "reason",
    NoticeNotFit: "on",
    WiderThanAsked: "days",
    TooManyDays: "days",
    RulesNotFit: "written",
    NothingLeft: "columns",
    NothingMasked: "columns",
    PlainTooLong: "days",
}


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
    """Why, and until when: at once, unless a last day is named; `usual` is the one that notice commonly gives."""

    on = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args, usual: date | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        hints = [_("Empty: it ends at once. Else it is read as before until the end of this day.")]
        if usual:
            hints.append(_("Where nothing is urgent, notice is given until %(day)s.") % {"day": date_format(usual)})
        self.fields["on"].help_text = " ".join(map(str, hints))


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


class PlainForm(ServiceForm):
    """Which masked columns are to be seen as they are, for how long, and why."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"), widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-box"})
    )
    days = forms.IntegerField(label=_("For how many days?"), min_value=1)
    reason = _sentence(_("Why do you need to see the values themselves?"), hint=_("Those who decide read it."))

    def __init__(self, *args, masked: Collection[str], longest: int, **kwargs):
        super().__init__(*args, initial={"days": min(7, longest)}, **kwargs)
        self.fields["columns"].choices = [(name, name) for name in masked]
        self.fields["days"].widget.attrs["max"] = longest
        self.fields["days"].help_text = _("At most %(longest)s: never longer than your access.") % {"longest": longest}


class DecisionForm(ServiceForm):
    """Yes, yes for fewer days, or no with a reason."""

    days = forms.IntegerField(label=_("Days"), min_value=1)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for a no, and where you give only a part; the consumer is told."),
    )
    yes = forms.TypedChoiceField(choices=[("1", _("Approve")), ("0", _("Deny"))], coerce=lambda said: said == "1")

    columns = forms.MultipleChoiceField(
        label=_("Only these columns"),
        required=False,
        help_text=_("None ticked: all of them."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices-box"}),
    )
    row_column = forms.ChoiceField(
        label=_("Only rows where"), required=False, help_text=_("A column that its reader sees as it is.")
    )
    row_values = forms.CharField(
        label=_("is one of"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One value per line, as it stands in the data."),
    )

    def __init__(self, *args, most: int, choice: Choice | None = None, **kwargs):
        super().__init__(*args, initial={"days": most}, **kwargs)
        self.most, self.passed = most, None
        self.narrows = choice is not None
        if choice is None:
            for name in ("columns", "row_column", "row_values"):
                del self.fields[name]
        else:
            self.fields["columns"].choices = [(name, name) for name in choice.columns]
            self.fields["row_column"].choices = [("", _("any row")), *((name, name) for name in choice.by)]
        self.fields["days"].widget.attrs["max"] = most
        self.fields["days"].help_text = _("You may give fewer than %(most)s, never more.") % {"most": most}

    def clean(self):
        """A column to choose rows by comes with values, and values with a column."""
        said = super().clean()
        self.values = [line.strip() for line in said.get("row_values", "").splitlines() if line.strip()]
        if said.get("row_column") and not self.values:
            self.add_error("row_values", _("Name at least one value."))
        if self.values and not said.get("row_column"):
            self.add_error("row_column", _("Say in which column."))
        if len(self.values) > MOST_VALUES:
            self.add_error("row_values", _("At most %(most)s values.") % {"most": MOST_VALUES})
        return said

    def run(self, service, **context):
        """Decide. That somebody was faster is kept in `passed`, as it is nobody's mistake."""
        said = {name: self.cleaned_data[name] for name in ("yes", "reason", "days")}
        if not said["yes"] or said["days"] == self.most:
            said["days"] = None
        try:
            return service(**said, only=self._only(), **context)
        except AlreadyDecided as passed:
            self.passed = passed
        except DomainError as refusal:
            field = _FIELD_OF.get(type(refusal))
            self.add_error(field if field in self.fields else None, str(refusal))
        return None

    def _only(self) -> Narrowing:
        """What is given where less than all of it is; all columns are no narrowing."""
        columns = tuple(self.cleaned_data.get("columns") or ())
        if self.narrows and len(columns) == len(self.fields["columns"].choices):
            columns = ()
        row = self.cleaned_data.get("row_column")
        return Narrowing(columns, ((row, tuple(self.values)),) if row else ())


class StandInForm(ServiceForm):
    """Who decides in one's place, and when."""

    by = forms.CharField(
        label=_("User name of your stand-in"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    begins_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why"), required=False, max_length=200)

    def clean_by(self):
        """The person of that name."""
        person = User.objects.filter(username=self.cleaned_data["by"].strip(), is_active=True, account_of=None).first()
        if person is None:
            raise forms.ValidationError(_("There is nobody of that name."))
        return person


class BulkForm(forms.Form):
    """One word about several decisions."""

    stages = forms.TypedMultipleChoiceField(coerce=int)
    yes = forms.TypedChoiceField(choices=[("1", _("Approve")), ("0", _("Deny"))], coerce=lambda said: said == "1")
    reason = forms.CharField(required=False, max_length=2000)

    def __init__(self, *args, among, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stages"].choices = [(pk, pk) for pk in among]


class AccessRulesForm(ServiceForm):
    """The company's access rules as a steward writes them, and why they change; `after` is what was changed."""

    written = forms.CharField(
        label=_("Access rules"),
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 22, "class": "font-monospace", "spellcheck": "false"}),
        help_text=_("The first rule that fits speaks. Where none does, the policy of the port decides alone."),
    )
    reason = _sentence(_("Why are they changed?"), hint=_("It stays with the version, for everybody to read."))
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_written(self):
        """With the line ends that a document has."""
        return self.cleaned_data["written"].replace("\r\n", "\n")


class AuditForm(forms.Form):
    """Which part of the audit trail."""

    person = forms.CharField(label=_("Person"), required=False, max_length=120)
    product = forms.SlugField(label=_("Product"), required=False, max_length=120)
    verb = forms.ChoiceField(label=_("What"), required=False)
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("Everything")), *((verb, verb) for verb in verbs())]
