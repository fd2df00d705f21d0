"""Something is wrong with data: from the first sign to the cause, with everything that was done about it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.addresses import address
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

    def touching(self, products):
        """Those of ports of these products, and of whatever these are made from."""
        touched = self.model.affected.through.objects.filter(dataproduct__in=products).values("incident")
        return self.filter(Q(port__product__in=products, port__offered=True) | Q(pk__in=touched))


class Incident(Stamped):
    """One thing that is wrong with one port, however many promises it breaks.

    `began_at` is when it came about, as far as that is known, `opened_at` when it was noticed, `told_at` when people
    were told. `monitor` is the promise that broke first, and `breaches` has them all. `suspect` is an incident upstream
    that is probably the cause; `affected` are the products that are made from the port, directly or not.
    """

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")
        CRITICAL = "critical", _("Critical")

    class Kind(models.TextChoices):
        BREACH = "breach", _("Broken promise")
        ANOMALY = "anomaly", _("Something unusual")
        REPORT = "report", _("Reported by a person")
        OUTSIDE = "outside", _("Told by another system")

    class Cause(models.TextChoices):
        SOURCE = "source", _("The source delivered it so")
        UPSTREAM = "upstream", _("A product upstream")
        TRANSFORMATION = "transformation", _("Our transformation")
        PIPELINE = "pipeline", _("Warehouse or pipeline")
        PROMISE = "promise", _("The promise was wrong")
        EXPECTED = "expected", _("It was meant to be so")
        FALSE_ALARM = "false-alarm", _("False alarm")
        OTHER = "other", _("Something else")
        MENDED = "mended", _("It mended itself")
        SUPERSEDED = "superseded", _("It is not promised any more")

        @classmethod
        def to_choose(cls):
            """Those that a person gives; the marketplace gives the others."""
            return [one for one in cls if one not in (cls.MENDED, cls.SUPERSEDED)]

    port = models.ForeignKey("catalog.OutputPort", on_delete=models.CASCADE, related_name="incidents")
    monitor = models.ForeignKey(
        "catalog.Monitor", null=True, blank=True, on_delete=models.CASCADE, related_name="incidents"
    )
    snapshot = models.ForeignKey(
        "catalog.Snapshot", null=True, blank=True, on_delete=models.SET_NULL, related_name="incidents"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.BREACH)
    title = models.CharField(_("title"), max_length=300)
    detail = models.TextField(_("detail"), blank=True)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.MEDIUM)
    source = models.CharField(_("opened by"), max_length=60, default="marketplace")
    link = models.URLField(_("where the other system shows it"), max_length=500, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="incidents",
        verbose_name=_("who looks after it"),
    )
    began_at = models.DateTimeField(_("came about"), null=True, blank=True)
    opened_at = models.DateTimeField(_("noticed"))
    told_at = models.DateTimeField(_("people told"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("taken on"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    cause_kind = models.CharField(_("kind of cause"), max_length=16, choices=Cause, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    suspect = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="consequences",
        verbose_name=_("probable cause upstream"),
    )
    affected = models.ManyToManyField(
        "catalog.DataProduct", blank=True, related_name="affecting_incidents", verbose_name=_("products downstream")
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.UniqueConstraint(
                fields=["monitor"], condition=Q(resolved_at=None), name="one_open_incident_per_monitor"
            ),
            models.UniqueConstraint(
                fields=["port", "snapshot"],
                condition=Q(resolved_at=None, snapshot__isnull=False),
                name="one_open_incident_per_port_and_snapshot",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("opened_at")), name="incident_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(began_at=None) | Q(began_at__lte=F("opened_at")),
                name="incident_began_before_it_was_noticed",
            ),
            models.CheckConstraint(
                condition=Q(severity__in=["low", "medium", "high", "critical"]), name="incident_severity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(suspect=None) | ~Q(suspect=F("id")), name="incident_does_not_suspect_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["-opened_at"], condition=Q(resolved_at=None), name="incident_open"),
            models.Index(fields=["port", "-opened_at"], name="incident_by_port"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its page."""
        return address("catalog:incident", self.pk)


class BreachQuerySet(models.QuerySet):
    """Questions about breaches. Each method narrows; none writes."""

    def open(self):
        """Not mended."""
        return self.filter(ended_at=None)


class Breach(models.Model):
    """One promise that is broken, as a part of an incident."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="breaches")
    monitor = models.ForeignKey("catalog.Monitor", on_delete=models.CASCADE, related_name="breaches")
    title = models.CharField(_("title"), max_length=300)
    detail = models.TextField(_("detail"), blank=True)
    opened_at = models.DateTimeField(_("noticed"))
    ended_at = models.DateTimeField(_("mended"), null=True, blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        constraints = [
            models.UniqueConstraint(fields=["monitor"], condition=Q(ended_at=None), name="one_open_breach_per_monitor"),
        ]

    def __str__(self):
        return self.title


class IncidentEntry(models.Model):
    """One line of what happened to an incident; those that `tells` reach people, once, at `told_at`."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        JOINED = "joined", _("Another promise broke")
        MENDED = "mended", _("A promise is kept again")
        SUSPECTED = "suspected", _("Probable cause found")
        ACKNOWLEDGED = "acknowledged", _("Taken on")
        ASSIGNED = "assigned", _("Given to somebody")
        COMMENTED = "commented", _("Comment")
        WEIGHED = "weighed", _("Severity changed")
        RESOLVED = "resolved", _("Resolved")
        REOPENED = "reopened", _("Opened again")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("text"), blank=True)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    tells = models.BooleanField(_("people are told"), default=False)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("line of an incident")
        verbose_name_plural = _("lines of incidents")
        indexes = [models.Index(fields=["at"], condition=Q(tells=True, told_at=None), name="incident_entry_untold")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.text}"[:300]
