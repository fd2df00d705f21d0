"""One attempt to bring the warehouse to what a grant says."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.leases import Leased, LeasedQuerySet
from marketplace.foundation.models import Stamped


class ProvisioningRunQuerySet(LeasedQuerySet):
    """Questions about provisioning. Only `claim` writes."""

    def open(self):
        """Not over."""
        return self.filter(state__in=["queued", "running"])

    def failed(self):
        """Given up after all attempts: somebody must look."""
        return self.filter(state="failed")


class ProvisioningRun(Leased, Stamped):
    """Opens or closes access for one grant, and keeps what was checked; retried with back-off, then shown to people."""

    class Aim(models.TextChoices):
        OPEN = "open", _("Open access")
        CLOSE = "close", _("Close access")

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting for a worker")
        RUNNING = "running", _("Running")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")
        OBSOLETE = "obsolete", _("Not needed any more")
        BY_HAND = "by-hand", _("Done by hand")

    grant = models.ForeignKey("requests.Grant", on_delete=models.CASCADE, related_name="runs")
    aim = models.CharField(_("aim"), max_length=6, choices=Aim)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField(_("not before"))
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    checks = models.JSONField(_("what was checked"), default=list, blank=True)
    diagnostics = models.TextField(_("diagnostics"), blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = ProvisioningRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("provisioning run")
        verbose_name_plural = _("provisioning runs")
        constraints = [
            models.UniqueConstraint(
                fields=["grant"], condition=Q(state__in=["queued", "running"]), name="one_open_run_per_grant"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "succeeded", "failed", "obsolete", "by-hand"]),
                name="provisioning_state_is_known",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="provisioning_by_due")]

    def __str__(self):
        return f"{self.get_aim_display()}: {self.grant}"
