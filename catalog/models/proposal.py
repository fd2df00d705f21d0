"""What the marketplace proposes for a draft from the data itself; nothing of it is promised until accepted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.leases import Leased, LeasedQuerySet
from marketplace.foundation.models import Stamped


class Proposal(Stamped):
    """One thing that the data suggests about a column of a draft, with the figures that suggest it.

    `value` is what accepting writes into the contract; the bundle says nothing of it before. A key is about the table:
    its `column` is empty, its `value` the list of its columns.
    """

    class Aspect(models.TextChoices):
        PRIMARY_KEY = "primary-key", _("Key")
        REQUIRED = "required", _("Never empty")
        UNIQUE = "unique", _("No repeats")
        RANGE = "range", _("Range")
        ENUM = "enum", _("Allowed values")
        CLASSIFICATION = "classification", _("Classification")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        ACCEPTED = "accepted", _("Accepted")
        DISMISSED = "dismissed", _("Dismissed")

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="proposals")
    port = models.CharField(_("output port"), max_length=120)
    column = models.CharField(_("column"), max_length=200, blank=True)
    aspect = models.CharField(_("about"), max_length=16, choices=Aspect)
    value = models.JSONField(_("value"))
    why = models.TextField(_("why"))
    evidence = models.JSONField(_("figures"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "port", "column", "aspect"], name="one_proposal_per_column_and_aspect"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "accepted", "dismissed"]), name="proposal_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None) | Q(decided_at__isnull=False),
                name="a_decided_proposal_knows_when",
            ),
        ]

    def __str__(self):
        return f"{self.column}: {self.get_aspect_display()}"


class DataProfileQuerySet(LeasedQuerySet):
    """Questions about looks at data. Only `claim` writes."""

    def open(self):
        """Those that are not over."""
        return self.filter(state__in=DataProfile.State.open())


class DataProfile(Leased, Stamped):
    """One look at what an output port of a draft would hold, from which proposals are made.

    `facts` are counts: rows, columns, proposals, seconds. What was looked at is gone when the look is over.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for a worker")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Done")
        FAILED = "failed", _("Failed")

        @classmethod
        def open(cls):
            """The states in which there is something left to do."""
            return [cls.QUEUED, cls.RUNNING]

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="data_profiles")
    port = models.CharField(_("output port"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    stage = models.CharField(_("what it is at"), max_length=40, blank=True)
    done = models.PositiveIntegerField(default=0, editable=False)
    of = models.PositiveIntegerField(default=0, editable=False)
    facts = models.JSONField(_("figures"), default=dict, blank=True)
    error = models.TextField(_("error"), blank=True)
    remedy = models.TextField(_("what to do"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = DataProfileQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("look at data")
        verbose_name_plural = _("looks at data")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "port"],
                condition=Q(state__in=["queued", "running"]),
                name="one_open_data_profile_per_port",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "succeeded", "failed"]), name="data_profile_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at=None) | Q(ended_at__gte=F("started_at")),
                name="data_profile_ends_after_it_began",
            ),
        ]

    def __str__(self):
        return f"{self.product} · {self.port}"

    @property
    def is_open(self) -> bool:
        """Is there something left to do?"""
        return self.state in self.State.open()
