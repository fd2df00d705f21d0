"""Other systems that look at our data, what they call it, and what they said of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models.service_level import Monitor
from marketplace.foundation.models import Stamped


class Observer(Stamped):
    """One system that calls us, and signs what it says; `secret_name` names the variable that holds the secret."""

    class Kind(models.TextChoices):
        MONTE_CARLO = "monte-carlo", _("Monte Carlo")
        SIGNED = "signed", _("Any system that signs (Standard Webhooks)")

    slug = models.SlugField(_("short name"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.MONTE_CARLO)
    secret_name = models.CharField(_("environment variable with the secret"), max_length=120)
    is_on = models.BooleanField(_("is heard"), default=True)
    heard_at = models.DateTimeField(_("last heard"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("observer")
        verbose_name_plural = _("observers")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["monte-carlo", "signed"]), name="observer_kind_is_known"),
        ]

    def __str__(self):
        return self.name


class DatasetName(Stamped):
    """What another system calls a port, as the platform team said."""

    source = models.CharField(_("said by"), max_length=60)
    name = models.CharField(_("called"), max_length=400)
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="foreign_names")
    tied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["source", "name"]
        verbose_name = _("name elsewhere")
        verbose_name_plural = _("names elsewhere")
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="one_port_per_source_and_name")]

    def __str__(self):
        return f"{self.name} ({self.source})"


class OutsideResultQuerySet(models.QuerySet):
    """Questions about what others said. Each method narrows; none writes."""

    def left_over(self):
        """Not taken, and nobody has looked at it."""
        return self.filter(outcome__in=OutsideResult.Outcome.left_over(), settled_at=None)


class OutsideResult(models.Model):
    """One result as another system told it, and what became of it; its digest keeps the same from counting twice."""

    class Format(models.TextChoices):
        PLAIN = "plain", _("Results of this API")
        OORS = "oors", _("Open Observability Results (draft)")
        OPENLINEAGE = "openlineage", _("OpenLineage")
        MONTE_CARLO = "monte-carlo", _("Monte Carlo")

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("Taken")
        OLDER = "older", _("Taken into the history: something newer is known")
        UNKNOWN_DATASET = "dataset-unknown", _("No port is known by this name")
        NOT_YOURS = "not-yours", _("Whoever sent it may not speak of this port")
        TOO_OLD = "result-too-old", _("Too old")
        AHEAD = "result-ahead-of-time", _("Not yet")
        NOT_READ = "result-not-read", _("Cannot be read")
        TOO_LARGE = "too-large", _("Too large")

        @classmethod
        def left_over(cls):
            """Those that somebody has to look at."""
            return [one for one in cls if one not in (cls.TAKEN, cls.OLDER)]

    digest = models.CharField(max_length=64, unique=True, editable=False)
    source = models.CharField(_("said by"), max_length=60)
    format = models.CharField(_("format"), max_length=12, choices=Format)
    observer = models.ForeignKey(Observer, null=True, blank=True, on_delete=models.SET_NULL, related_name="results")
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dataset = models.CharField(_("about"), max_length=400, blank=True)
    check_name = models.CharField(_("what was checked"), max_length=300, blank=True)
    # One trouble among several of the same check, such as an alert; empty where there are none.
    thread = models.CharField(_("trouble"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=Monitor.Status, default=Monitor.Status.UNKNOWN)
    outcome = models.CharField(_("what became of it"), max_length=20, choices=Outcome)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    monitor = models.ForeignKey(
        Monitor, null=True, blank=True, on_delete=models.SET_NULL, related_name="outside_results"
    )
    document = models.JSONField(_("as it was told"), default=dict, blank=True)
    reading = models.JSONField(_("as it was understood"), default=dict, blank=True, editable=False)
    measured_at = models.DateTimeField(_("measured"), null=True, blank=True)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    settled_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    objects = OutsideResultQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("result of another system")
        verbose_name_plural = _("results of other systems")
        indexes = [
            models.Index(fields=["source", "thread"], condition=~Q(thread=""), name="outside_result_by_thread"),
            models.Index(fields=["monitor", "thread"], name="outside_result_by_monitor"),
            models.Index(
                fields=["source", "dataset"],
                condition=Q(settled_at=None) & ~Q(outcome__in=["taken", "older"]),
                name="outside_result_left_over",
            ),
        ]

    def __str__(self):
        return f"{self.source}: {self.check_name or self.dataset}"
