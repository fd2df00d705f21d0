"""What a person is told."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NotificationQuerySet(models.QuerySet):
    """Questions about messages. Each method narrows; none writes."""

    def unread(self):
        """Not yet seen."""
        return self.filter(read_at=None)


class Notification(models.Model):
    """One sentence to one person, with the one link that lands on the thing to do."""

    class Tone(models.TextChoices):
        INFO = "info", _("For information")
        ACTION = "action", _("To do")
        TROUBLE = "trouble", _("Trouble")

    class Kind(models.TextChoices):
        ORDER = "order", _("What becomes of your orders")
        APPROVAL = "approval", _("What waits for your decision")
        ACCESS = "access", _("Access that begins, ends or changes")
        INCIDENT = "incident", _("Incidents in data you read or own")
        PRODUCT = "product", _("News of products you own, read or follow")
        VOICES = "voices", _("Questions, reviews and wishes")
        GOVERNANCE = "governance", _("Policies and checkpoints")
        PLATFORM = "platform", _("What the marketplace could not carry out")
        GENERAL = "general", _("Everything else")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(_("about"), max_length=12, choices=Kind, default=Kind.GENERAL)
    tone = models.CharField(max_length=8, choices=Tone, default=Tone.INFO)
    text = models.CharField(_("message"), max_length=400)
    link = models.CharField(_("link"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("at"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    key = models.CharField(max_length=120, blank=True, editable=False)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [models.Index(fields=["recipient", "read_at"], name="notification_by_recipient")]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~models.Q(key=""), name="nobody_is_told_the_same_twice"
            )
        ]

    def __str__(self):
        return self.text
