"""Who must say yes, and who said what."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import looked_after_by
from marketplace.foundation.models import Stamped
from requests.models.stand_in import StandIn


class ApprovalStageQuerySet(models.QuerySet):
    """Questions about stages. Each method narrows; none writes."""

    def open(self):
        """Waiting for somebody."""
        return self.filter(state=ApprovalStage.State.OPEN)

    def for_approver(self, user):
        """Those that wait for this person's word, unless it is their own order or one of a team of theirs."""
        said = Decision.objects.filter(Q(by=user) | Q(voice_of=user), stage=OuterRef("pk"))
        return (
            self.filter(asked_of(user))
            .exclude(Exists(said))
            .exclude(request__order__ordered_by=user)
            .exclude(request__consumer__person=user)
            .exclude(request__consumer__team__in=user.team_ids)
            .exclude(request__consumer__person__account_of__in=user.team_ids)
        )

    def visible_to(self, user):
        """Those one is or was asked about, and those of ports of one's teams; stewards see all."""
        if user.sees_everything:
            return self
        return self.filter(asked_of(user) | Q(request__port__product__owner__in=user.team_ids))


def asked_of(user) -> Exists:
    """Is this person among those who were asked, or do they stand in for one of them now?"""
    absent = StandIn.objects.in_force().filter(by=user).values("person")
    asked = ApprovalStage.pool.through.objects.filter(approvalstage=OuterRef("pk"))
    return Exists(asked.filter(Q(user=user) | Q(user__in=absent)))


class ApprovalStage(Stamped):
    """One stage of one request: the role that must agree, how many of it, and the people who could when it opened."""

    class State(models.TextChoices):
        AHEAD = "ahead", _("Not yet asked")
        OPEN = "open", _("Waiting")
        APPROVED = "approved", _("Approved")
        DENIED = "denied", _("Denied")
        SKIPPED = "skipped", _("Not needed any more")

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner of the product")
        DOMAIN_OWNER = "domain-owner", _("Owner of the domain")
        STEWARD = "steward", _("Governance steward")
        DATA_PROTECTION = "data-protection", _("Data protection")
        LINE = "line", _("Line of the requester")

    request = models.ForeignKey("requests.AccessRequest", on_delete=models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(_("role"), max_length=16, choices=Role)
    needs = models.CharField(_("how many must agree, as the rule says"), max_length=8, default="any")
    needed = models.PositiveSmallIntegerField(_("how many must agree"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.AHEAD)
    pool = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="approval_stages")
    stood_in = models.BooleanField(_("stewards were asked in place of the role"), default=False)
    why = models.TextField(_("why it was skipped"), blank=True)
    opened_at = models.DateTimeField(_("asked"), null=True, blank=True)
    due_at = models.DateTimeField(_("to be answered by"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("stewards were asked, too"), null=True, blank=True)
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
            models.CheckConstraint(condition=Q(needed__gte=1), name="a_stage_needs_somebody"),
        ]
        indexes = [
            models.Index(fields=["state", "opened_at"], name="stage_by_state"),
            models.Index(fields=["due_at"], condition=Q(state="open"), name="open_stage_by_due"),
        ]

    def __str__(self):
        return f"{self.request} ({self.get_role_display()})"

    @property
    def decision(self):
        """The last word that was said here, or None; `decisions` at hand spares the query."""
        return max(self.decisions.all(), key=lambda said: said.pk, default=None)


class Decision(models.Model):
    """What one person said at one stage, and why; for themselves, or in the place of somebody. Written once."""

    stage = models.ForeignKey(ApprovalStage, on_delete=models.CASCADE, related_name="decisions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions")
    voice_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("in the place of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    yes = models.BooleanField(_("approved"))
    reason = models.TextField(_("reason"), blank=True)
    days = models.PositiveIntegerField(_("days, if fewer than asked for"), null=True, blank=True)
    only = models.JSONField(_("only these columns and rows, if fewer than asked for"), default=dict, blank=True)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["stage", "by"], name="everybody_decides_once_per_stage"),
            models.UniqueConstraint(fields=["stage", "voice_of"], name="one_word_in_the_place_of_each"),
            models.CheckConstraint(
                condition=Q(voice_of=None) | ~Q(voice_of=models.F("by")), name="nobody_stands_in_for_themselves"
            ),
            models.CheckConstraint(condition=Q(yes=True) | ~Q(reason=""), name="a_no_has_a_reason"),
            models.CheckConstraint(condition=Q(days=None) | Q(days__gte=1), name="a_shorter_time_is_at_least_a_day"),
        ]

    def __str__(self):
        return f"{self.by}: {'yes' if self.yes else 'no'}"


class StageQuestionQuerySet(models.QuerySet):
    """Questions about what was asked back. Each method narrows; none writes."""

    def answered_by_those_of(self, user):
        """Those that somebody is to answer: who ordered, and whoever orders in the name of the consumer."""
        mine = Q(stage__request__order__ordered_by=user) | looked_after_by(user, "stage__request__consumer")
        return self.filter(mine).distinct()


class StageQuestion(models.Model):
    """What somebody who decides wants to know first; while it is open, the time to decide stands still."""

    stage = models.ForeignKey(ApprovalStage, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = StageQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name = _("question back")
        verbose_name_plural = _("questions back")
        constraints = [
            models.UniqueConstraint(
                fields=["stage"], condition=Q(answered_at=None), name="one_open_question_per_stage"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_question_back_asks_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="an_answered_question_knows_who_and_when",
            ),
        ]

    def __str__(self):
        return f"{self.stage}: {self.text[:60]}"
