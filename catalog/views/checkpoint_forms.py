"""Forms of checkpoints: the answers somebody gives, and the answer somebody gives to them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from catalog.governance.checkpoints.answers import LONGEST_LINK, LONGEST_TEXT, judge
from catalog.governance.checkpoints.questions import Question

FEW = 6  # choices that are shown side by side; more are a list to pick from


class _AsGiven(forms.Field):
    """A field that leaves judging to the questions."""

    def clean(self, value):
        """What was entered."""
        return value


class AnswersForm(forms.Form):
    """The questions of a form, each with a control of its kind; `answers` are what was judged good."""

    use_required_attribute = False

    def __init__(self, questions: Iterable[Question], data=None, *, given: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="answer")
        self.questions = tuple(questions)
        self.answers: dict[str, Any] = {}
        for question in self.questions:
            said = (given or {}).get(question.id)
            self.fields[question.id] = _AsGiven(
                label=question.label,
                help_text=escape(question.help),  # the field's template takes it for markup
                required=question.required,
                widget=_control(question),
                initial={True: "yes", False: "no"}.get(said, said) if isinstance(said, bool) else said,
            )

    @property
    def given(self) -> dict[str, Any]:
        """What was entered, right or wrong."""
        return {name: self[name].data for name in self.fields}

    def clean(self):
        """Judge all answers together."""
        self.answers, faults = judge(self.questions, self.given)
        for fault in faults:
            self.add_error(fault.place, fault.sentence)
        return super().clean()


class SignForm(forms.Form):
    """Signed, or refused with a reason."""

    yes = forms.TypedChoiceField(choices=[("1", _("Sign")), ("0", _("Refuse"))], coerce=lambda said: said == "1")
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a no. Whoever asked is told; everybody in the team can read it."),
    )


def _control(question: Question) -> forms.Widget:
    choices = [(one, one) for one in question.choices]
    match question.kind:
        case "long-text":
            return forms.Textarea(attrs={"rows": 4})
        case "choice" if len(choices) > FEW:
            return forms.Select(choices=[("", "–"), *choices])
        case "choice":
            return forms.RadioSelect(choices=choices)
        case "several":
            return forms.CheckboxSelectMultiple(choices=choices)
        case "yes-no":
            return forms.RadioSelect(choices=[("yes", _("Yes")), ("no", _("No"))])
        case "link":
            return forms.URLInput(attrs={"maxlength": LONGEST_LINK, "placeholder": "https://"})
        case "number":
            return forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 24})
        case "date":
            return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.TextInput(attrs={"maxlength": LONGEST_TEXT})
