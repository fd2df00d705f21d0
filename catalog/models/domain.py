"""A business area."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Domain(Stamped):
    """A business area with an owning team; may lie inside another."""

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("inside")
    )
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="domains", verbose_name=_("owner"))

    class Meta:
        ordering = ["name"]
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="domain_does_not_lie_inside_itself"
            )
        ]

    def __str__(self):
        return self.name
