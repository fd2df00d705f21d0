"""A promise that is broken, from opening to resolution."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class IncidentQuerySet(models.QuerySet):
    """Questions about incidents. Each method narrows; none writes."""

    def open(self):
        """Not resolved."""
        return self.filter(resolved_at=None)

    def visible_to(self, user):
        """Incidents of products that this person may see."""
        if user.sees_everything:
            return self
        return self.filter(
            Q(port__product__status__in=["published", "deprecated"]) | Q(port__product__owner__in=user.team_ids)
        )


class Incident(Stamped):
    """One breach of one port, opened by a monitor, a person or another system."""

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="incidents")
    monitor = models.ForeignKey(
        "catalog.Monitor", null=True, blank=True, on_delete=models.CASCADE, related_name="incidents"
    )
    title = models.CharField(_("title"), max_length=300)
    detail = models.TextField(_("detail"), blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.MEDIUM)
    source = models.CharField(_("opened by"), max_length=60, default="marketplace")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"))
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    cause = models.TextField(_("cause"), blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.UniqueConstraint(
                fields=["monitor"], condition=Q(resolved_at=None), name="one_open_incident_per_monitor"
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("opened_at")), name="incident_ends_after_it_began"
            ),
        ]

    def __str__(self):
        return self.title
