"""The forms of an access policy, of one of its rules, and of a mask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from catalog.models import Column, Domain
from catalog.views.guide.forms import LinesField, TreeForm, choices, shaping
from catalog.views.guide.stage_fields import StagesField, offer_stages

MOST_CHOICES = 300
DECISIONS = (
    ("approve", _("approve at once")),
    ("review", _("ask somebody")),
    ("deny", _("refuse")),
)
CONSUMERS = (
    ("person", _("a person")),
    ("team", _("a team")),
    ("service-account", _("a service account")),
)
TICKED = ("consumers", "teams", "domains", "purposes", "classifications")
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
    default_stages = StagesField(label=_("Who is asked"))
    default_reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 1, "data-grow": True}))

    def offer(self):
        """The teams there are."""
        self.fields["unmasked_for"].choices = self.names.teams
        offer_stages(self, "default_stages")


class RuleForm(NamedForm):
    """One rule: for whom, and what then."""

    name = forms.CharField(label=_("Name"))
    consumers = ManyField(label=_("Kind of consumer"), choices=CONSUMERS)
    teams = ManyField(label=_("Teams"))
    domains = ManyField(label=_("Teams of the domains"))
    purposes = ManyField(label=_("Purposes"))
    classifications = ManyField(label=_("Some column is"), choices=Column.Classification.choices)
    regions = LinesField(label=_("Regions"), help_text=_("One of the teams that ask works there. None given: any."))
    days_at_least = forms.IntegerField(label=_("Days at least"), min_value=1, max_value=3650)
    days_at_most = forms.IntegerField(label=_("Days at most"), min_value=1, max_value=3650)
    plain = forms.ChoiceField(
        label=_("What is asked for"),
        choices=choices(
            ("false", _("access, as the policy shows it")),
            ("true", _("to see masked columns as they are")),
            empty=("", _("either")),
        ),
    )
    then = forms.ChoiceField(label=_("Then"), choices=choices(*DECISIONS, empty=None), widget=shaping())
    stages = StagesField(label=_("Who is asked"))
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
        offer_stages(self, "stages")

    @property
    def asks(self) -> bool:
        """Does somebody decide?"""
        return self["then"].value() == "review"

    @property
    def has_rest(self) -> bool:
        """Is anything said in the conditions that few rules have?"""
        return any(self[name].value() or self[name].said for name in ("regions", "plain"))

    @property
    def conditions(self) -> list:
        """The fields of its condition that are lists to tick."""
        return [self[name] for name in TICKED if self.fields[name].choices]


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
