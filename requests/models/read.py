"""Who read what, when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DataRead(models.Model):
    """One governed read: through which grant, of which snapshot, in which format, how many rows, how masked."""

    grant = models.ForeignKey("requests.Grant", null=True, on_delete=models.PROTECT, related_name="reads")
    port = models.ForeignKey("catalog.OutputPort", on_delete=models.PROTECT, related_name="reads")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reads")
    snapshot = models.ForeignKey("catalog.Snapshot", null=True, on_delete=models.SET_NULL, related_name="+")
    format = models.CharField(_("format"), max_length=10)
    rows = models.BigIntegerField(_("rows"), null=True)
    masked = models.JSONField(_("masked columns"), default=list)
    filtered = models.BooleanField(_("rows were filtered"), default=False)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("read")
        verbose_name_plural = _("reads")
        indexes = [
            models.Index(fields=["port", "-at"], name="read_by_port"),
            models.Index(fields=["reader", "-at"], name="read_by_reader"),
            models.Index(fields=["at"], name="read_by_moment"),
        ]

    def __str__(self):
        return f"{self.reader}: {self.port}"
