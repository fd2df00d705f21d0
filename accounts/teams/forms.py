"""What is asked before a service account is opened, and before it gets a token."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from marketplace.foundation.errors import DomainError


class _ServiceForm(forms.Form):
    def run(self, service, **context):
        """Call the service; a refusal becomes an error beside the name."""
        try:
            return service(**self.cleaned_data, **context)
        except DomainError as refusal:
            self.add_error("name", str(refusal))
            return None


class AccountForm(_ServiceForm):
    """Whose tool it is, and what it is called."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    name = forms.CharField(label=_("What is it?"), max_length=80, help_text=_("Such as “nightly report”."))

    def __init__(self, data=None, *, maintained, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(pk__in=maintained)


class AccountTokenForm(_ServiceForm):
    """For how long; a token of a service account only reads."""

    name = forms.CharField(label=_("Where is it used?"), max_length=80)
    days = forms.IntegerField(label=_("For how many days?"), min_value=1, initial=90)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["days"].widget.attrs["max"] = settings.TOKEN_LONGEST_DAYS
        self.fields["days"].help_text = _("At most %(longest)s.") % {"longest": settings.TOKEN_LONGEST_DAYS}


class RegionForm(forms.Form):
    """Where a team works."""

    region = forms.CharField(
        label=_("Where does it work?"),
        required=False,
        max_length=40,
        help_text=_("As access rules name it; such as EU. Empty: it has no region."),
    )
