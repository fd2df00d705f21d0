"""Asking owners whether standing access is still right."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Recertification(Stamped):
    """A campaign over the grants that stood when it opened; those are frozen as its reviews."""

    name = models.CharField(_("name"), max_length=200)
    scope = models.JSONField(_("which grants"), default=dict)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(_("opens"))
    deadline = models.DateTimeField(_("deadline"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        ordering = ["-opens_at"]
        verbose_name = _("recertification")
        verbose_name_plural = _("recertifications")
        constraints = [
            models.CheckConstraint(condition=Q(deadline__gt=F("opens_at")), name="a_campaign_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opens_at")), name="a_campaign_closes_after_it_opened"
            ),
        ]

    def __str__(self):
        return self.name


class GrantReview(Stamped):
    """One grant in one campaign: confirmed, or ended with a reason."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a decision")
        CONFIRMED = "confirmed", _("Confirmed")
        ENDED = "ended", _("Ended")

    campaign = models.ForeignKey(Recertification, on_delete=models.PROTECT, related_name="reviews")
    grant = models.ForeignKey("requests.Grant", on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["campaign", "pk"]
        verbose_name = _("review of a grant")
        verbose_name_plural = _("reviews of grants")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "grant"], name="a_grant_once_per_campaign"),
            models.CheckConstraint(
                condition=Q(state="waiting", reviewer=None, decided_at=None)
                | Q(state__in=["confirmed", "ended"], reviewer__isnull=False, decided_at__isnull=False),
                name="a_decided_review_knows_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(state="ended") | ~Q(reason=""), name="ending_by_review_has_a_reason"),
        ]

    def __str__(self):
        return f"{self.campaign}: {self.grant}"
