"""What is asked before a token is made."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken
from marketplace.foundation.errors import DomainError


class TokenForm(forms.Form):
    """What for, what it may do, and for how long."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("Such as “nightly report on the analytics server”.")
    )
    scope = forms.ChoiceField(label=_("What may it do?"), choices=ApiToken.Scope, initial=ApiToken.Scope.READ)
    days = forms.IntegerField(label=_("For how many days?"), min_value=1, initial=90)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        longest = settings.TOKEN_LONGEST_DAYS
        self.fields["days"].widget.attrs["max"] = longest
        self.fields["days"].help_text = _("At most %(longest)s.") % {"longest": longest}

    def run(self, service, **context):
        """Make the token; a refusal becomes an error of the form."""
        try:
            return service(**self.cleaned_data, **context)
        except DomainError as refusal:
            self.add_error(None, str(refusal))
            return None
