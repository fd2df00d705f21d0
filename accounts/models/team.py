"""A team and who is in it."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.foundation.models import Stamped


class Team(Stamped):
    """People who own data products together, or use them together.

    Two groups stand behind a team, so that object permissions are given once: to all members, and to the maintainers.
    """

    slug = models.SlugField(_("short name"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120, unique=True)
    description = models.TextField(_("description"), blank=True)
    region = models.CharField(
        _("region"), max_length=40, blank=True, help_text=_("Where it works, as access rules name it; such as EU.")
    )
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, through="accounts.Membership", related_name="teams")
    members_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", editable=False)
    maintainers_group = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = _("team")
        verbose_name_plural = _("teams")

    def __str__(self):
        return self.name


class Membership(Stamped):
    """One person in one team, as a member or as a maintainer who speaks for it."""

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        MAINTAINER = "maintainer", _("Maintainer")

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        limit_choices_to={"account_of": None},
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.MEMBER)

    class Meta:
        ordering = ["team__name", "person__username"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["team", "person"], name="one_membership_per_team_and_person"),
            models.CheckConstraint(
                condition=models.Q(role__in=["member", "maintainer"]), name="membership_role_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.team})"


class MembershipPeriodQuerySet(models.QuerySet):
    """Questions about who was in a team when. Each method narrows; none writes."""

    def between(self, begins, ends):
        """Those that cover at least a moment of a time."""
        return self.filter(Q(until=None) | Q(until__gt=begins), since__lt=ends)


class MembershipPeriod(models.Model):
    """From when until when somebody was in a team, whatever their role: kept after they left, for the record."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="membership_periods")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="membership_periods")
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MembershipPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["team", "person", "since"]
        verbose_name = _("time in a team")
        verbose_name_plural = _("times in teams")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "person"], condition=Q(until=None), name="one_open_time_per_team_and_person"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="a_time_ends_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["person", "since"], name="time_in_team_by_person")]

    def __str__(self):
        return f"{self.person} ({self.team})"
