"""The road from a draft to a published version, step by step."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.leases import Leased, LeasedQuerySet
from marketplace.foundation.models import Stamped


class PublishingRunQuerySet(LeasedQuerySet):
    """Questions about runs. Only `claim` writes."""

    def open(self):
        """Runs that are not over."""
        return self.filter(state__in=PublishingRun.State.open())

    def visible_to(self, user):
        """The runs of one's own teams; stewards and the platform team see all."""
        if user.sees_everything:
            return self
        return self.filter(product__owner__in=user.team_ids)


class PublishingRun(Leased, Stamped):
    """One attempt to publish a version, or to build the published one anew."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for a worker")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")

        @classmethod
        def open(cls):
            """The states in which there is something left to do."""
            return [cls.QUEUED, cls.RUNNING]

    class Kind(models.TextChoices):
        PUBLISH = "publish", _("Publish")
        REFRESH = "refresh", _("Build anew")

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey("catalog.ProductVersion", on_delete=models.CASCADE, related_name="runs")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PUBLISH)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = PublishingRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("publishing run")
        verbose_name_plural = _("publishing runs")
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(state__in=["queued", "running"]), name="one_open_run_per_product"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "succeeded", "failed"]), name="run_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                name="run_ends_after_it_began",
            ),
        ]

    def __str__(self):
        return f"{self.version} ({self.get_kind_display()})"

    def get_absolute_url(self):
        """Its page, live while it runs."""
        return reverse("catalog:run", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Is there something left to do?"""
        return self.state in self.State.open()


class PublishingStep(models.Model):
    """One step of a run: its state, how long it took, what it said."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        SKIPPED = "skipped", _("Not needed")

    run = models.ForeignKey(PublishingRun, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(_("step"), max_length=20)
    position = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    log = models.TextField(_("log"), blank=True)
    error = models.TextField(_("error"), blank=True)
    remedy = models.TextField(_("what to do"), blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        verbose_name = _("publishing step")
        verbose_name_plural = _("publishing steps")
        constraints = [
            models.UniqueConstraint(fields=["run", "name"], name="one_step_per_run_and_name"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "skipped"]), name="step_state_is_known"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def seconds(self) -> float | None:
        """How long it took, in seconds; None while it is not over."""
        if self.started_at and self.ended_at:
            return (self.ended_at - self.started_at).total_seconds()
        return None
