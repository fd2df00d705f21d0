"""What the marketplace proposes for a draft from the data itself; nothing of it is promised until accepted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Proposal(Stamped):
    """One thing that the data suggests about a column of a draft, with the figures that suggest it.

    `value` is what accepting writes into the contract; the bundle says nothing of it before.
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
    column = models.CharField(_("column"), max_length=200)
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
