"""Figures that were not as usual, what people said about them, and how closely a figure is watched."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FIGURES = ["volume", "interval", "nulls", "distinct", "mean"]


class Figure(models.TextChoices):
    """What is taken at every build, of the table or of a column."""

    VOLUME = "volume", _("Rows")
    INTERVAL = "interval", _("Time between builds")
    NULLS = "nulls", _("Empty values")
    DISTINCT = "distinct", _("Different values")
    MEAN = "mean", _("Mean")


class AnomalyQuerySet(models.QuerySet):
    """Questions about anomalies. Each method narrows; none writes."""

    def visible_to(self, user):
        """Those of products that this person may see."""
        if user.sees_everything:
            return self
        return self.filter(
            Q(port__product__status__in=["published", "deprecated"]) | Q(port__product__owner__in=user.team_ids)
        )


class Anomaly(models.Model):
    """One figure of one build that was not as usual then, and what somebody of the owning team says about it."""

    class Said(models.TextChoices):
        NOTHING = "", _("Nobody has said yet")
        EXPECTED = "expected", _("Expected")
        WRONG = "wrong", _("Really wrong")

    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="anomalies")
    snapshot = models.ForeignKey("catalog.Snapshot", on_delete=models.CASCADE, related_name="anomalies")
    figure = models.CharField(_("figure"), max_length=8, choices=Figure)
    column = models.CharField(_("column"), max_length=200, blank=True)
    value = models.FloatField(_("value"))
    low = models.FloatField(_("usual from"))
    high = models.FloatField(_("usual to"))
    severe = models.BooleanField(_("far out"), default=False)
    found_at = models.DateTimeField(_("found"))
    said = models.CharField(_("said"), max_length=8, choices=Said, default=Said.NOTHING, blank=True)
    note = models.TextField(_("why"), blank=True)
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    said_at = models.DateTimeField(_("said at"), null=True, blank=True)

    objects = AnomalyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("anomaly")
        verbose_name_plural = _("anomalies")
        indexes = [models.Index(fields=["port", "snapshot"], name="anomaly_by_port")]
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "figure", "column"], name="one_anomaly_per_build_and_figure"),
            models.CheckConstraint(condition=Q(figure__in=FIGURES), name="anomaly_figure_is_known"),
            models.CheckConstraint(condition=Q(said__in=["", "expected", "wrong"]), name="anomaly_word_is_known"),
        ]

    def __str__(self):
        name = f"{self.get_figure_display()} · {self.column}" if self.column else self.get_figure_display()
        return f"{name} ({self.port})"


class Watch(models.Model):
    """How closely one figure of a port is watched, where that is not the normal way."""

    class Sensitivity(models.TextChoices):
        LOW = "low", _("Low")
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")

    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="watches")
    figure = models.CharField(_("figure"), max_length=8, choices=Figure)
    column = models.CharField(_("column"), max_length=200, blank=True)
    sensitivity = models.CharField(_("sensitivity"), max_length=8, choices=Sensitivity, default=Sensitivity.NORMAL)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set"))

    class Meta:
        ordering = ["port", "figure", "column"]
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        constraints = [
            models.UniqueConstraint(fields=["port", "figure", "column"], name="one_watch_per_figure"),
            models.CheckConstraint(condition=Q(figure__in=FIGURES), name="watch_figure_is_known"),
            models.CheckConstraint(
                condition=Q(sensitivity__in=["low", "normal", "high"]), name="watch_sensitivity_is_known"
            ),
        ]

    def __str__(self):
        name = f"{self.get_figure_display()} · {self.column}" if self.column else self.get_figure_display()
        return f"{name} ({self.port}): {self.get_sensitivity_display()}"
