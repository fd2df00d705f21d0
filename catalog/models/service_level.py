"""What is measured, against which objective, and what came out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Monitor(models.Model):
    """One indicator of one port with its objective, made from the contract in force (or from a pillar it is silent on).

    `rule` identifies the promise inside the contract, so that a measurement belongs to (contract, version, rule).
    `active` are the promises that the marketplace measures. What another system measures (its name is the `source`)
    stands beside them and is never active; `beside` is the rule that it is about, where it is about one.
    """

    class Indicator(models.TextChoices):
        FRESHNESS = "freshness", _("Freshness")
        VOLUME = "volume", _("Volume")
        SCHEMA = "schema", _("Schema")
        QUALITY = "quality", _("Quality")
        AVAILABILITY = "availability", _("Availability")
        RETENTION = "retention", _("Retention")
        INCIDENTS = "incidents", _("Incidents")
        OTHER = "other", _("Other promise")

    class Status(models.TextChoices):
        KEPT = "kept", _("Kept")
        AT_RISK = "at_risk", _("At risk")
        BROKEN = "broken", _("Broken")
        UNKNOWN = "unknown", _("Unknown")

    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="monitors")
    contract = models.ForeignKey("catalog.DataContract", on_delete=models.CASCADE, related_name="monitors")
    rule = models.CharField(_("rule"), max_length=200)
    indicator = models.CharField(_("indicator"), max_length=14, choices=Indicator)
    name = models.CharField(_("name"), max_length=300)
    column = models.CharField(_("column"), max_length=200, blank=True)
    dimension = models.CharField(_("dimension"), max_length=20, blank=True)
    severity = models.CharField(_("severity"), max_length=20, blank=True)
    objective = models.JSONField(_("objective"), default=dict, blank=True)
    objective_text = models.CharField(_("objective in words"), max_length=300, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unmeasurable = models.CharField(_("cannot be measured because"), max_length=300, blank=True)
    active = models.BooleanField(_("measured"), default=True)
    source = models.CharField(_("measured by"), max_length=60, default="marketplace")
    beside = models.CharField(_("about the promise"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.UNKNOWN)
    value = models.FloatField(_("last value"), null=True)
    value_text = models.CharField(max_length=200, blank=True)
    detail = models.TextField(_("what was seen"), blank=True)
    measured_at = models.DateTimeField(_("last measured"), null=True)

    class Meta:
        ordering = ["port", "indicator", "name"]
        verbose_name = _("monitor")
        verbose_name_plural = _("monitors")
        constraints = [
            models.UniqueConstraint(fields=["contract", "port", "rule"], name="one_monitor_per_contract_and_rule"),
            models.CheckConstraint(
                condition=Q(status__in=["kept", "at_risk", "broken", "unknown"]), name="monitor_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(active=False) | Q(source="marketplace"), name="what_others_measure_stands_beside"
            ),
        ]
        indexes = [models.Index(fields=["port", "active"], name="monitor_by_port")]

    def __str__(self):
        return f"{self.name} ({self.port})"


class Measurement(models.Model):
    """What one monitor read at one moment, of one snapshot. `value` is in the monitor's unit."""

    monitor = models.ForeignKey(Monitor, on_delete=models.CASCADE, related_name="measurements")
    snapshot = models.ForeignKey("catalog.Snapshot", null=True, on_delete=models.SET_NULL, related_name="measurements")
    compared = models.ForeignKey(
        "catalog.Snapshot",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("compared with"),
    )
    status = models.CharField(_("status"), max_length=8, choices=Monitor.Status)
    value = models.FloatField(_("value"), null=True)
    value_text = models.CharField(max_length=200, blank=True)
    detail = models.TextField(_("what was seen"), blank=True)
    source = models.CharField(_("measured by"), max_length=60, default="marketplace")
    measured_at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["-measured_at"]
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        indexes = [models.Index(fields=["monitor", "-measured_at"], name="measurement_by_monitor")]
        constraints = [
            models.UniqueConstraint(fields=["monitor", "measured_at", "source"], name="measured_once_at_a_moment")
        ]

    def __str__(self):
        return f"{self.monitor.name}: {self.value_text}"
