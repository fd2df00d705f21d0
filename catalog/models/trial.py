"""Draft documents tried out before anybody relies on them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.leases import Leased, LeasedQuerySet
from marketplace.foundation.models import Stamped


class TrialQuerySet(LeasedQuerySet):
    """Questions about trials. Only `claim` writes."""

    def open(self):
        """Trials that are not over."""
        return self.filter(state__in=Trial.State.open())

    def visible_to(self, user):
        """Those of products of one's own teams: a trial shows raw data of the draft to those who make it."""
        return self.filter(product__owner__in=user.team_ids)


class Trial(Leased, Stamped):
    """One run of a draft over a sample, or all, of its inputs. Readers never see what it makes.

    `facts` holds what was found, port by port; rows stay in files of the warehouse at `locations` (by port name), and
    are removed with the trial's time (`discarded_at`).
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for a worker")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Stopped")

        @classmethod
        def open(cls):
            """The states in which there is something left to do."""
            return [cls.QUEUED, cls.RUNNING]

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="trials")
    bundle = models.BinaryField(_("documents"))
    digest = models.CharField(max_length=64)
    revision = models.PositiveIntegerField(_("revision of the draft"))
    sample_rows = models.PositiveIntegerField(_("rows of each input"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    stage = models.CharField(_("what it is at"), max_length=40, blank=True)
    facts = models.JSONField(_("what was found"), default=dict, blank=True)
    locations = models.JSONField(default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)
    remedy = models.TextField(_("what to do"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    discarded_at = models.DateTimeField(_("files removed"), null=True, blank=True)

    objects = TrialQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("trial")
        verbose_name_plural = _("trials")
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(state__in=["queued", "running"]), name="one_open_trial_per_product"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "succeeded", "failed", "cancelled"]),
                name="trial_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                name="trial_ends_after_it_began",
            ),
        ]

    def __str__(self):
        return f"{self.product} (revision {self.revision})"

    def get_absolute_url(self):
        """Its page, live while it runs."""
        return reverse("catalog:trial", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Is there something left to do?"""
        return self.state in self.State.open()
