"""What the company says about access, whatever port it is to."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class AccessRuleSetQuerySet(models.QuerySet):
    """Questions about the company's rules. Each method narrows; none writes."""

    def in_force(self):
        """The newest version, or None."""
        return self.order_by("-version").first()


class AccessRuleSet(Stamped):
    """One version of the company's ordered access rules, as a steward wrote it. Written once; the newest is in force.

    `document` is what was read of `written`; requests name the version that routed them.
    """

    version = models.PositiveIntegerField(_("version"), unique=True)
    written = models.TextField(_("as written"))
    document = models.JSONField(_("as read"))
    reason = models.TextField(_("why it was changed"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = AccessRuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name = _("access rules")
        verbose_name_plural = _("access rules")
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="a_change_of_access_rules_has_a_reason"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="access_rules_are_numbered_from_one"),
        ]

    def __str__(self):
        return str(_("Access rules %(version)s") % {"version": self.version})

    def get_absolute_url(self):
        """The page on which all versions stand."""
        return reverse("requests:access-rules")
