"""What is asked when somebody signs in or changes their profile."""

import zoneinfo
from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.identity.errors import AddressTaken, WrongCredentials
from accounts.models import User
from marketplace.foundation.errors import DomainError


@cache
def _zones() -> list[tuple[str, str]]:
    return [
        (zone, zone.replace("_", " "))
        for zone in sorted(zoneinfo.available_timezones())
        if "/" in zone or zone == "UTC"
    ]


def time_zones() -> list[tuple[str, str]]:
    """The time zones one can choose; empty is that of the company."""
    return [("", _("That of the company")), *_zones()]


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("User name or e-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def run(self, service, request):
        """Sign in; a refusal becomes an error of the form, and the password is asked for again."""
        try:
            return service(request, name=self.cleaned_data["username"], password=self.cleaned_data["password"])
        except WrongCredentials as refusal:
            self.add_error(None, str(refusal))
            return None


class ProfileForm(forms.ModelForm):
    """One's own name, address and time zone."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, required=False, help_text=_("Times on every page are shown in it.")
    )

    class Meta:
        model = User
        fields = ["first_name", "last_name", "email", "time_zone"]
        widgets = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }
        labels = {"first_name": _("First name"), "last_name": _("Last name"), "email": _("E-mail address")}

    def run(self, service, **context):
        """Change the profile; a refusal becomes an error of the form."""
        try:
            return service(**self.cleaned_data, **context)
        except DomainError as refusal:
            self.add_error("email" if isinstance(refusal, AddressTaken) else None, str(refusal))
            return None

    def _post_clean(self):
        """The service writes; the form leaves the person as they are."""
