"""What a person is told beside the portal: by which channel, and whether it arrived."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.notification import Notification
from marketplace.foundation.models import Stamped
from marketplace.foundation.outbox import Outgoing

Kind = Notification.Kind


class Channel(models.TextChoices):
    """A way to people beside the portal."""

    MAIL = "mail", _("Mail")
    WEBHOOK = "webhook", _("Webhook")


class How(models.TextChoices):
    """When a channel is used for a kind of message."""

    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Never")


_KNOWN = frozenset(How.values)
# Mail brings at once what somebody waits for, and the rest together; whoever gave a webhook wants to know everything.
USUAL = {
    Channel.MAIL: {
        **dict.fromkeys(Kind.values, How.AT_ONCE),
        **dict.fromkeys([Kind.PRODUCT, Kind.VOICES, Kind.GENERAL], How.DAILY),
    },
    Channel.WEBHOOK: dict.fromkeys(Kind.values, How.AT_ONCE),
}


class MessageChoices(Stamped):
    """What one person wants to be told how, where it is not the usual; without a row everything is as usual."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="message_choices", verbose_name=_("person")
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the daily message"), null=True, blank=True, validators=[MaxValueValidator(23)]
    )
    webhook = models.URLField(_("webhook"), max_length=500, blank=True)
    said = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("choices about messages")
        verbose_name_plural = _("choices about messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour=None) | Q(digest_hour__lte=23), name="the_digest_has_an_hour_of_the_day"
            )
        ]

    def __str__(self):
        return str(self.person)

    def how(self, channel: str, kind: str) -> str:
        """When this channel is used for this kind of message."""
        said = self.said.get(channel, {}).get(kind)
        return said if said in _KNOWN else USUAL[channel][kind]


class Delivery(Outgoing):
    """One message on its way to its reader by one channel."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    daily = models.BooleanField(_("together with others"), default=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["state", "due_at"], name="delivery_by_due")]
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="one_delivery_per_message_and_channel"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "failed", "dropped"]), name="delivery_state_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.get_channel_display()}: {self.notification}"
