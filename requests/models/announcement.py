"""What was announced about a grant already, so that nothing is said twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GrantAnnouncement(models.Model):
    """One thing that the readers of a grant were told once: that it ends within some days, or that nobody uses it."""

    grant = models.ForeignKey("requests.Grant", on_delete=models.CASCADE, related_name="announcements")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        constraints = [models.UniqueConstraint(fields=["grant", "kind"], name="nothing_is_announced_twice")]

    def __str__(self):
        return f"{self.grant}: {self.kind}"
