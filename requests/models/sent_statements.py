"""What one attempt to carry access out sent to a warehouse server."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentStatements(models.Model):
    """The statements of one attempt in order, each with when, as whom, how long, and what became of it.

    `beyond` were sent besides, which are only counted. Kept for so many days as the settings say.
    """

    run = models.ForeignKey("requests.ProvisioningRun", on_delete=models.CASCADE, related_name="sent")
    attempt = models.PositiveIntegerField(_("attempt"))
    begun_at = models.DateTimeField(_("begun"), auto_now_add=True)
    statements = models.JSONField(_("statements"), default=list)
    beyond = models.PositiveIntegerField(_("more of them, not kept"), default=0)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("statements of an attempt")
        verbose_name_plural = _("statements of attempts")
        indexes = [models.Index(fields=["begun_at"], name="statements_by_moment")]

    def __str__(self):
        return f"{self.run}, {self.attempt}"
