"""Sign-offs that people give in a product's life: the forms, and the answers given in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class CheckpointForm(Stamped):
    """One version of what a checkpoint asks, and of whom its signature is wanted. A form in use never changes.

    `questions` is a list of `{id, label, help, kind, choices, required}`, kind one of text, choice, yes-no, link.
    `covers` names the parts of a product that an answer rests on; when one of them changes, it must be given anew.
    """

    class Kind(models.TextChoices):
        DISCOVERY = "discovery", _("Discovery")
        LEAN_INCEPTION = "lean-inception", _("Lean inception")
        RISK_ASSESSMENT = "risk-assessment", _("System risk assessment")
        ONBOARDING = "onboarding", _("Team onboarding")

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
        """Those of one's own teams' products; stewards and the platform team see all."""
        if user.sees_everything:
            return self
        return self.filter(product__owner__in=user.team_ids)


class Checkpoint(Stamped):
    """One sign-off that was asked for, with the answers it rests on. Asked again, it is a further version.

    `rests_on` keeps, for each part of the product that the form covers, the digest of what was there when it was
    asked for: a later version of the product reuses the signature as long as these digests are the same.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting for an answer")
        SIGNED = "signed", _("Signed")
        REFUSED = "refused", _("Refused")

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="checkpoints")
    form = models.ForeignKey(CheckpointForm, on_delete=models.PROTECT, related_name="checkpoints")
    kind = models.CharField(_("checkpoint"), max_length=20, choices=CheckpointForm.Kind)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    answers = models.JSONField(_("questions and answers"), default=list, blank=True)
    rests_on = models.JSONField(_("what it rests on"), default=dict, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
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
                fields=["product", "kind"], condition=Q(state="requested"), name="one_open_checkpoint_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(state="requested", answered_by=None, answered_at=None)
                | Q(state__in=["signed", "refused"], answered_by__isnull=False, answered_at__isnull=False),
                name="an_answered_checkpoint_knows_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(note=""), name="a_refused_checkpoint_says_why"),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=models.F("requested_by")),
                name="nobody_signs_what_they_asked_for",
            ),
        ]

    def __str__(self):
        return f"{self.product}: {self.get_kind_display()}"
