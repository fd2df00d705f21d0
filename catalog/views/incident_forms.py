"""Forms about incidents."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from catalog.incidents.services import LONGEST_WORDS
from catalog.models import Incident, OutputPort
from catalog.views.wanted_forms import ServiceForm


def _words(label, help_text="", rows=3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=LONGEST_WORDS, widget=area, help_text=help_text)


class ReportForm(ServiceForm):
    """What is wrong with which port."""

    port = forms.ModelChoiceField(label=_("Where?"), queryset=OutputPort.objects.none(), empty_label=None)
    title = forms.CharField(
        label=_("What is wrong?"), max_length=300, help_text=_("In one sentence, as you would say it to a colleague.")
    )
    detail = forms.CharField(
        label=_("How did you notice?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("Everybody who sees the product reads it: describe values, do not copy rows."),
    )
    severity = forms.ChoiceField(
        label=_("How bad is it?"),
        required=False,
        choices=[("", _("Weigh it by the product and who uses it")), *Incident.Severity.choices],
    )

    def __init__(self, *args, ports, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["port"].queryset = OutputPort.objects.filter(pk__in=[port.pk for port in ports])
        self.fields["port"].label_from_instance = lambda port: port.name

    def clean_severity(self):
        """None: it is weighed."""
        return self.cleaned_data["severity"] or None


class AssignForm(ServiceForm):
    """Who is to look after it."""

    assignee = forms.ModelChoiceField(label=_("Who looks after it?"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args, incident: Incident, actor: User, **kwargs):
        super().__init__(*args, **kwargs)
        fit = Q(teams=incident.port.product.owner_id) | Q(pk=actor.pk)
        people = User.objects.filter(fit, is_active=True, account_of=None).distinct().order_by("first_name", "username")
        self.fields["assignee"].queryset = people


class CommentForm(ServiceForm):
    """What there is to say."""

    text = _words(_("What do you want to say?"), _("Everybody who sees the product reads it."))


class WeighForm(ServiceForm):
    """How bad it is, and why."""

    severity = forms.ChoiceField(label=_("How bad is it?"), choices=Incident.Severity.choices)
    reason = _words(_("Why?"), rows=2)


class ResolveForm(ServiceForm):
    """What the cause was."""

    cause_kind = forms.ChoiceField(
        label=_("Where did it come from?"), choices=[(one.value, one.label) for one in Incident.Cause.to_choose()]
    )
    cause = _words(_("What was the cause?"), _("In one sentence; whoever was told of it reads it."), rows=2)


class ReopenForm(ServiceForm):
    """Why it is not over."""

    reason = _words(_("Why is it not over?"), rows=2)
