"""The forms of a quality rule and of a service level."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.guide.rules import LEVELS
from catalog.views.guide.forms import LinesField, TreeForm, choices, shaping

METRICS = {
    "rowCount": _("Number of rows"),
    "nullValues": _("Empty values"),
    "missingValues": _("Missing values"),
    "invalidValues": _("Values that are not allowed"),
    "duplicateValues": _("Repeated values"),
}
OPERATORS = {
    "mustBe": _("is exactly"),
    "mustNotBe": _("is anything but"),
    "mustBeGreaterThan": _("is more than"),
    "mustBeGreaterOrEqualTo": _("is at least"),
    "mustBeLessThan": _("is less than"),
    "mustBeLessOrEqualTo": _("is at most"),
    "mustBeBetween": _("is between"),
    "mustNotBeBetween": _("is not between"),
}
DIMENSIONS = {
    "accuracy": _("Accuracy"),
    "completeness": _("Completeness"),
    "conformity": _("Conformity"),
    "consistency": _("Consistency"),
    "coverage": _("Coverage"),
    "timeliness": _("Timeliness"),
    "uniqueness": _("Uniqueness"),
}
LEVEL_WORDS = {
    "freshness": _("Freshness: how old the data may be"),
    "latency": _("Latency: from the event until it can be read"),
    "frequency": _("Frequency: how often it is built"),
    "availability": _("Availability: share of reads that are answered"),
    "retention": _("Retention: nothing older is kept"),
    "timeOfAvailability": _("Time of day by which it is there"),
    "errorRate": _("Error rate: share of reads that fail"),
    "timeToDetect": _("Time to detect a fault"),
    "timeToNotify": _("Time to tell the readers"),
    "timeToRepair": _("Time to repair"),
    "throughput": _("Throughput"),
    "generalAvailability": _("Available from"),
    "endOfSupport": _("Supported until"),
    "endOfLife": _("Ends on"),
}
UNITS = ("ms", "s", "min", "h", "d", "w", "mo", "y", "percent", "rows")
_MONO = {"class": "font-monospace", "spellcheck": "false"}


class RuleForm(TreeForm):
    """One quality rule, in the order of its sentence."""

    metric = forms.ChoiceField(label=_("Counts"), choices=choices(*METRICS.items(), empty=None), widget=shaping())
    query = forms.CharField(
        label=_("Query"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "font-monospace"}),
        help_text=_("It answers one number. ${object} stands for the table, ${property} for the column."),
    )
    operator = forms.ChoiceField(label=_("Comparison"), choices=choices(*OPERATORS.items()), widget=shaping())
    limit = forms.CharField(label=_("Number"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    upper = forms.CharField(label=_("Upper number"), widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    unit = forms.ChoiceField(label=_("Unit"), choices=choices(("percent", _("per cent")), empty=("", _("rows"))))
    valid_values = LinesField(label=_("Allowed values"))
    pattern = forms.CharField(
        label=_("Pattern"),
        widget=forms.TextInput(attrs=_MONO),
        help_text=_("A regular expression that every value fits."),
    )
    missing_values = LinesField(
        label=_("What counts as missing"), help_text=_("Such as N/A; null is the empty value itself.")
    )
    properties = LinesField(label=_("Columns"), help_text=_("That together must not repeat."))
    name = forms.CharField(label=_("Name"))
    description = forms.CharField(label=_("Why it matters"), widget=forms.Textarea(attrs={"rows": 2}))
    dimension = forms.ChoiceField(label=_("Dimension"), choices=choices(*DIMENSIONS.items()))
    severity = forms.ChoiceField(
        label=_("When it is broken"),
        choices=choices(
            ("error", _("it is an error")), ("warning", _("it is a warning")), ("info", _("it is worth knowing"))
        ),
    )

    @property
    def is_counted(self) -> bool:
        """Does it compare a number?"""
        return "operator" in self.fields

    @property
    def metric_now(self) -> str:
        """What it counts, as it is shown."""
        return self["metric"].value() if "metric" in self.fields else ""

    @property
    def is_between(self) -> bool:
        """Does it have two numbers?"""
        return str(self["operator"].value() or "").endswith("Between")


class LevelForm(TreeForm):
    """One service level."""

    property = forms.ChoiceField(
        label=_("Promise"), choices=choices(*((each, LEVEL_WORDS[each]) for each in LEVELS), empty=None)
    )
    value = forms.CharField(label=_("Value"))
    unit = forms.ChoiceField(
        label=_("Unit"),
        choices=choices(
            ("ms", _("milliseconds")),
            ("s", _("seconds")),
            ("min", _("minutes")),
            ("h", _("hours")),
            ("d", _("days")),
            ("w", _("weeks")),
            ("mo", _("months")),
            ("y", _("years")),
            ("percent", _("per cent")),
            empty=("", "–"),
        ),
    )
    element = forms.ChoiceField(label=_("About"))
    driver = forms.ChoiceField(
        label=_("Because of"),
        choices=choices(
            ("analytics", _("Analytics")), ("operational", _("Operations")), ("regulatory", _("Regulation"))
        ),
    )
    description = forms.CharField(label=_("In words"), widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, elements=(), **kwargs):
        self.elements = elements
        super().__init__(*args, **kwargs)

    def offer(self):
        """The table and its columns."""
        self.fields["element"].choices = choices(*self.elements, empty=("", _("The whole port")))
