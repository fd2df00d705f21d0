"""What is asked about messages."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Channel, How, MessageChoices, Notification
from accounts.notifications.errors import NotSafelyReached
from marketplace.foundation.errors import DomainError


class MessageChoicesForm(forms.Form):
    """For every kind of message and every channel: at once, once a day, or never."""

    digest_hour = forms.TypedChoiceField(
        label=_("Hour of the daily message"), required=False, coerce=int, empty_value=None,
        help_text=_("By the clock of your time zone."),
    )  # fmt: skip
    webhook = forms.URLField(
        label=_("Webhook"), required=False, max_length=500, assume_scheme="https",
        help_text=_("An address that takes JSON, such as the incoming webhook of a chat; empty: none."),
    )  # fmt: skip

    def __init__(self, data=None, *, choices: MessageChoices):
        usual = _("As the others, at %(hour)s:00") % {"hour": settings.DIGEST_HOUR}
        super().__init__(data, initial={"digest_hour": choices.digest_hour, "webhook": choices.webhook})
        hours = [(hour, f"{hour}:00") for hour in range(24)]
        self.fields["digest_hour"].choices = [("", usual), *hours]
        for kind in Notification.Kind:
            for channel in Channel:
                label = f"{kind.label}: {channel.label}"
                field = forms.ChoiceField(label=label, choices=How.choices, initial=choices.how(channel, kind))
                field.widget.attrs |= {"aria-label": label, "class": "w-auto"}
                self.fields[f"{channel}-{kind}"] = field

    def rows(self):
        """One line for each kind of message: its name, and the field of each channel."""
        return [(kind.label, [self[f"{channel}-{kind}"] for channel in Channel]) for kind in Notification.Kind]

    def run(self, service, **context):
        """Choose; a refusal becomes an error of the form."""
        said = {
            channel: {kind: self.cleaned_data[f"{channel}-{kind}"] for kind in Notification.Kind} for channel in Channel
        }
        main = {"digest_hour": self.cleaned_data["digest_hour"], "webhook": self.cleaned_data["webhook"]}
        try:
            return service(**context, **main, said=said)
        except DomainError as refusal:
            self.add_error("webhook" if isinstance(refusal, NotSafelyReached) else None, str(refusal))
            return None
