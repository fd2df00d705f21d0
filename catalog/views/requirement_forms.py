"""The form of a requirement profile."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.models import Column, RequirementProfile
from catalog.requirements.needs import Needs, read_span, span_in_words
from catalog.requirements.services import LONGEST_WORD, MOST_WORDS


class WordsField(forms.CharField):
    """A list, one a line; each once, in the order it was written."""

    widget = forms.Textarea(attrs={"rows": 2, "data-chips": True})

    def to_python(self, value):
        """The lines that say something."""
        lines = (line.strip() for line in super().to_python(value).splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def prepare_value(self, value):
        """A list as lines; what was sent as it was sent."""
        return value if isinstance(value, str) else "\n".join(value or ())

    def validate(self, value):
        """Not too many, and none too long."""
        super().validate(value)
        if len(value) > MOST_WORDS:
            raise forms.ValidationError(_("At most %(most)s are judged.") % {"most": MOST_WORDS})
        if any(len(word) > LONGEST_WORD for word in value):
            raise forms.ValidationError(_("None is longer than %(most)s characters.") % {"most": LONGEST_WORD})


class SpanField(forms.CharField):
    """A span of time as people write it, such as "24 h" or "2 years"; in seconds."""

    default_error_messages = {"span": _("Write a span of time, such as 24 h, 7 days or 2 years.")}

    def clean(self, value):
        """The seconds, or None where nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        if (seconds := read_span(text)) is None:
            raise forms.ValidationError(self.error_messages["span"], code="span")
        return seconds

    def prepare_value(self, value):
        """Seconds in words; what was sent as it was sent."""
        return span_in_words(value) if isinstance(value, int) else value


class ProfileForm(forms.Form):
    """What a task needs; what is left empty is no need."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Such as: adverse events per subject."))
    task = forms.CharField(
        label=_("What is it for?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    team = forms.ModelChoiceField(
        label=_("Whose is it?"), queryset=Team.objects.none(), required=False, empty_label=_("Mine alone")
    )
    wanted = WordsField(
        label=_("Columns or terms"),
        required=False,
        help_text=_("Names of columns, or what they mean: usubjid, or Preferred term."),
    )
    freshness = SpanField(label=_("Not older than"), max_length=40, required=False, help_text=_("Such as: 24 h."))
    history = SpanField(label=_("History of at least"), max_length=40, required=False, help_text=_("Such as: 2 years."))
    completeness = forms.IntegerField(
        label=_("Completeness of at least, in per cent"), min_value=1, max_value=100, required=False
    )
    fitness = forms.IntegerField(label=_("Fitness of at least, of 100"), min_value=1, max_value=100, required=False)
    licences = WordsField(
        label=_("Licences that will do"), required=False, help_text=_("Such as: Apache-2.0, CC-BY-4.0.")
    )
    regions = WordsField(
        label=_("Regions that will do"), required=False, help_text=_("As contracts name them, such as: EU.")
    )
    purpose = forms.CharField(
        label=_("Purpose that must be allowed"),
        max_length=80,
        required=False,
        help_text=_("As access policies name it, such as: safety-monitoring."),
    )
    classification = forms.ChoiceField(
        label=_("Strictest classification that you can live with"),
        choices=[("", _("Any")), *Column.Classification.choices],
        required=False,
    )
    without_waiting = forms.BooleanField(label=_("I cannot wait for a decision about access"), required=False)

    def __init__(self, *args, user, profile: RequirementProfile | None = None, **kwargs):
        kwargs.setdefault("initial", {} if profile is None else _told(profile))
        super().__init__(*args, **kwargs)
        if profile is None:
            self.fields["team"].queryset = Team.objects.filter(pk__in=user.team_ids)
        else:
            del self.fields["team"]  # whose it is stays

    @property
    def needs(self) -> Needs:
        """What was stated."""
        return Needs.read(self.cleaned_data)


def _told(profile: RequirementProfile) -> dict:
    return {name: getattr(profile, name) for name in ("name", "task", *Needs.__dataclass_fields__)}
