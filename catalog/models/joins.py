"""What is known of joins between ports: how many values their columns have in common."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PortJoins(models.Model):
    """Columns of other products whose values were compared with those of one port, as they lay in two snapshots.

    `pairs` are maps of `column`, `values`, `product`, `port`, `port_name`, `other`, `other_values`, `both` and
    `snapshot`, the other side's; counts only, never a value. A pair of snapshots is compared once.
    """

    port = models.OneToOneField("catalog.OutputPort", on_delete=models.CASCADE, related_name="joins")
    snapshot = models.ForeignKey("catalog.Snapshot", on_delete=models.CASCADE, related_name="+")
    pairs = models.JSONField(_("pairs of columns"), default=list, blank=True)
    keys = models.JSONField(_("columns looked at"), default=list, blank=True)
    looked_at = models.DateTimeField(_("looked"))

    class Meta:
        ordering = ["port"]
        verbose_name = _("joins of a port")
        verbose_name_plural = _("joins of ports")
        indexes = [models.Index(fields=["looked_at"], name="joins_by_time")]

    def __str__(self):
        return str(self.port)
