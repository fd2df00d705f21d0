"""What is entered in the basket."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Consumer
from requests.ordering.basket import Entered, LineEntered
from requests.selectors.basket import BasketShown

MOST_DAYS = 36_500


class BasketForm(forms.Form):
    """What for, in whose name and on which terms; for each line how long, and what is different for it."""

    justification = forms.CharField(
        label=_("What do you need it for?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence for whoever decides; it counts for every port below."),
    )
    purpose = forms.CharField(label=_("Purpose"), max_length=80, required=False)
    consumer = forms.ChoiceField(label=_("In whose name?"), required=False)
    terms = forms.BooleanField(label=_("I accept these terms of use."), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, data=None, *, shown: BasketShown, **kwargs):
        basket = shown.outlook.basket
        own = shown.outlook.consumer.person_id == basket.person_id
        initial = {
            "justification": basket.justification,
            "purpose": basket.purpose,
            "consumer": "" if own else shown.outlook.consumer.pk,
            "key": basket.key,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.shown = shown
        names = [(str(name.pk), self._name(name)) for name in shown.names]
        self.fields["consumer"].choices = [("", _("Myself")), *names]
        if not names:
            del self.fields["consumer"]
        if shown.purposes:
            self.fields["purpose"].widget.attrs["list"] = "purposes"
        for ahead in shown.lines:
            self._ask_line(ahead)

    def _ask_line(self, ahead) -> None:
        line = ahead.line
        days = {"max": ahead.prospect.longest_days} if ahead.prospect.longest_days else {}
        self.fields[f"days-{line.pk}"] = forms.IntegerField(
            label=_("Days"),
            min_value=1,
            max_value=MOST_DAYS,
            required=False,
            initial=line.days,
            widget=forms.NumberInput(attrs=days),
        )
        purpose = forms.CharField(label=_("Purpose of this port"), max_length=80, required=False, initial=line.purpose)
        if ahead.prospect.purposes:
            purpose.widget.attrs["list"] = f"purposes-{line.pk}"
        self.fields[f"purpose-{line.pk}"] = purpose
        self.fields[f"justification-{line.pk}"] = forms.CharField(
            label=_("What you need this port for"),
            max_length=1000,
            required=False,
            initial=line.justification,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    @staticmethod
    def _name(consumer: Consumer) -> str:
        if consumer.account_of_id:
            return _("%(name)s (service account)") % {"name": consumer}
        return _("%(name)s (team)") % {"name": consumer}

    def fields_of(self, pk: int) -> dict[str, forms.BoundField]:
        """What is asked for one line."""
        return {name: self[f"{name}-{pk}"] for name in ("days", "purpose", "justification")}

    def as_asked(self) -> "BasketForm":
        """For drawing: what a checkout needs is not called optional, although one may keep a basket without it."""
        for name, field in self.fields.items():
            field.required = name in ("justification", "consumer") or name.startswith("days-")
        return self

    def entered(self, person) -> Entered:
        """What was entered, for the services; a field that was not sent stays as it is."""
        said = {name: value for name, value in self.cleaned_data.items() if name in self.data}
        lines = {
            ahead.line.pk: LineEntered(
                *(self._said(said, f"{name}-{ahead.line.pk}") for name in ("days", "purpose", "justification"))
            )
            for ahead in self.shown.lines
        }
        return Entered(
            justification=self._said(said, "justification"),
            purpose=self._said(said, "purpose"),
            consumer=self._consumer(said, person),
            lines=lines,
        )

    def _consumer(self, said: dict, person) -> Consumer | None:
        if "consumer" not in said:
            return None
        named = {str(name.pk): name for name in self.shown.names}
        return named.get(said["consumer"]) or Consumer.objects.for_person(person)

    @staticmethod
    def _said(said: dict, name: str):
        value = said.get(name)
        return value.strip() if isinstance(value, str) else value
