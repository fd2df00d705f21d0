"""Asking owners whether standing access is still right."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class RecertificationQuerySet(models.QuerySet):
    """Questions about campaigns. Each method narrows; none writes."""

    def visible_to(self, user):
        """Those in which this person is asked; stewards see all."""
        return self if user.is_steward else self.filter(reviews__pool=user).distinct()

    def open(self):
        """Not closed."""
        return self.filter(closed_at=None)


class Recertification(Stamped):
    """A campaign over the grants that stood when it opened; those are frozen as its reviews.

    What nobody confirms until the deadline ends, or goes to the stewards, as `otherwise` says. Once every review is
    decided the campaign closes, and its report is signed.
    """

    class Otherwise(models.TextChoices):
        END = "end", _("Access ends")
        ESCALATE = "escalate", _("The stewards decide")

    name = models.CharField(_("name"), max_length=200)
    scope = models.JSONField(_("which grants"), default=dict)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(_("opens"))
    deadline = models.DateTimeField(_("deadline"))
    otherwise = models.CharField(
        _("what becomes of those not confirmed"), max_length=10, choices=Otherwise, default=Otherwise.END
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = RecertificationQuerySet.as_manager()

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


class GrantReviewQuerySet(models.QuerySet):
    """Questions about reviews. Each method narrows; none writes."""

    def waiting(self):
        """Not decided."""
        return self.filter(state=GrantReview.State.WAITING)

    def for_reviewer(self, user):
        """Those that this person is asked about, unless they would read by the grant themselves."""
        asked = self.filter(pool=user).exclude(grant__consumer__person=user)
        asked = asked.exclude(grant__consumer__team__in=user.team_ids)
        return asked.exclude(grant__consumer__person__account_of__in=user.team_ids)

    def for_display(self):
        """With everything a list of reviews shows."""
        consumer = ("grant__consumer__person", "grant__consumer__team")
        return self.select_related("reviewer", "grant__port__product", "grant__request__order", *consumer)


class GrantReview(Stamped):
    """One grant in one campaign: confirmed, or ended with a reason; by whom, or by nobody at the deadline.

    `evidence` is what was known of its use when the campaign opened; `pool` are those who were asked.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for a decision")
        CONFIRMED = "confirmed", _("Confirmed")
        ENDED = "ended", _("Ended")
        GONE = "gone", _("Ended meanwhile in another way")

    campaign = models.ForeignKey(Recertification, on_delete=models.PROTECT, related_name="reviews")
    grant = models.ForeignKey("requests.Grant", on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("passed on to the stewards"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    evidence = models.JSONField(_("what was known of its use"), default=dict, blank=True)
    pool = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="grant_reviews")

    objects = GrantReviewQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "pk"]
        verbose_name = _("review of a grant")
        verbose_name_plural = _("reviews of grants")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "grant"], name="a_grant_once_per_campaign"),
            models.CheckConstraint(
                condition=Q(state="waiting", reviewer=None, decided_at=None)
                | Q(state="confirmed", reviewer__isnull=False, decided_at__isnull=False)
                | Q(state__in=["ended", "gone"], decided_at__isnull=False),
                name="a_decided_review_knows_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(state="ended") | ~Q(reason=""), name="ending_by_review_has_a_reason"),
        ]
        indexes = [models.Index(fields=["campaign", "state"], name="review_by_campaign")]

    def __str__(self):
        return f"{self.campaign}: {self.grant}"
