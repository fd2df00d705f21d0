"""What a task needs of data, stated once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models.contract import Column
from marketplace.foundation.models import Stamped


class RequirementProfileQuerySet(models.QuerySet):
    """Questions about requirement profiles. Each method narrows; none writes."""

    def visible_to(self, user):
        """One's own and those of one's teams: what somebody works on is nobody else's business."""
        return self.filter(Q(person=user) | Q(team__in=user.team_ids))

    def for_display(self):
        """With whose they are at hand, by name."""
        return self.select_related("person", "team").order_by("name", "pk")


class RequirementProfile(Stamped):
    """What a person or a team needs of data for one task. A need that is empty is none."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="requirement_profiles",
        verbose_name=_("person"),
    )
    team = models.ForeignKey(
        "accounts.Team",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="requirement_profiles",
        verbose_name=_("team"),
    )
    name = models.CharField(_("name"), max_length=120)
    task = models.TextField(_("task"), max_length=1000, blank=True)
    wanted = models.JSONField(_("columns or terms"), default=list, blank=True)
    freshness = models.PositiveBigIntegerField(_("age at most, in seconds"), null=True, blank=True)
    history = models.PositiveBigIntegerField(_("history at least, in seconds"), null=True, blank=True)
    completeness = models.PositiveSmallIntegerField(_("completeness at least, in per cent"), null=True, blank=True)
    fitness = models.PositiveSmallIntegerField(_("fitness at least"), null=True, blank=True)
    licences = models.JSONField(_("licences accepted"), default=list, blank=True)
    regions = models.JSONField(_("regions accepted"), default=list, blank=True)
    purpose = models.CharField(_("purpose to be allowed"), max_length=80, blank=True)
    classification = models.CharField(
        _("strictest classification accepted"), max_length=12, choices=Column.Classification, blank=True
    )
    without_waiting = models.BooleanField(_("access without waiting"), default=False)

    objects = RequirementProfileQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("requirement profile")
        verbose_name_plural = _("requirement profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, team__isnull=True) | Q(person__isnull=True, team__isnull=False),
                name="a_profile_is_of_a_person_or_a_team",
            ),
            models.UniqueConstraint(
                fields=["person", "name"], condition=Q(person__isnull=False), name="one_profile_per_person_and_name"
            ),
            models.UniqueConstraint(
                fields=["team", "name"], condition=Q(team__isnull=False), name="one_profile_per_team_and_name"
            ),
            models.CheckConstraint(
                condition=(Q(completeness=None) | Q(completeness__range=(1, 100)))
                & (Q(fitness=None) | Q(fitness__range=(1, 100))),
                name="what_a_profile_asks_can_be_reached",
            ),
            models.CheckConstraint(
                condition=Q(classification__in=["", "public", "internal", "confidential", "restricted"]),
                name="profile_classification_is_known",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Its page."""
        return reverse("catalog:requirement-profile", args=[self.pk])
