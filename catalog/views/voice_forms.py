"""Forms for questions, answers and reviews."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.views.wanted_forms import ServiceForm
from catalog.voices.reviews.services import LONGEST as LONGEST_REVIEW
from catalog.voices.writing import LONGEST, LONGEST_REASON

STARS = [
    (5, _("5 – just what it says")),
    (4, _("4 – good")),
    (3, _("3 – usable")),
    (2, _("2 – with trouble")),
    (1, _("1 – not usable")),
]


def _text(label, *, rows: int = 3, longest: int = LONGEST, hint="") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=longest, widget=widget, help_text=hint)


class QuestionForm(ServiceForm):
    """Something to ask."""

    text = _text(
        _("Your question"), hint=_("The owning team is told. Everybody who sees the product reads it, and may answer.")
    )


class AnswerForm(ServiceForm):
    """Something to answer."""

    text = _text(_("Your answer"))


class ReviewForm(ServiceForm):
    """Stars, and a sentence that says why."""

    stars = forms.TypedChoiceField(label=_("How good is it?"), choices=STARS, coerce=int, widget=forms.RadioSelect())
    text = _text(_("Why?"), longest=LONGEST_REVIEW, hint=_("A sentence that helps the next person to decide."))


class ReplyForm(ServiceForm):
    """What the owning team has to say to a review."""

    text = _text(_("Your reply"), rows=2, longest=LONGEST_REVIEW, hint=_("The team replies once."))


class HideForm(ServiceForm):
    """Why a text is hidden."""

    reason = forms.CharField(label=_("Why?"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2}))
