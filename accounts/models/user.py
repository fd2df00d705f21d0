"""A person."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

STEWARD = "steward"
PLATFORM = "platform"
DATA_PROTECTION = "data-protection"


class User(AbstractUser):
    """A person who signs in; what they may do comes from teams and from the groups of roles.

    A service account is one, too: a tool of a team, which never signs in, reads by token and decides nothing.
    """

    time_zone = models.CharField(_("time zone"), max_length=60, blank=True, help_text=_("Empty: that of the company."))
    account_of = models.ForeignKey(
        "accounts.Team",
        verbose_name=_("service account of"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="service_accounts",
    )

    class Meta(AbstractUser.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # People may sign in with their address, so it must tell who they are.
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="one_person_per_address",
                violation_error_message=_("Somebody else uses this e-mail address."),
            ),
            models.CheckConstraint(
                condition=Q(account_of=None) | Q(is_staff=False, is_superuser=False, password__startswith="!"),
                name="a_service_account_never_signs_in",
                violation_error_message=_("A service account has no password and no rank."),
            ),
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    @cached_property
    def groups_and_unread(self) -> tuple[frozenset[str], int]:
        """The names of their groups, and how many messages they have not read: one query, as every page needs both."""
        mine = self.notifications.unread().filter(recipient=OuterRef("pk")).order_by().values("recipient")
        unread = Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
        rows = list(User.objects.filter(pk=self.pk).values_list("groups__name", unread))
        return frozenset(name for name, _ in rows if name), (rows[0][1] or 0) if rows else 0

    @property
    def group_names(self) -> frozenset[str]:
        """The names of the groups they are in."""
        return self.groups_and_unread[0]

    @cached_property
    def team_roles(self) -> dict[int, tuple[str, str]]:
        """The teams they are a member of: short name and role by id."""
        found = self.memberships.order_by().values_list("team_id", "team__slug", "role")
        return {team: (slug, role) for team, slug, role in found}

    @property
    def team_ids(self) -> frozenset[int]:
        """The teams they are a member of."""
        return frozenset(self.team_roles)

    @property
    def maintained_team_ids(self) -> frozenset[int]:
        """The teams they speak for."""
        return frozenset(team for team, (_slug, role) in self.team_roles.items() if role == "maintainer")

    @property
    def is_steward(self) -> bool:
        """Do they watch over governance?"""
        return self.is_superuser or STEWARD in self.group_names

    @property
    def is_data_protection(self) -> bool:
        """Do they speak for data protection in the whole company?"""
        return DATA_PROTECTION in self.group_names

    @property
    def is_platform(self) -> bool:
        """Do they run the marketplace?"""
        return self.is_superuser or PLATFORM in self.group_names

    @property
    def sees_everything(self) -> bool:
        """May they read every record, though not every data set?"""
        return self.is_steward or self.is_platform
