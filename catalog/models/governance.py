"""What the company asks of every product, as rules that a machine checks."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class GovernancePolicyQuerySet(models.QuerySet):
    """Questions about policies. Each method narrows; none writes."""

    def visible_to(self, user):
        """What is or was in force concerns everybody; drafts are for stewards, and the platform team sees them."""
        return self if user.sees_everything else self.was_in_force()

    def in_force(self):
        """Those by which products are judged; of one policy these may be two: one enforced, its successor in grace."""
        return self.filter(state__in=GovernancePolicy.State.in_force())

    def was_in_force(self):
        """Those that are in force or were; a draft that was withdrawn never was."""
        return self.filter(enforced_from__isnull=False)


class GovernancePolicy(Stamped):
    """One version of a rule over the asset model: drafted, then warned about until a day, then enforced.

    `rule` is the rule as a steward writes it (YAML); a version that was in force never changes. `shipped` is the digest
    of the shipped rule that it began as; empty where it was written here.
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
    shipped = models.CharField(max_length=64, blank=True, editable=False)

    objects = GovernancePolicyQuerySet.as_manager()

    class Meta:
        ordering = ["slug", "-version"]
        verbose_name = _("governance policy")
        verbose_name_plural = _("governance policies")
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_policy_per_slug_and_version"),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(state="grace"), name="one_version_of_a_policy_in_grace"
            ),
            models.UniqueConstraint(
                fields=["slug"], condition=Q(state="enforced"), name="one_version_of_a_policy_enforced"
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

    def get_absolute_url(self):
        """Its page, where the version that matters most is shown."""
        return reverse("catalog:policy", args=[self.slug])

    @property
    def is_in_force(self) -> bool:
        """Are products judged by it?"""
        return self.state in self.State.in_force()


class PolicyVerdictQuerySet(models.QuerySet):
    """Questions about verdicts. Each method narrows; none writes."""

    def visible_to(self, user):
        """The verdicts over products that this person may see."""
        if user.sees_everything:
            return self
        return self.filter(Q(product__status__in=["published", "deprecated"]) | Q(product__owner__in=user.team_ids))


class PolicyVerdict(Stamped):
    """What one version of a policy last said of one product, with the reasons."""

    class Outcome(models.TextChoices):
        PASS = "pass", _("Kept")
        FAIL = "fail", _("Not kept")
        EXCEPTED = "excepted", _("Not kept, by exception")
        NOT_APPLICABLE = "not-applicable", _("Not applicable")
        UNKNOWN = "unknown", _("Unknown")

    policy = models.ForeignKey(GovernancePolicy, on_delete=models.CASCADE, related_name="verdicts")
    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="policy_verdicts")
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome)
    reasons = models.JSONField(_("reasons"), default=list, blank=True)
    evaluated_at = models.DateTimeField(_("evaluated"))

    objects = PolicyVerdictQuerySet.as_manager()

    class Meta:
        ordering = ["policy", "product"]
        verbose_name = _("policy verdict")
        verbose_name_plural = _("policy verdicts")
        constraints = [
            models.UniqueConstraint(fields=["policy", "product"], name="one_verdict_per_policy_and_product"),
            models.CheckConstraint(
                condition=Q(outcome__in=["pass", "fail", "excepted", "not-applicable", "unknown"]),
                name="verdict_outcome_is_known",
            ),
        ]
        indexes = [models.Index(fields=["product", "outcome"], name="verdict_by_product")]

    def __str__(self):
        return f"{self.product}: {self.policy.slug} {self.get_outcome_display()}"


class PolicyExceptionQuerySet(models.QuerySet):
    """Questions about exceptions. Each method narrows; none writes."""

    def visible_to(self, user):
        """Those of one's own teams' products; stewards and the platform team see all."""
        if user.sees_everything:
            return self
        return self.filter(product__owner__in=user.team_ids)

    def in_force(self, today):
        """Granted, and not past the last day."""
        return self.filter(state=PolicyException.State.GRANTED, valid_until__gte=today)


class PolicyException(Stamped):
    """Leave for one product not to keep one policy, until a day. It holds for every version of the policy."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waiting for an answer")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

        @classmethod
        def open(cls):
            """The states in which another request for the same is not needed."""
            return [cls.REQUESTED, cls.GRANTED]

    policy_slug = models.SlugField(_("policy"), max_length=80)
    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="policy_exceptions")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    reason = models.TextField(_("reason"))
    valid_until = models.DateField(_("last day"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = PolicyExceptionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("policy exception")
        verbose_name_plural = _("policy exceptions")
        constraints = [
            models.UniqueConstraint(
                fields=["policy_slug", "product"],
                condition=Q(state__in=["requested", "granted"]),
                name="one_open_exception_per_policy_and_product",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_exception_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="requested", decided_by=None, decided_at=None)
                | Q(state__in=["granted", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(state="ended"),
                name="a_decided_exception_knows_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(note=""), name="a_refused_exception_says_why"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("requested_by")),
                name="nobody_grants_themselves_an_exception",
            ),
        ]

    def __str__(self):
        return f"{self.product}: {self.policy_slug}"

    def get_absolute_url(self):
        """Its page, where it is decided."""
        return reverse("catalog:exception", args=[self.pk])
