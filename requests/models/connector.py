"""Other systems that are told what happens, and what is on its way to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.leases import Leased, LeasedQuerySet
from marketplace.foundation.models import AuditEvent, Stamped
from marketplace.foundation.outbox import Outgoing


class Connector(Stamped):
    """One other system: where it is, what it is told, and whether its answers count as decisions."""

    class Kind(models.TextChoices):
        WEBHOOK = "webhook", _("Signed webhook")
        CHAT = "chat", _("Chat (Slack, Teams, Mattermost)")
        SERVICENOW = "servicenow", _("ServiceNow")
        IMMUTA = "immuta", _("Immuta")

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    address = models.URLField(_("address"), max_length=500)
    account = models.CharField(_("user name or attribute there"), max_length=120, blank=True)
    table = models.CharField(_("table or warehouse"), max_length=80, blank=True)
    secret_name = models.CharField(_("environment variable with the secret"), max_length=120, blank=True)
    follows = models.JSONField(_("what it is told"), default=list)
    decides = models.BooleanField(_("decisions made there count here"), default=False)
    is_on = models.BooleanField(_("in use"), default=True)
    # Events after `begins` are for it; up to `cursor` they have been looked at.
    begins = models.BigIntegerField(default=0, editable=False)
    cursor = models.BigIntegerField(default=0, editable=False)
    tested_at = models.DateTimeField(_("tested"), null=True, blank=True)
    test_error = models.TextField(_("what the test said"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("connector")
        verbose_name_plural = _("connectors")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["webhook", "chat", "servicenow", "immuta"]), name="connector_kind_is_known"
            )
        ]

    def __str__(self):
        return self.name


class ConnectorMessage(Outgoing):
    """One event on its way to one other system; or a port, of which that system must be told how it is now."""

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="messages")
    event = models.ForeignKey(AuditEvent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    port = models.ForeignKey(
        "catalog.OutputPort", null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("port")
    )

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message to a connector")
        verbose_name_plural = _("messages to connectors")
        indexes = [
            models.Index(fields=["state", "due_at"], name="connector_message_by_due"),
            models.Index(fields=["connector", "state", "-ended_at"], name="connector_message_by_health"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["connector", "event"], name="one_message_per_connector_and_event"),
            models.UniqueConstraint(
                fields=["connector", "port"],
                condition=Q(state__in=["waiting", "failed"]),
                name="one_open_message_per_connector_and_port",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=False, port=None) | Q(event=None, port__isnull=False),
                name="a_message_is_about_an_event_or_a_port",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "failed", "dropped"]), name="connector_message_state_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.connector}: {self.event or self.port}"


class GovernedPort(Leased, Stamped):
    """What another system was last told of one port: a digest of it (empty: not known), and what is made of it there.

    The lease lets one worker at a time tell it, so that what was true later is also told later.
    """

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="governed")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="+", verbose_name=_("port"))
    digest = models.CharField(max_length=64, blank=True, editable=False)
    readers_policy = models.CharField(_("their policy of who reads"), max_length=64, blank=True)
    data_policy = models.CharField(_("their policy of what is seen"), max_length=64, blank=True)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    objects = LeasedQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("port in another system")
        verbose_name_plural = _("ports in other systems")
        constraints = [
            models.UniqueConstraint(fields=["connector", "port"], name="a_port_is_governed_once_by_a_connector")
        ]

    def __str__(self):
        return f"{self.connector}: {self.port}"


class Ticket(Stamped):
    """What stands for one access request in another system."""

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="tickets")
    request = models.ForeignKey("requests.AccessRequest", on_delete=models.CASCADE, related_name="tickets")
    theirs = models.CharField(_("their id"), max_length=64)
    number = models.CharField(_("number"), max_length=64)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        constraints = [models.UniqueConstraint(fields=["connector", "request"], name="one_ticket_per_request")]

    def __str__(self):
        return self.number


class ConnectorCall(models.Model):
    """A signed call that was heeded: the same one is not heeded again."""

    connector = models.ForeignKey(Connector, on_delete=models.CASCADE, related_name="calls")
    message = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["connector", "message"], name="a_call_is_heeded_once")]

    def __str__(self):
        return self.message
