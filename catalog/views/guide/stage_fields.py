"""The stages of a review in a form: for each who is asked, and how many of them must agree."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.guide.access import AS_WRITTEN, ROLES, stage_of, stage_shown
from catalog.views.guide.forms import TreeForm, shaping

MOST_STAGES, MOST_NAMED = len(ROLES), 10
ROLE_WORDS = {
    "owner": gettext_lazy("the owning team"),
    "domain-owner": gettext_lazy("the owner of the domain"),
    "steward": gettext_lazy("a governance steward"),
    "data-protection": gettext_lazy("data protection"),
    "line": gettext_lazy("the line of whoever asks"),
}


class Sent(list):
    """What a browser sent of the lists, which is not a list of stages."""


class StagesWidget(forms.MultiWidget):
    """Two lists for each stage: the role, and how many."""

    template_name = "catalog/studio/guide/stages.html"

    def __init__(self, rows: int = 1, attrs=None):
        widgets = []
        for number in range(1, rows + 1):
            role, needs = shaping(), forms.Select()
            role.attrs["aria-label"] = _("Stage %(number)s: who is asked") % {"number": number}
            needs.attrs["aria-label"] = _("Stage %(number)s: how many must agree") % {"number": number}
            widgets += [role, needs]
        super().__init__(widgets, attrs)

    def decompress(self, value):
        """Stages as pairs in a row."""
        return [part for shown in value or () for part in stage_of(shown)]

    def value_from_datadict(self, data, files, name):
        """The lists as they were sent."""
        return Sent(super().value_from_datadict(data, files, name))


class StagesField(forms.MultiValueField):
    """Stages one after the other; an empty role ends none: it is left out."""

    def __init__(self, *, rows: int = 1, stages=(), **kwargs):
        kwargs.pop("fields", None)
        fields = []
        for place in range(rows):
            role, needs = stage_of(stages[place]) if place < len(stages) else ("", "any")
            fields += [
                forms.ChoiceField(choices=_roles(role, first=place == 0), required=False),
                forms.ChoiceField(choices=_needs(needs), required=False),
            ]
        super().__init__(fields, require_all_fields=False, widget=StagesWidget(rows), **kwargs)
        for field, widget in zip(self.fields, self.widget.widgets, strict=True):
            widget.choices = field.choices

    def prepare_value(self, value):
        """Stages as pairs in a row; what was sent is that already."""
        return value if isinstance(value, Sent) else self.widget.decompress(value)

    def clean(self, value):
        """What nobody may change stays as it is."""
        return value if self.disabled else super().clean(value)

    def compress(self, values):
        """Pairs as stages."""
        pairs = zip(values[::2], values[1::2], strict=True)
        return [stage_shown(role, needs) for role, needs in pairs if role]


def offer_stages(form: TreeForm, name: str) -> None:
    """As many stages as there are, and one to add; what only the document can say is left as it is."""
    if name not in form.fields:
        return
    label, stages = form.fields[name].label, form.initial[name]
    if AS_WRITTEN in stages:
        form.fields[name] = forms.ChoiceField(
            label=label, choices=[(AS_WRITTEN, _("as it is written in the document"))]
        )
        return
    sent = [key for key in form.data if key.startswith(f"{form.add_prefix(name)}_")]
    rows = min(max(len(stages) + 1, len(sent) // 2), max(MOST_STAGES, len(stages)))
    form.fields[name] = StagesField(label=label, rows=rows, stages=stages)


def _roles(stands: str, *, first: bool) -> list:
    empty = _("the owning team, as nothing is said") if first else _("nobody else")
    known = [("", empty), *ROLE_WORDS.items()]
    return known if not stands or stands in ROLE_WORDS else [*known, (stands, stands)]


def _needs(stands: str) -> list:
    numbers = [str(number) for number in range(2, MOST_NAMED + 1)]
    known = [("any", _("one of them")), ("all", _("all of them"))]
    known += [(number, _("%(number)s of them") % {"number": number}) for number in numbers]
    return known if stands in dict(known) else [*known, (stands, _("%(number)s of them") % {"number": stands})]
