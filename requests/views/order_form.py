"""What is asked when data is ordered."""

import uuid

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.errors import DomainError
from requests.ordering.errors import (
    JustificationMissing,
    KeyUsedOtherwise,
    LineRefused,
    NotInTeam,
    PurposeNotAllowed,
    TooManyDays,
)
from requests.selectors.shelf import Shelf

_FIELD_OF = {
    JustificationMissing: "justification",
    NotInTeam: "team",
    PurposeNotAllowed: "purpose",
    TooManyDays: "days",
}


class OrderForm(forms.Form):
    """Which ports of a product, what for, how long, in whose name, on which terms."""

    ports = forms.TypedMultipleChoiceField(
        label=_("Ports"), coerce=int, error_messages={"required": _("Choose at least one port.")}
    )
    justification = forms.CharField(
        label=_("What do you need it for?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence for whoever decides."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=80, required=False)
    days = forms.IntegerField(label=_("For how many days?"), min_value=1)
    team = forms.ChoiceField(label=_("In whose name?"), required=False)
    terms = forms.BooleanField(
        label=_("I accept the terms of use."),
        error_messages={"required": _("The terms have to be accepted before the data can be ordered.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, data=None, *, shelf: Shelf, **kwargs):
        initial = {
            "ports": [offer.port.pk for offer in shelf.open],
            "days": shelf.days,
            "team": shelf.consumer.team_id or "",
            "key": uuid.uuid4().hex,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.shelf = shelf
        self.fields["ports"].choices = [(offer.port.pk, offer.port.name) for offer in shelf.offers]
        self.fields["days"].widget.attrs["max"] = shelf.longest
        self.fields["days"].help_text = _("At most %(longest)s.") % {"longest": shelf.longest}
        self._ask_purpose(shelf)
        self._ask_team(shelf)
        if not shelf.terms:
            del self.fields["terms"]

    def _ask_purpose(self, shelf: Shelf) -> None:
        if shelf.purposes:
            choices = [("", _("Choose a purpose")), *((purpose, purpose) for purpose in shelf.purposes)]
            self.fields["purpose"] = forms.ChoiceField(label=_("Purpose"), choices=choices)
        elif shelf.suggestions:
            self.fields["purpose"].widget.attrs["list"] = "purposes"
        else:
            self.fields["purpose"].help_text = _("Any purpose is allowed; a word helps whoever decides.")

    def _ask_team(self, shelf: Shelf) -> None:
        if not shelf.teams:
            del self.fields["team"]
            return
        address = reverse("requests:order-check", args=[shelf.product.slug])
        self.fields["team"].choices = [("", _("Myself")), *((str(team.pk), team.name) for team in shelf.teams)]
        self.fields["team"].widget.attrs |= {
            "hx-post": f"{address}?part=ports",
            "hx-target": "#order-ports",
            "hx-swap": "outerHTML",
            "hx-trigger": "change",
            "hx-include": "closest form",
        }

    @property
    def chosen(self) -> set[int]:
        """The ports that are ticked, whether or not the rest makes sense yet."""
        ticked = {int(value) for value in self["ports"].value() or [] if str(value).isdecimal()}
        return ticked & {offer.port.pk for offer in self.shelf.open}

    def wish(self) -> dict:
        """What can be foreseen from what was entered so far."""
        days = str(self["days"].value() or "")
        days = int(days) if days.isdecimal() and len(days) < 6 else self.shelf.days
        chosen = self.chosen
        return {
            "lines": [(offer.port, days) for offer in self.shelf.offers if offer.port.pk in chosen],
            "purpose": str(self["purpose"].value() or "").strip() or None,
            "team": self.shelf.consumer.team,
        }

    def run(self, service, **context):
        """Place the order; a refusal becomes an error beside its field."""
        wanted = set(self.cleaned_data["ports"])
        lines = [(offer.port, self.cleaned_data["days"]) for offer in self.shelf.offers if offer.port.pk in wanted]
        try:
            return service(
                justification=self.cleaned_data["justification"],
                purpose=self.cleaned_data["purpose"].strip(),
                lines=lines,
                team=self.shelf.consumer.team,
                idempotency_key=self.cleaned_data["key"],
                **context,
            )
        except KeyUsedOtherwise as refusal:
            self.data = self.data.copy()
            self.data["key"] = uuid.uuid4().hex
            self.add_error(None, _("You placed %(number)s with this form already. Order once more?") % refusal.facts)
        except LineRefused as refusal:
            field = _FIELD_OF.get(type(refusal), "ports")
            self.add_error(field if field in self.fields else None, str(refusal))
        except DomainError as refusal:
            self.add_error(_FIELD_OF.get(type(refusal)), str(refusal))
        return None
