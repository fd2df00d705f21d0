"""Sign-offs that people give in a product's life: the forms, and the answers given in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class CheckpointForm(Stamped):
    """One version of what a checkpoint asks, and of whom its signature is wanted. A form in use never changes.

    `questions` is a list of `{id, label, help, kind, choices, required}`; the kinds are in
    `catalog.governance.checkpoints.questions`. `covers` names the parts of a product that an answer rests on; when one
    of them changes, it must be given anew.
    """

    class Kind(models.TextChoices):
        DISCOVERY = "discovery", _("Discovery")
        LEAN_INCEPTION = "lean-inception", _("Lean inception")
        RISK_ASSESSMENT = "risk-assessment", _("System risk assessment")
        ONBOARDING = "onboarding", _("Team onboarding")

        @classmethod
        def about_teams(cls):
            """Those that a team passes once, for all its products."""
            return [cls.ONBOARDING]

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_USE = "in-use", _("In use")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Signer(models.TextChoices):
        PLATFORM = "platform", _("Platform team")
        GOVERNANCE = "governance", _("Governance stewards")

    kind = models.CharField(_("checkpoint"), max_length=20, choices=Kind)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    questions = models.JSONField(_("questions"), default=list)
    signer = models.CharField(_("signed by"), max_length=12, choices=Signer)
    covers = models.JSONField(_("what it rests on"), default=list, blank=True)

    class Meta:
        ordering = ["kind", "-version"]
        verbose_name = _("checkpoint form")
        verbose_name_plural = _("checkpoint forms")
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="one_checkpoint_form_per_kind_and_version"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state="in-use"), name="one_checkpoint_form_in_use_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "in-use", "withdrawn"]), name="checkpoint_form_state_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.version})"


class CheckpointQuerySet(models.QuerySet):
    """Questions about checkpoints. Each method narrows; none writes."""

    def visible_to(self, user):
        """Those of one's own teams' products, and of one's own teams; stewards and the platform team see all."""
        if user.sees_everything:
            return self
        about_teams = Q(kind__in=CheckpointForm.Kind.about_teams())
        return self.filter(
            (about_teams & Q(team__in=user.team_ids)) | (~about_teams & Q(product__owner__in=user.team_ids))
        )

    def waiting(self):
        """Those that nobody has answered yet."""
        return self.filter(state=Checkpoint.State.REQUESTED)

    def answered(self):
        """Those that were signed or refused."""
        return self.filter(state__in=[Checkpoint.State.SIGNED, Checkpoint.State.REFUSED])


class Checkpoint(Stamped):
    """One sign-off that was asked for, with the answers it rests on. Asked again, it is a further version.

    `rests_on` keeps, for each part of the product that the form covers, the digest of what was there when it was
    asked for: a later version of the product reuses the signature as long as these digests are the same. `grounds`
    keeps the facts behind the digests, so that one can tell what changed. `team` owned the product when it was asked
    for; a checkpoint about teams stands for all products of that team.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Being filled in")
        REQUESTED = "requested", _("Waiting for an answer")
        SIGNED = "signed", _("Signed")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")

        @classmethod
        def counting(cls):
            """The states in which it was asked for and not taken back."""
            return [cls.REQUESTED, cls.SIGNED, cls.REFUSED]

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="checkpoints")
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="checkpoints")
    form = models.ForeignKey(CheckpointForm, on_delete=models.PROTECT, related_name="checkpoints")
    kind = models.CharField(_("checkpoint"), max_length=20, choices=CheckpointForm.Kind)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    answers = models.JSONField(_("questions and answers"), default=list, blank=True)
    rests_on = models.JSONField(_("what it rests on"), default=dict, blank=True)
    grounds = models.JSONField(_("what was there"), default=dict, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("asked for"), null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = CheckpointQuerySet.as_manager()

    class Meta:
        ordering = ["product", "kind", "-version"]
        verbose_name = _("checkpoint")
        verbose_name_plural = _("checkpoints")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "kind", "version"], name="one_checkpoint_per_product_kind_and_version"
            ),
            models.UniqueConstraint(
                fields=["product", "kind"],
                condition=Q(state__in=["draft", "requested"]),
                name="one_open_checkpoint_per_kind",
            ),
            models.UniqueConstraint(
                fields=["team", "kind"],
                condition=Q(state__in=["draft", "requested"], kind="onboarding"),
                name="one_open_checkpoint_per_team_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "requested", "withdrawn"], answered_by=None, answered_at=None)
                | Q(state__in=["signed", "refused"], answered_by__isnull=False, answered_at__isnull=False),
                name="an_answered_checkpoint_knows_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(note=""), name="a_refused_checkpoint_says_why"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=models.F("requested_by")),
                name="nobody_signs_what_they_asked_for",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="checkpoint_by_state"),
            models.Index(fields=["team", "kind"], name="checkpoint_by_team_and_kind"),
        ]

    def __str__(self):
        return f"{self.about}: {self.get_kind_display()}"

    def get_absolute_url(self):
        """Its page, where it is answered."""
        return reverse("catalog:checkpoint", args=[self.pk])

    @property
    def about(self):
        """What it is about: the team where a team passes it, else the product."""
        return self.team if self.kind in CheckpointForm.Kind.about_teams() else self.product
