"""What the company asks of every product: rules that a machine checks, and sign-offs that people give."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class GovernancePolicy(Stamped):
    """One version of a rule over the asset model: drafted, then warned about until a day, then enforced.

    `rule` is the rule as a steward writes it (YAML); a version that was in force never changes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        GRACE = "grace", _("Warned about")
        ENFORCED = "enforced", _("Enforced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

        @classmethod
        def in_force(cls):
            """The states in which products are judged by it."""
            return [cls.GRACE, cls.ENFORCED]

    class Severity(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    slug = models.SlugField(_("short name"), max_length=80)
    version = models.PositiveIntegerField(_("version"), default=1)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    rule = models.TextField(_("rule"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    severity = models.CharField(_("severity"), max_length=8, choices=Severity, default=Severity.MEDIUM)
    enforced_from = models.DateField(_("enforced from"), null=True, blank=True)

    class Meta:
        ordering = ["slug", "-version"]
        verbose_name = _("governance policy")
        verbose_name_plural = _("governance policies")
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_policy_per_slug_and_version"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(state__in=["grace", "enforced"]), name="one_version_of_a_policy_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "grace", "enforced", "withdrawn"]), name="policy_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["grace", "enforced"]) | Q(enforced_from__isnull=False),
                name="a_policy_in_force_knows_from_when",
            ),
            models.CheckConstraint(condition=~Q(rule=""), name="a_policy_says_something"),
        ]

    def __str__(self):
        return f"{self.name} ({self.version})"


class Checkpoint(Stamped):
    """A human sign-off in a product's life, with the answers it rests on. Asked again, it is a further version."""

    class Kind(models.TextChoices):
        DISCOVERY = "discovery", _("Discovery")
        LEAN_INCEPTION = "lean-inception", _("Lean inception")
        RISK_ASSESSMENT = "risk-assessment", _("System risk assessment")
        ONBOARDING = "onboarding", _("Team onboarding")

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting for an answer")
        SIGNED = "signed", _("Signed")
        REFUSED = "refused", _("Refused")

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="checkpoints")
    kind = models.CharField(_("checkpoint"), max_length=20, choices=Kind)
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    answers = models.JSONField(_("questions and answers"), default=list, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

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
