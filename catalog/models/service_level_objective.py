"""Over which window a promise is to be kept, how that stands, and what was measured in the past, put together."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.service_level import Monitor
from marketplace.foundation.models import Stamped


class ServiceLevelObjectiveQuerySet(models.QuerySet):
    """Questions about objectives. Each method narrows; none writes."""

    def visible_to(self, user):
        """The objectives of ports of products that this person may see."""
        if user.sees_everything:
            return self
        return self.filter(
            Q(port__product__status__in=["published", "deprecated"]) | Q(port__product__owner__in=user.team_ids)
        )

    def in_force(self):
        """Those about promises that are made now, of ports that readers can read."""
        return self.filter(active=True, port__offered=True)


class ServiceLevelObjective(Stamped):
    """For which part of a window one promise of a port is to be kept, across versions of its contract.

    How it stands is worked out from the roll-up: seconds of the window so far by what was said in them (`at_risk` ones
    are kept, too), those of a calendar window that are yet to come, and the rate at which the error budget burns.
    """

    class Window(models.TextChoices):
        ROLLING = "rolling", _("The last days")
        MONTH = "month", _("Calendar month")
        QUARTER = "quarter", _("Calendar quarter")

    class Source(models.TextChoices):
        DEFAULT = "default", _("Of the marketplace")
        CONTRACT = "contract", _("Stated by the contract")
        OWNER = "owner", _("Set by the owner")

    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="objectives")
    rule = models.CharField(_("rule"), max_length=200)
    percent = models.DecimalField(
        _("kept for at least (%)"),
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    window = models.CharField(_("window"), max_length=8, choices=Window, default=Window.ROLLING)
    days = models.PositiveSmallIntegerField(_("days"), default=30)
    source = models.CharField(_("where it is from"), max_length=8, choices=Source, default=Source.DEFAULT)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(_("promised now"), default=True)

    status = models.CharField(_("status"), max_length=8, choices=Monitor.Status, default=Monitor.Status.UNKNOWN)
    state_now = models.CharField(_("state now"), max_length=8, choices=Monitor.Status, default=Monitor.Status.UNKNOWN)
    kept = models.BigIntegerField(_("seconds kept"), default=0)
    at_risk = models.BigIntegerField(_("seconds at risk"), default=0)
    broken = models.BigIntegerField(_("seconds broken"), default=0)
    unknown = models.BigIntegerField(_("seconds unknown"), default=0)
    ahead = models.BigIntegerField(_("seconds to come"), default=0)
    burn_short = models.FloatField(_("burn rate of the last hour"), null=True)
    burn_middle = models.FloatField(_("burn rate of the last 6 hours"), null=True)
    burn_long = models.FloatField(_("burn rate of the last 3 days"), null=True)
    measured_from = models.DateTimeField(_("measured since"), null=True)
    rolled_up_to = models.DateTimeField(_("known until"), null=True)

    objects = ServiceLevelObjectiveQuerySet.as_manager()

    class Meta:
        ordering = ["port", "rule"]
        verbose_name = _("service level objective")
        verbose_name_plural = _("service level objectives")
        constraints = [
            models.UniqueConstraint(fields=["port", "rule"], name="one_objective_per_port_and_rule"),
            models.CheckConstraint(condition=Q(percent__gt=0, percent__lte=100), name="objective_is_a_percentage"),
            models.CheckConstraint(
                condition=Q(window__in=["month", "quarter"]) | Q(window="rolling", days__gte=1, days__lte=366),
                name="a_rolling_objective_has_days",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["kept", "at_risk", "broken", "unknown"]), name="objective_status_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.rule} ({self.port})"


class MeasuredPeriod(models.Model):
    """One promise within one hour or one day: seconds by state, and the values that held, weighted by time.

    What of it is yet to come, or lies before the first measurement, is in none of the seconds.
    """

    class Grain(models.TextChoices):
        HOUR = "hour", _("Hour")
        DAY = "day", _("Day")

    objective = models.ForeignKey(ServiceLevelObjective, on_delete=models.CASCADE, related_name="periods")
    grain = models.CharField(_("grain"), max_length=4, choices=Grain)
    begins_at = models.DateTimeField(_("begins"))
    kept = models.PositiveIntegerField(_("seconds kept"), default=0)
    at_risk = models.PositiveIntegerField(_("seconds at risk"), default=0)
    broken = models.PositiveIntegerField(_("seconds broken"), default=0)
    unknown = models.PositiveIntegerField(_("seconds unknown"), default=0)
    least = models.FloatField(_("least value"), null=True)
    most = models.FloatField(_("greatest value"), null=True)
    mean = models.FloatField(_("mean value"), null=True)
    last = models.FloatField(_("last value"), null=True)

    class Meta:
        ordering = ["-begins_at"]
        verbose_name = _("measured period")
        verbose_name_plural = _("measured periods")
        constraints = [
            models.UniqueConstraint(fields=["objective", "grain", "begins_at"], name="one_period_per_objective"),
            models.CheckConstraint(
                # A day of 25 hours is the longest there is.
                condition=Q(kept__lte=90_000 - F("at_risk") - F("broken") - F("unknown")),
                name="a_period_is_at_most_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.objective.rule}: {self.begins_at:%Y-%m-%d %H:%M}"
