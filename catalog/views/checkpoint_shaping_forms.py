"""The controls by which a steward writes a form: its head, and its questions one below the other."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.governance.checkpoints.questions import CHOOSING, LONGEST, MOST_QUESTIONS
from catalog.models import CheckpointForm
from catalog.views.checkpoint_words import PARTS

KINDS = [
    ("text", _("One line")),
    ("long-text", _("Several lines")),
    ("choice", _("One of several choices")),
    ("several", _("Some of several choices")),
    ("yes-no", _("Yes or no")),
    ("link", _("Address of evidence")),
    ("number", _("Number")),
    ("date", _("Day")),
]


class HeadForm(forms.Form):
    """What a form is called, who signs, and what the signature rests on."""

    use_required_attribute = False

    title = forms.CharField(label=_("Title"), max_length=LONGEST["title"])
    description = forms.CharField(
        label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands above the questions."),
    )  # fmt: skip
    signer = forms.ChoiceField(label=_("Signed by"), choices=CheckpointForm.Signer.choices, widget=forms.RadioSelect)
    covers = forms.MultipleChoiceField(
        label=_("The signature rests on"),
        required=False,
        choices=PARTS.items(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("When one of these changes in a later version, the signature is needed anew."),
    )


class QuestionForm(forms.Form):
    """One question."""

    use_required_attribute = False

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Question"))
    help = forms.CharField(label=_("Help"), required=False)
    kind = forms.ChoiceField(label=_("Answered by"), choices=KINDS, initial="text")
    choices = forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("One a line.")
    )
    required = forms.BooleanField(label=_("Needs an answer"), required=False)

    def tree(self) -> dict[str, Any]:
        """The question as a form keeps it; one that was emptied is judged like any other."""
        said = {name: self[name].data or "" for name in ("id", "label", "help", "kind")}
        lines = [line.strip() for line in (self["choices"].data or "").splitlines() if line.strip()]
        chosen = lines if said["kind"] in CHOOSING else []
        return {**said, "required": bool(self["required"].data), "choices": chosen}


class ShapingForm:
    """The head and the questions of a form that is being written.

    It is posted as a whole: `act` says what for — `save`, `add`, or `up-N`, `down-N`, `remove-N` for the Nth question.
    """

    def __init__(self, data) -> None:
        self.act = data.get("act", "save")
        self.head = HeadForm(data, prefix="head")
        count = data.get("questions", "0")
        count = min(int(count), MOST_QUESTIONS + 1) if count.isdecimal() and len(count) < 4 else 0
        self.questions = [QuestionForm(data, prefix=f"q{place}") for place in range(count)]

    @classmethod
    def of(cls, tree: dict[str, Any]) -> "ShapingForm":
        """The controls over a form as it is kept."""
        shaping = cls({})
        shaping.head = HeadForm(prefix="head", initial=tree)
        shaping._arrange(tree["questions"])
        return shaping

    @property
    def is_full(self) -> bool:
        """Is there no room for a further question?"""
        return len(self.questions) >= MOST_QUESTIONS

    def tree(self) -> dict[str, Any]:
        """What was entered, as `change_form` takes it."""
        return {
            "title": self.head["title"].data or "",
            "description": self.head["description"].data or "",
            "signer": self.head["signer"].data or "",
            "covers": self.head["covers"].data or [],
            "questions": [question.tree() for question in self.questions],
        }

    def rearranged(self) -> bool:
        """Do what `act` asks for, if it is about the order of the questions; False where it is about saving."""
        act, _dash, number = self.act.partition("-")
        trees = [question.tree() for question in self.questions]
        place = int(number) if number.isdecimal() and len(number) < 3 else -1
        if act == "add":
            trees.append({"kind": "text"})
        elif act == "remove" and 0 <= place < len(trees):
            del trees[place]
        elif act in ("up", "down") and 0 <= place < len(trees):
            other = place - 1 if act == "up" else place + 1
            if 0 <= other < len(trees):
                trees[place], trees[other] = trees[other], trees[place]
        else:
            return False
        self.head = HeadForm(prefix="head", initial=self.tree())
        self._arrange(trees)
        return True

    def show(self, errors: list[dict[str, str]]) -> None:
        """Put each sentence beside its control; what belongs to none stands above."""
        for form in (self.head, *self.questions):
            form.errors  # noqa: B018 — Django judges on reading, and would forget ours otherwise
            form._errors = forms.utils.ErrorDict()
        for error in errors:
            place, _slash, rest = error["place"].partition("/")
            number, _slash, name = rest.partition("/")
            if place == "questions" and number.isdecimal() and int(number) < len(self.questions):
                question = self.questions[int(number)]
                question.add_error(name if name in question.fields and name != "id" else None, error["message"])
            else:
                self.head.add_error(place if place in self.head.fields else None, error["message"])

    def _arrange(self, trees: list[dict[str, Any]]) -> None:
        self.questions = [
            QuestionForm(prefix=f"q{place}", initial=tree | {"choices": "\n".join(tree.get("choices", []))})
            for place, tree in enumerate(trees)
        ]
