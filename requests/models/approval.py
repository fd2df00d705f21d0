"""Who must say yes, and who said what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class ApprovalStageQuerySet(models.QuerySet):
    """Questions about stages. Each method narrows; none writes."""

    def open(self):
        """Waiting for somebody."""
        return self.filter(state=ApprovalStage.State.OPEN)

    def for_approver(self, user):
        """Those whose pool this person is in, unless it is their own order or one of a team of theirs."""
        return (
            self.filter(pool=user)
            .exclude(request__order__ordered_by=user)
            .exclude(request__consumer__person=user)
            .exclude(request__consumer__team__in=user.team_ids)
            .exclude(request__consumer__person__account_of__in=user.team_ids)
        )

    def visible_to(self, user):
        """Those one is or was asked about, and those of ports of one's teams; stewards see all."""
        if user.sees_everything:
            return self
        return self.filter(Q(pool=user) | Q(request__port__product__owner__in=user.team_ids)).distinct()


class ApprovalStage(Stamped):
    """One stage of one request: the role that must agree, and the people who could when it opened."""

    class State(models.TextChoices):
        AHEAD = "ahead", _("Not yet asked")
        OPEN = "open", _("Waiting")
        APPROVED = "approved", _("Approved")
        DENIED = "denied", _("Denied")
        SKIPPED = "skipped", _("Not needed any more")

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner of the product")
        STEWARD = "steward", _("Governance steward")

    request = models.ForeignKey("requests.AccessRequest", on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(_("role"), max_length=10, choices=Role)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.AHEAD)
    pool = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="approval_stages")
    stood_in = models.BooleanField(_("stewards were asked in place of the owner"), default=False)
    opened_at = models.DateTimeField(_("asked"), null=True, blank=True)
    closed_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ApprovalStageQuerySet.as_manager()

    class Meta:
        ordering = ["request", "position"]
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="one_stage_per_request_and_position"),
            models.UniqueConstraint(fields=["request"], condition=Q(state="open"), name="one_open_stage_per_request"),
            models.CheckConstraint(
                condition=Q(state__in=["ahead", "open", "approved", "denied", "skipped"]), name="stage_state_is_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "opened_at"], name="stage_by_state")]

    def __str__(self):
        return f"{self.request} ({self.get_role_display()})"


class Decision(models.Model):
    """What one person said at one stage, and why. Written once."""

    stage = models.OneToOneField(ApprovalStage, on_delete=models.CASCADE, related_name="decision")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    yes = models.BooleanField(_("approved"))
    reason = models.TextField(_("reason"), blank=True)
    days = models.PositiveIntegerField(_("days, if fewer than asked for"), null=True, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["at"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(condition=Q(yes=True) | ~Q(reason=""), name="a_no_has_a_reason"),
            models.CheckConstraint(condition=Q(days=None) | Q(days__gte=1), name="a_shorter_time_is_at_least_a_day"),
        ]

    def __str__(self):
        return f"{self.by}: {'yes' if self.yes else 'no'}"
