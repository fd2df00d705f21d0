"""What stewards decide about fitness functions, and about single answers of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class FitnessFunctionSetting(Stamped):
    """How stewards let one function count, where that differs from what its author says. Every change is a revision."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        GRACE = "grace", _("In grace")
        ENFORCED = "enforced", _("Enforced")

    function = models.CharField(_("function"), max_length=90, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ENFORCED)
    enforced_from = models.DateField(_("counts from"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight"), null=True, blank=True)
    owner = models.CharField(_("who answers for it"), max_length=120, blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=1)

    class Meta:
        ordering = ["function"]
        verbose_name = _("setting of a fitness function")
        verbose_name_plural = _("settings of fitness functions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "grace", "enforced"]), name="fitness_function_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="grace") | Q(enforced_from__isnull=False),
                name="a_function_in_grace_knows_until_when",
            ),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__gte=1, weight__lte=20), name="a_function_weighs_1_to_20"
            ),
        ]

    def __str__(self):
        return self.function


class FitnessDisputeQuerySet(models.QuerySet):
    """Questions about disputes. Each method narrows; none writes."""

    def visible_to(self, user):
        """Those of one's own teams' products; stewards and the platform team see all."""
        if user.sees_everything:
            return self
        return self.filter(product__owner__in=user.team_ids)

    def waived(self, today):
        """Granted, and not past the last day."""
        return self.filter(state=FitnessDispute.State.WAIVED, valid_until__gte=today)


class FitnessDispute(Stamped):
    """An owner disputes what one function says of one product; granted, the answer does not count until a day."""

    class State(models.TextChoices):
        DISPUTED = "disputed", _("Disputed")
        WAIVED = "waived", _("Waived")
        REFUSED = "refused", _("Stands")
        ENDED = "ended", _("Ended")

        @classmethod
        def open(cls):
            """The states in which another dispute about the same is not needed."""
            return [cls.DISPUTED, cls.WAIVED]

    product = models.ForeignKey("catalog.DataProduct", on_delete=models.CASCADE, related_name="fitness_disputes")
    function = models.CharField(_("function"), max_length=90)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DISPUTED)
    reason = models.TextField(_("reason"))
    outcome = models.CharField(_("what was disputed"), max_length=14, blank=True)
    valid_until = models.DateField(_("last day"))
    disputed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = FitnessDisputeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("dispute about fitness")
        verbose_name_plural = _("disputes about fitness")
        constraints = [
            models.UniqueConstraint(
                fields=["product", "function"],
                condition=Q(state__in=["disputed", "waived"]),
                name="one_open_dispute_per_product_and_function",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_dispute_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="disputed", decided_by=None, decided_at=None)
                | Q(state__in=["waived", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(state="ended"),
                name="a_decided_dispute_knows_who_and_when",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(note=""), name="a_refused_dispute_says_why"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("disputed_by")),
                name="nobody_waives_their_own_result",
            ),
        ]

    def __str__(self):
        return f"{self.product}: {self.function}"

    def get_absolute_url(self):
        """Its page, where it is decided."""
        return reverse("catalog:fitness-dispute", args=[self.pk])
