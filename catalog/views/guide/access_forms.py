"""The forms of an access policy, of one of its rules, and of a mask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.guide.access import AS_WRITTEN, STAGES
from catalog.models import Domain
from catalog.views.guide.forms import LinesField, TreeForm, choices, shaping

MOST_CHOICES = 300
DECISIONS = (
    ("approve", _("approve at once")),
    ("review", _("ask somebody")),
    ("deny", _("refuse")),
)
STAGE_WORDS = {
    "owner": _("the owning team"),
    "steward": _("a governance steward"),
    "owner,steward": _("the owning team, then a steward"),
    "steward,owner": _("a steward, then the owning team"),
}
METHODS = (
    ("null", _("hidden: nothing is shown")),
    ("hash", _("hashed: the same for the same value")),
    ("partial", _("shortened: the first characters")),
    ("redact", _("redacted: a fixed word")),
    ("year", _("the year alone")),
    ("bucket", _("in steps")),
    ("expression", _("an expression over the row")),
)


class ManyField(forms.MultipleChoiceField):
    """Several out of a list, each a box to tick."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "choices-box"})

    def validate(self, value):
        """What a document names need not exist here; a check tells."""


class Names:
    """What rules can name: asked once for all rules of a page."""

    def __init__(self):
        self.teams = list(Team.objects.order_by("name").values_list("slug", "name")[:MOST_CHOICES])
        self.domains = list(Domain.objects.order_by("name").values_list("slug", "name")[:MOST_CHOICES])


class NamedForm(TreeForm):
    """A form that offers names."""

    def __init__(self, *args, names: Names, purposes=(), columns=(), **kwargs):
        self.names, self.purposes_known, self.columns = names, purposes, columns
        super().__init__(*args, **kwargs)


class PolicyForm(NamedForm):
    """The policy but for its rules and masks."""

    purposes = LinesField(label=_("Purposes"), help_text=_("What it may be read for. None given: anything."))
    longest_days = forms.IntegerField(label=_("Longest access, in days"), min_value=1, max_value=3650)
    terms = forms.CharField(
        label=_("Terms"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What whoever orders it agrees to."),
    )
    row_filter = forms.CharField(
        label=_("Row filter"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "font-monospace", "spellcheck": "false"}),
        help_text=_("A condition over the columns, such as country = 'US'. Other rows are never seen."),
    )
    unmasked_for = ManyField(label=_("Teams that see masked columns as they are"))
    default_then = forms.ChoiceField(
        label=_("Where no rule fits"), choices=choices(*DECISIONS, empty=("", _("ask the owning team")))
    )
    default_stages = forms.ChoiceField(label=_("Who is asked"))
    default_reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 1, "data-grow": True}))

    def offer(self):
        """The teams there are."""
        self.fields["unmasked_for"].choices = self.names.teams
        self.fields["default_stages"].choices = _stages()


class RuleForm(NamedForm):
    """One rule: for whom, and what then."""

    name = forms.CharField(label=_("Name"))
    teams = ManyField(label=_("Teams"))
    domains = ManyField(label=_("Teams of the domains"))
    purposes = ManyField(label=_("Purposes"))
    days_at_most = forms.IntegerField(label=_("Days at most"), min_value=1, max_value=3650)
    then = forms.ChoiceField(label=_("Then"), choices=choices(*DECISIONS, empty=None), widget=shaping())
    stages = forms.ChoiceField(label=_("Who is asked"))
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 1, "data-grow": True}),
        help_text=_("The one who orders reads it."),
    )

    def offer(self):
        """Teams, domains and purposes there are."""
        self.fields["teams"].choices = self.names.teams
        self.fields["domains"].choices = self.names.domains
        self.fields["purposes"].choices = [(each, each) for each in self.purposes_known]
        self.fields["stages"].choices = _stages()

    @property
    def asks(self) -> bool:
        """Does somebody decide?"""
        return self["then"].value() == "review"

    @property
    def conditions(self) -> list:
        """The fields of its condition that are lists to tick."""
        return [self[name] for name in ("teams", "domains", "purposes") if self.fields[name].choices]


class MaskForm(NamedForm):
    """What readers see of a column in place of its values."""

    column = forms.ChoiceField(label=_("Column"))
    method = forms.ChoiceField(label=_("Readers see"), choices=choices(*METHODS, empty=None), widget=shaping())
    size = forms.FloatField(label=_("How many, or how wide"), widget=forms.NumberInput(attrs={"step": "any"}))
    expression = forms.CharField(
        label=_("Expression"),
        widget=forms.Textarea(attrs={"rows": 1, "class": "font-monospace", "spellcheck": "false"}),
    )

    def offer(self):
        """The columns of the port."""
        self.fields["column"].choices = [(each, each) for each in self.columns]

    @property
    def method_now(self) -> str:
        """How it is masked, as it is shown."""
        return self["method"].value()


def _stages():
    return choices(
        *((each, STAGE_WORDS[each]) for each in STAGES),
        (AS_WRITTEN, _("as it is written in the document")),
        empty=("", _("the owning team, as nothing is said")),
    )
