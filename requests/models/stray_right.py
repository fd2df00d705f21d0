"""Rights that were found in a warehouse and that no grant stands for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class StrayRightQuerySet(models.QuerySet):
    """Questions about rights without a grant. Each method narrows; none writes."""

    def open(self):
        """Still there, as far as is known."""
        return self.filter(ended_at=None)


class StrayRight(Stamped):
    """One right that exists in a warehouse although nobody granted it: found, reported, and taken away or gone."""

    class Ending(models.TextChoices):
        OPEN = "", _("Still there")
        TAKEN_AWAY = "taken-away", _("Taken away")
        VANISHED = "vanished", _("Gone, or granted meanwhile")

    warehouse = models.ForeignKey("catalog.Warehouse", on_delete=models.CASCADE, related_name="stray_rights")
    key = models.CharField(_("key"), max_length=64, editable=False)
    grantee = models.CharField(_("who"), max_length=200)
    detail = models.CharField(_("what"), max_length=500)
    seen_at = models.DateTimeField(_("last seen"))
    ended_at = models.DateTimeField(_("gone"), null=True, blank=True)
    ending = models.CharField(_("how it ended"), max_length=10, choices=Ending, default=Ending.OPEN, blank=True)
    diagnostics = models.TextField(_("why it is still there"), blank=True)

    objects = StrayRightQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("right without a grant")
        verbose_name_plural = _("rights without a grant")
        constraints = [
            models.UniqueConstraint(
                fields=["warehouse", "key"], condition=Q(ended_at=None), name="a_stray_right_is_open_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="")
                | Q(ended_at__isnull=False, ending__in=["taken-away", "vanished"]),
                name="a_stray_right_that_ended_says_how",
            ),
        ]

    def __str__(self):
        return f"{self.grantee}: {self.detail}"
